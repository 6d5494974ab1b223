import { type ScansView, shellPage } from '@alongside/protocol';
import { expect, type Page } from '@playwright/test';
import { test } from '../fixtures/agent-pages/agent-page-test.ts';
import { viewOf } from '../fixtures/agent-pages/fake-views.ts';
import { barriers } from '../fixtures/barriers.ts';

const NOW = Date.UTC(2026, 10, 23, 11, 0);
const DAY_MS = 86_400_000;

const NOTHING: ScansView = { waiting: null, running: null, consents: [], past: [] };
const WAITING: ScansView = {
  ...NOTHING,
  waiting: {
    scanId: 'scan-of-harbour-1',
    organisation: 'Harbour IT',
    profile: 'quick',
    levels: ['P0', 'P1'],
    at: NOW,
    until: NOW + 7 * DAY_MS,
    behind: 1,
  },
};
const GIVEN: ScansView = {
  ...NOTHING,
  consents: [
    {
      by: 'person',
      organisation: 'Harbour IT',
      levels: ['P0', 'P1'],
      perDay: 4,
      from: NOW,
      until: NOW + 365 * DAY_MS,
    },
    { by: 'file', organisation: 'Harbour IT', levels: ['P0'], perDay: 4, from: null, until: null },
  ],
  past: [
    { ...past('scan-0005', 4), basis: null, outcome: 'lapsed', reportId: null },
    { ...past('scan-0004', 3), basis: 'standing', outcome: 'done', reportId: 'report-000001' },
    { ...past('scan-0003', 2), basis: 'standing', outcome: 'failed', reportId: null },
    { ...past('scan-0002', 1), basis: null, outcome: 'refused', reportId: null },
  ],
};

function past(scanId: string, day: number) {
  return { scanId, organisation: 'Harbour IT', profile: 'full', levels: ['P0', 'P1'], at: NOW + day * DAY_MS } satisfies Partial<
    ScansView['past'][number]
  >;
}

