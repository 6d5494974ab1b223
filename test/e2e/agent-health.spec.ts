import { shellPage } from '@alongside/protocol';
import { expect, type Page } from '@playwright/test';
import { test } from '../fixtures/agent-pages/agent-page-test.ts';
import { diskFinding, healthReport, keepReports, pastCheck, sendable } from '../fixtures/agent-pages/health-reports.ts';
import { barriers } from '../fixtures/barriers.ts';

const GB = 1_000_000_000;

async function looked(page: Page, name: string): Promise<void> {
  const shots = process.env.ALONGSIDE_SHOTS;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect
      .soft(await barriers(page, colorScheme === 'light' ? {} : { only: 'color-contrast' }), `${name}, ${colorScheme}`)
      .toEqual([]);
    if (shots !== undefined) await page.screenshot({ path: `${shots}/health-${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function openCheck(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Check my computer' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Check my computer' })).toBeVisible();
}

test('the first check: says what it reads, tells how it goes, can be stopped', async ({ agentPage }) => {
  const { core } = agentPage;
  const page = await agentPage.open('home');
  await openCheck(page);
  await expect(page.getByText('Nothing is sent.')).toBeVisible();
  await looked(page, 'first');
  await page.getByRole('button', { name: 'Check now' }).click();
  expect(await core.next(shellPage.healthRun)).toEqual({ profile: 'quick' });
  core.notify(shellPage.healthChanged, {
    scan: { state: 'running', profile: 'quick', done: 3, total: 12, now: 'disk.space', stopping: false },
    latest: null,
  });
  await expect(page.getByText('3 of 12 read. Now: Free space')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '25');
  await looked(page, 'running');
  await page.getByRole('button', { name: 'Stop the check' }).click();
  await core.next(shellPage.healthCancel);
  core.notify(shellPage.healthChanged, { scan: { state: 'failed', code: 'diagnostics.unavailable' }, latest: null });
  await expect(page.getByRole('alert')).toContainText('diagnostics.unavailable');
});

test('what was found: one sentence, worst first, the rest folded away, and what changed', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  const worse = healthReport(2);
  const cut = { check: 'os.time', reason: 'cancelled', privacy: 'P0', tookMs: 0 } as const;
  keepReports(agentPage.core, [
    { report: { ...worse, unknowns: [{ ...cut, check: 'mem.avail' }] }, diskFree: 0.02 },
    { report: healthReport(1, [diskFinding('pass', 90 * GB)]), diskFree: 0.35 },
  ]);
  await openCheck(page);
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('1 thing needs attention.');
  const cards = page.getByRole('article');
  await expect(cards).toHaveCount(2);
  await expect(cards.first()).toContainText('Needs attention');
  await expect(cards.first()).toContainText('The disk / is nearly full: 3.7 GB left.');
  await expect(cards.first()).toContainText('DSK-01-7F');
  await expect(cards.last()).toContainText('Could be better');
  await expect(page.getByText(/Worse since .*: Free space\./u)).toBeVisible();
  await expect(page.getByText('The check was stopped.')).toBeVisible();
  await expect(page.getByText('It was restarted not long ago.')).toBeHidden();
  await page.getByRole('button', { name: 'Fine (1)' }).press('Enter');
  await expect(page.getByText('It was restarted not long ago.')).toBeVisible();
  await page.getByRole('button', { name: 'Not checked (1)' }).press('Enter');
  await expect(page.getByRole('listitem').filter({ hasText: 'The check was stopped. Memory' })).toBeVisible();
  await looked(page, 'found');
  await cards.first().getByRole('button', { name: 'How to: Make room on a full disk' }).click();
  await expect(page.getByRole('heading', { name: 'Make room on a full disk' })).toBeFocused();
  await expect(page.getByRole('heading', { name: 'When to stop and ask' })).toBeVisible();
  await expect(page.getByText('The steps by hand were not tried on any system.')).toBeVisible();
  await looked(page, 'article');
  await page.getByRole('button', { name: 'Back to the result' }).click();
  await expect(cards).toHaveCount(2);
});

test('a check that came to nothing says so, and one is read though the one before it cannot be', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  const unread = { check: 'disk.space', reason: 'failed', privacy: 'P1', tookMs: 0 } as const;
  keepReports(agentPage.core, [
    { report: { ...healthReport(3, []), unknowns: [unread] }, diskFree: 0.31 },
    { report: healthReport(2), diskFree: 0.02 },
    { report: { ...healthReport(1), format: 'report/v0' as never }, diskFree: 0.08 },
    { report: { ...healthReport(0, []), meta: { ...healthReport(0).meta, profile: 'network' } }, diskFree: 0.08 },
  ]);
  await openCheck(page);
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('Nothing could be checked.');
  await expect(page.getByText(/No change since/u)).toBeHidden();
  await page.getByRole('tab', { name: 'Earlier checks' }).click();
  const rows = page.getByRole('article');
  await expect(rows.first()).toContainText('Nothing could be checked. 1 not checked.');
  await expect(page.getByRole('img', { name: 'Things to look at: 2 at first, 2 now' })).toBeVisible();
  await rows.nth(1).getByRole('button', { name: /^Show/u }).click();
  await expect(page.getByRole('heading', { level: 2 })).toHaveText('1 thing needs attention.');
});

test('earlier checks: charts with words, one opened, one deleted after a question', async ({ agentPage }) => {
  const { core } = agentPage;
  const page = await agentPage.open('home');
  keepReports(core, [
    { report: healthReport(3, [diskFinding('pass', 80 * GB)]), diskFree: 0.31 },
    { report: healthReport(2), diskFree: 0.02 },
    { report: healthReport(1, [diskFinding('warn', 20 * GB)]), diskFree: 0.08 },
  ]);
  await openCheck(page);
  await page.getByRole('tab', { name: 'Earlier checks' }).click();
  await expect(page.getByRole('img', { name: 'Free disk space: 8% at first, 31% now' })).toBeVisible();
  await expect(page.getByRole('img', { name: 'Things to look at: 1 at first, 0 now' })).toBeVisible();
  await looked(page, 'past');
  const row = page.getByRole('article').nth(1);
  await expect(row).toContainText('1 needs attention and 1 could be better');
  await row.getByRole('button', { name: /^Delete the check/u }).click();
  await row.getByRole('button', { name: 'Delete it for good' }).click();
  expect(await core.next(shellPage.healthErase)).toEqual({ reportId: 'report-000002' });
  await row
    .getByRole('button', { name: /^Keep|^Show/u })
    .first()
    .click();
  await expect(page.getByRole('button', { name: /^Show the check/u }).nth(1)).toBeVisible();
  await page
    .getByRole('button', { name: /^Show the check/u })
    .nth(1)
    .click();
  await expect(page.getByRole('heading', { name: '1 thing needs attention.' })).toBeVisible();
});

for (const width of [360, 1280]) {
  test(`at ${width} nothing is cut, also in the pseudo-locale`, async ({ agentPage, page }) => {
    await page.setViewportSize({ width, height: 720 });
    await agentPage.open('home', 'en-x-pseudo');
    keepReports(agentPage.core, [
      { report: healthReport(2), diskFree: 0.02 },
      { report: healthReport(1), diskFree: 0.35 },
    ]);
    await page
      .getByRole('button', { name: /⟦.*computer|⟦Çĥ|⟦C/u })
      .first()
      .click();
    await expect(page.getByRole('article')).toHaveCount(2);
    const wide = () =>
      page.evaluate(() => document.querySelector('main')?.scrollWidth === document.querySelector('main')?.clientWidth);
    expect(await wide()).toBe(true);
    const shots = process.env.ALONGSIDE_SHOTS;
    if (shots !== undefined) await page.screenshot({ path: `${shots}/health-pseudo-${width}.png` });
    await page.getByRole('tab').nth(1).click();
    await expect(page.getByRole('img')).toHaveCount(3);
    expect(await wide()).toBe(true);
  });
}

test('a fix: says what it does, lists with sizes, does what is ticked, shows before and after', async ({ agentPage }) => {
  const { core } = agentPage;
  const page = await agentPage.open('home');
  keepReports(core, [{ report: healthReport(1), diskFree: 0.02 }]);
  const item = (name: string, bytes: number, chosen: boolean) => ({ name, detail: `/tmp/${name}`, bytes, chosen });
  core.answers.set(shellPage.fixLook.method, () => ({
    lookId: 'look-00001',
    fix: 'free-space',
    items: [item('build', 3 * GB, true), item('browser', 2 * GB, false)],
    more: false,
    undoable: [],
    commands: [],
  }));
  await openCheck(page);
  await page.getByRole('button', { name: 'Fix: free temporary files' }).click();
  const panel = page.getByRole('region', { name: 'Free temporary files' });
  await expect(panel.getByRole('heading', { name: 'Free temporary files' })).toBeFocused();
  await expect(panel).toContainText('This cannot be undone.');
  expect(await core.next(shellPage.fixLook)).toEqual({ fix: 'free-space', check: 'disk.space' });
  await expect(panel.getByRole('checkbox', { name: 'build · 2.8 GB' })).toBeChecked();
  await panel.getByRole('checkbox', { name: 'browser · 1.9 GB' }).press('Space');
  await expect(panel.getByRole('checkbox', { name: 'browser · 1.9 GB' })).toBeChecked();
  await looked(page, 'fix');
  await panel.getByRole('button', { name: 'Remove 4.7 GB' }).click();
  expect(await core.next(shellPage.fixApply)).toEqual({ lookId: 'look-00001', items: [0, 1] });
  core.notify(shellPage.fixChanged, { state: 'working', fix: 'free-space', step: 'checking' });
  await expect(panel.getByRole('status')).toHaveText('Done. Checking again…');
  core.notify(shellPage.fixChanged, {
    state: 'done',
    fix: 'free-space',
    undone: false,
    done: 1,
    bytes: 3 * GB,
    left: [{ name: 'browser', why: 'changed' }],
    leftCount: 1,
    check: 'disk.space',
    before: diskFinding('fail', 4 * GB),
    after: diskFinding('warn', 7 * GB),
    notAfter: null,
  });
  await expect(panel.getByRole('status')).toHaveText('2.8 GB are free again.');
  await expect(panel).toContainText('browser: it changed since it was listed');
  await expect(panel).toContainText('Could be better. The disk / is getting full: 6.5 GB left.');
  await looked(page, 'fixed');
});

test('sending: shown in words and exactly first, fields left out, and no is as near as yes', async ({ agentPage }) => {
  const { core } = agentPage;
  const page = await agentPage.open('home');
  const kept = healthReport(1);
  keepReports(core, [{ report: kept, diskFree: 0.02 }]);
  const told = {
    ...kept,
    consent: { basis: 'request' as const, levels: ['P0' as const, 'P1' as const], at: kept.meta.startedAt },
    redactions: [{ at: '/findings/0/evidence/0/subject', kind: 'home' as const }],
  };
  const prepared = sendable(core, told);
  await openCheck(page);
  await page.getByRole('button', { name: 'Send this to the technician…' }).click();
  await expect(page.getByRole('heading', { name: 'Send this report?' })).toBeFocused();
  expect(await core.next(shellPage.sendPrepare)).toEqual({
    reportId: kept.meta.reportId,
    levels: ['P0', 'P1'],
    removed: { facts: [], checks: [] },
  });
  await expect(page.getByRole('checkbox', { name: 'How it is used' })).not.toBeChecked();
  await expect(page.getByText('Replaced before sending: home folders (1).')).toBeVisible();
  await page.getByRole('button', { name: 'Leave out Memory' }).last().click();
  expect(await core.next(shellPage.sendPrepare)).toMatchObject({ removed: { facts: ['memories'], checks: [] } });
  await expect(page.getByText('left out by you')).toBeVisible();
  await looked(page, 'send-words');
  await page.getByRole('tab', { name: /^Exactly/u }).click();
  await page.getByRole('textbox', { name: 'Search in it' }).fill('disk.space');
  await expect(page.getByText('1 place', { exact: true })).toBeVisible();
  await expect(page.getByRole('region', { name: 'The exact text' })).toHaveText(prepared.body);
  await expect(page.getByText(prepared.sha256)).toBeVisible();
  await looked(page, 'send-exact');
  const buttons = page.getByRole('button', { name: /^(Do not send it|Send exactly this)$/u });
  await expect(buttons).toHaveText(['Do not send it', 'Send exactly this']);
  await buttons.last().click();
  expect(await core.next(shellPage.sendSend)).toEqual({ sha256: prepared.sha256 });
  const sent = { at: kept.meta.startedAt, sha256: prepared.sha256, levels: ['P0' as const, 'P1' as const] };
  core.notify(shellPage.healthChanged, { scan: { state: 'idle' }, latest: { ...pastCheck(kept, 0.02), sent } });
  const receipt = page.getByRole('region', { name: 'Sent' });
  await expect(receipt).toContainText('How the computer does and What computer it is');
  await looked(page, 'sent');
  await receipt.getByRole('button', { name: /^Delete it there/u }).click();
  expect(await core.next(shellPage.sendTakeBack)).toEqual({ reportId: kept.meta.reportId });
});
