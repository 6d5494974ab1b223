import { readFileSync } from 'node:fs';
import { deviceSocket } from '@alongside/protocol';
import { expect, type Page, test } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { builtConsole } from '../fixtures/built-console.ts';
import { ENOUGH_MEMORY, FULL_DISK, LONG_UP, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, startTestServer, type TestServer } from '../fixtures/server.ts';
import { WatchedPages } from '../fixtures/watched-pages.ts';

const DAY_MS = 86_400_000;

let server: TestServer;
let device: DeviceClient;
const pages = new WatchedPages();

test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await startTestServer({ consoleRoot: await builtConsole() });
  device = await server.openDevice(await server.enrollDevice());
});
test.afterAll(async () => {
  await server.close();
  expect(pages.problems).toEqual([]);
});

const send = (report: ReturnType<typeof reportOf>, more: object = {}, from = device) =>
  from.connection.call(deviceSocket.diagnosisSend, { ...sendable(report), ...more });

const open = (page: Page, path: string) => pages.open(page, server, server.technician, path);

/** What a download holds. */
async function saved(page: Page, button: string): Promise<string> {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return readFileSync(await download.path(), 'utf8');
}

test('a report comes to its ticket, is read, compared, saved, and is gone once it is taken back', async ({ page }) => {
  const now = Date.UTC(2026, 10, 28, 9, 30);
  const good = reportOf('report-of-last-week', { findings: { ...ENOUGH_MEMORY } });
  const earlier = reportOf('report-of-last-week', {
    meta: { ...good.meta, startedAt: now - 7 * DAY_MS },
    findings: { ...ENOUGH_MEMORY, 'disk.space': { status: 'pass', evidence: FULL_DISK['disk.space']?.evidence ?? [] } },
  });
  const bad = reportOf('report-of-today', {
    findings: { ...ENOUGH_MEMORY, ...LONG_UP, ...FULL_DISK },
    unknowns: [{ check: 'disk.inodes', reason: 'timeout', privacy: 'P0', tookMs: 10_000 }],
    redactions: [
      { at: '/facts/drives/value/1/volumn', kind: 'user' },
      { at: '/facts/drives/value/1/volumn', kind: 'file_name' },
      { at: '/facts/processes', kind: 'removed_by_user' },
      { at: '/findings/fs.readonly', kind: 'removed_by_user' },
    ],
  });
  const other = await server.openDevice(await server.enrollDevice('LT-0815'));
  await send(reportOf('report-of-another', { findings: LONG_UP }), {}, other);
  await send(earlier);
  const { requestId, ticketId } = await device.ask('Everything is slow.');
  await open(page, `/tickets/${ticketId}`);
  await expect(page.getByRole('heading', { name: /Everything is slow/u })).toBeVisible();
  await expect(page.getByText('1 fail')).toHaveCount(0);

  // It arrives while the page is open.
  await send(bad, { requestId });
  await page.getByRole('link', { name: '1 fail 1 warn' }).click();
  await expect(page.getByRole('heading', { name: 'Check of LT-4471' })).toBeVisible();
  const findings = page.getByRole('article');
  await expect(findings.first()).toContainText('The disk / is nearly full');
  await expect(findings.nth(1)).toContainText('It has been running for 20 days.');
  await expect(findings.nth(1)).toContainText('1 other computer has it, too: LT-0815');
  await expect(page.getByText('Replaced on the computer before it was sent: 1 file name, 1 user name.')).toBeVisible();
  await expect(page.getByText('The user left 2 things out.')).toBeVisible();
  await expect(page.getByText('Left out by the user.')).toBeVisible();
  await findings.first().getByText('Article: Make room on a full disk').click();
  await expect(findings.first().getByRole('heading', { name: 'What to do' })).toBeVisible();
  await page.getByText('1 check is fine').click();
  await expect(page.getByRole('cell', { name: 'Programs have enough memory.' })).toBeVisible();
  await findings.first().getByText('Figures that decided').click();
  await expect(findings.first().getByRole('cell', { name: 'limit 10%' })).toBeVisible();
  expect(await barriers(page)).toEqual([]);

  await page.getByRole('tab', { name: 'Facts' }).click();
  await expect(page.getByText('/media/user-1/file-1')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Programs', exact: true })).toContainText('Left out.');
  await page.getByRole('tab', { name: 'Compare' }).click();
  await expect(page.getByRole('row', { name: /Free space: worse/u })).toContainText('Needs attention');
  expect(await barriers(page)).toEqual([]);
  await page.getByRole('tab', { name: 'Exact bytes' }).click();
  await expect(page.getByText('The hash fits')).toBeVisible();
  const { body, sha256 } = sendable(bad);
  await expect(page.getByText(sha256)).toHaveCount(1);
  await expect(page.getByRole('region', { name: 'Bytes of the report' })).toHaveText(body);
  expect(await barriers(page)).toEqual([]);

  expect(await saved(page, 'Save JSON')).toBe(body);
  expect(await saved(page, 'Save CSV')).toContain('finding,DSK-01-');
  expect(JSON.parse(await saved(page, 'Save for GLPI'))).toMatchObject({
    itemtype: 'Computer',
    content: { cpus: [{ core: 8 }] },
  });
  await page.emulateMedia({ media: 'print' });
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await expect(page.getByRole('tab', { name: 'Facts' })).toBeHidden();
  await expect(page.getByText('/media/user-1/file-1')).toBeVisible();
  await expect(page.getByText('The disk / is nearly full')).toBeVisible();
  await page.emulateMedia({ media: null });
  await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));

  // Its user takes it back, while the list of the computer is looked at.
  await page.getByRole('link', { name: '‹ LT-4471' }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  await device.connection.call(deviceSocket.diagnosisDelete, { reportId: 'report-of-today' });
  await expect(page.getByRole('row')).toHaveCount(2);
  expect(await barriers(page)).toEqual([]);
  await page.goBack();
  await page.reload();
  await expect(page.getByRole('alert')).toContainText('There is no such report.');
});