async function looked(page: Page, name: string): Promise<void> {
  const shots = process.env.ALONGSIDE_SHOTS;
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    expect
      .soft(await barriers(page, colorScheme === 'light' ? {} : { only: 'color-contrast' }), `${name}, ${colorScheme}`)
      .toEqual([]);
    if (shots !== undefined) await page.screenshot({ path: `${shots}/scans-${name}-${colorScheme}.png`, fullPage: true });
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

test('a check that is asked for stands on the start page: what, what is sent, until when; it takes nobody’s focus', async ({
  agentPage,
}) => {
  const { core } = agentPage;
  const page = await agentPage.open('home');
  const words = page.getByRole('textbox').first();
  await words.fill('the printer in room 2');
  const before = await words.boundingBox();
  core.notify(shellPage.scansChanged, WAITING);
  const card = page.getByRole('region', { name: 'Harbour IT asks to check this computer' });
  await expect(card).toContainText('A quick check');
  await expect(card).toContainText('What computer it is. System, disks, network connections, services.');
  await expect(card).toContainText('Your files, messages and pictures are never in it.');
  await expect(card).toContainText(/this waits until .*30/u);
  await expect(card).toContainText('1 more waits behind it.');
  // Nothing that arrives moves what one types in.
  await expect(words).toBeFocused();
  expect(await words.boundingBox()).toEqual(before);
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(card.getByRole('button', { name: /^(No|Allow)/u })).toHaveText(['No', 'Allow once', 'Allow from now on']);
  await expect(card).toContainText('up to 4 checks a day, for a year');
  await looked(page, 'card');
});

test('it is asked with a request open, solved or after a session too, and counts in the title; nothing moves for it', async ({
  agentPage,
}) => {
  const { core } = agentPage;
  const page = await agentPage.open('waiting');
  const card = page.getByRole('region', { name: 'Harbour IT asks to check this computer' });
  const button = page.getByRole('main').getByRole('button').last();
  for (const phase of ['waiting', 'over', 'ended-stopped']) {
    core.notify(shellPage.scansChanged, NOTHING);
    core.show(viewOf(phase));
    await expect(page).toHaveTitle('Alongside');
    await expect(card).toHaveCount(0);
    // What the server is asked about the request has come by then, too.
    await expect(page.getByRole('button', { name: 'Add a file' })).toHaveCount(phase === 'ended-stopped' ? 0 : 1);
    const before = await button.boundingBox();
    const last = await button.elementHandle();
    core.notify(shellPage.scansChanged, WAITING);
    await expect(card, phase).toBeVisible();
    await expect(page, phase).toHaveTitle('(1) Alongside');
    expect(await last?.boundingBox(), phase).toEqual(before);
    await looked(page, phase);
  }
});

for (const [name, decision] of [
  ['No', 'no'],
  ['Allow once', 'once'],
  ['Allow from now on', 'always'],
] as const) {
  test(`${name} says so for the very request that was shown`, async ({ agentPage }) => {
    const { core } = agentPage;
    const page = await agentPage.open('home');
    core.notify(shellPage.scansChanged, WAITING);
    await page.getByRole('button', { name, exact: true }).click();
    expect(await core.next(shellPage.scansDecide)).toEqual({ scanId: 'scan-of-harbour-1', decision });
    core.notify(shellPage.scansChanged, NOTHING);
    await expect(page.getByRole('region', { name: /asks to check/u })).toHaveCount(0);
  });
}

test('what runs is said, quietly', async ({ agentPage }) => {
  const page = await agentPage.open('home');
  const running = { ...past('scan-0006', 5), basis: 'standing', outcome: 'running', reportId: null } as const;
  agentPage.core.notify(shellPage.scansChanged, { ...NOTHING, running, past: [running] });
  await expect(
    page.getByRole('status').filter({ hasText: 'Harbour IT is checking this computer, as was allowed.' }),
  ).toBeVisible();
});

test('the standing consent is listed with what it covers, can be taken back, and every check stands below', async ({
  agentPage,
}) => {
  const { core } = agentPage;
  const page = await agentPage.open('home');
  core.notify(shellPage.scansChanged, GIVEN);
  await page.getByRole('button', { name: 'Permissions and rules' }).click();
  const list = page.getByRole('region', { name: 'Checks for your organisation' });
  const given = list.getByRole('article').first();
  await expect(given).toContainText('Harbour IT may check this computer');
  await expect(given).toContainText('Gets: how the computer does and what computer it is.');
  await expect(given).toContainText('At most 4 times a day');
  await expect(given).toContainText('Until November 23, 2027');
  await expect(list.getByRole('article').nth(1)).toContainText('Allowed by the administrator of this computer');
  await expect(list.getByRole('button', { name: 'Take back' })).toHaveCount(1);
  await expect(list).toContainText('Checked and sent: how the computer does and what computer it is. Allowed from now on.');
  await expect(list).toContainText('It was not answered. Nothing was checked or sent.');
  await page.setViewportSize({ width: 1280, height: 1500 });
  await looked(page, 'consents');
  await given.getByRole('button', { name: 'Take back' }).click();
  await core.next(shellPage.scansRevoke);
  core.notify(shellPage.scansChanged, NOTHING);
  await expect(list).toContainText('Nobody may check this computer without asking.');
});

for (const width of [360, 1280]) {
  test(`at ${width} nothing is cut, also in the pseudo-locale`, async ({ agentPage, page }) => {
    await page.setViewportSize({ width, height: 720 });
    await agentPage.open('home', 'en-x-pseudo');
    agentPage.core.notify(shellPage.scansChanged, { ...GIVEN, waiting: WAITING.waiting });
    const wide = () =>
      page.evaluate(() => document.querySelector('main')?.scrollWidth === document.querySelector('main')?.clientWidth);
    await expect(page.getByRole('region', { name: /⟦/u })).toBeVisible();
    expect(await wide()).toBe(true);
    const shots = process.env.ALONGSIDE_SHOTS;
    if (shots !== undefined) await page.screenshot({ path: `${shots}/scans-pseudo-${width}.png`, fullPage: true });
    await page.getByRole('contentinfo').getByRole('button').nth(1).click();
    await expect(page.getByRole('article')).toHaveCount(6);
    expect(await wide()).toBe(true);
  });
}
