import { type ArticleText, deviceSocket, http } from '@alongside/protocol';
import { expect, test } from '@playwright/test';
import { builtConsole } from '../fixtures/built-console.ts';
import { sendable, withSoftware } from '../fixtures/reports.ts';
import { browserCookies, ORGANISATION_NAME, startTestServer, type TestServer } from '../fixtures/server.ts';
import { goWithin } from '../fixtures/watched-pages.ts';

/** A user, a computer, a colleague and an admin whose every text tries to be more than text, on every page of the console. */

const MARK = 'hacked';
const PIECES = [
  `<img src=x onerror="window.${MARK}=1">`,
  `<script>window.${MARK}=2</script>`,
  `"><svg onload=window.${MARK}=3>`,
  `[x](javascript:window.${MARK}=4)`,
  `{{constructor.constructor('window.${MARK}=5')()}}`,
  '$t(home.title)',
];
const TEXT = PIECES.join('\n');

let server: TestServer;
test.beforeAll(async () => {
  test.setTimeout(120_000);
  server = await startTestServer({ consoleRoot: await builtConsole() });
});
test.afterAll(() => server.close());

test('text of users, computers and colleagues is drawn as text, on every page', async ({ page }) => {
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => problems.push(`a dialog: ${dialog.message()}`));
  const [image = '', script = '', , , gaps = '', nested = ''] = PIECES;
  await server.invite(script.slice(0, 80), 'mallory@test.example', 'a password of length');
  const { result: organisation } = await server.call(http.organisationRead, { as: server.admin });
  await server.call(http.organisationWrite, { as: server.admin, body: { ...organisation, phone: image.slice(0, 40) } });
  const enrolled = await server.enrollDevice(image.slice(0, 80));
  const device = await server.openDevice(enrolled);
  const { ticketId, requestId, number } = await device.ask(TEXT, { name: `${gaps} ${nested}`.slice(0, 80) });
  const told = sendable(withSoftware('report-of-hostile-programs', [[image, '1.0']]));
  await device.connection.call(deviceSocket.diagnosisSend, { ...told, requestId });
  await deskTexts(device.deviceId, ticketId, image, script);

  await page.context().addCookies(browserCookies(server.admin, server));
  const own = ['/', '/desk/all', '/records', '/knowledge', '/knowledge/hostile'];
  const settings = ['own', 'security', 'organisation', 'people', 'groups', 'devices', 'trust', 'records', 'audit', 'reports'];
  const fleet = ['devices', 'findings', 'software', 'scans', 'schedules', 'alerts', 'webhooks'];
  const paths = [
    ...own,
    `/tickets/${ticketId}`,
    `/devices/${device.deviceId}`,
    ...settings.map((name) => `/settings/${name}`),
    ...fleet.map((name) => `/fleet/${name}`),
  ];
  await page.goto(server.address);
  for (const path of paths) {
    await goWithin(page, path);
    await expect(page.getByText(ORGANISATION_NAME).first()).toBeVisible();
    await expect(page.getByText(`#${number}`).first()).toBeVisible();
    await expect(page).toHaveURL(server.address + path);
    // Pages come as files of their own, a moment later.
    await expect(page.getByRole('main').getByRole('heading').first()).toBeVisible();
    // No element of theirs was made, and nothing of theirs ran.
    expect(await page.evaluate((mark) => mark in window, MARK), path).toBe(false);
    expect(await page.locator('img[src="x"], svg[onload], script:not([src])').count(), path).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count(), path).toBe(0);
  }
  await page.goto(`${server.address}/tickets/${ticketId}`);
  for (const piece of [image, script, gaps, nested]) await expect(page.getByText(piece).first()).toBeVisible();
  for (const [path, text] of [
    ['/knowledge/hostile', image],
    ['/fleet/devices', script.slice(0, 40)],
    ['/fleet/schedules', image],
    ['/fleet/software', image],
    ['/settings/groups', script],
  ] as const) {
    await goWithin(page, path);
    await expect(page.getByText(text).first(), path).toBeVisible();
  }
  expect(problems).toEqual([]);
});

/** What colleagues write, and a program's name that a computer tells. */
async function deskTexts(deviceId: string, ticketId: string, image: string, script: string): Promise<void> {
  const as = server.admin;
  const must = async (answer: Promise<{ status: number; error?: unknown }>) => {
    const { status, error } = await answer;
    expect(status, JSON.stringify(error)).toBe(200);
  };
  const group = { name: script, tier: 2, specialisation: image, acceptWithinMin: 30, memberIds: [server.technician.userId] };
  await must(server.call(http.supportGroupCreate, { as, body: group }));
  const marks = { owner: script.slice(0, 40), groupId: null, addTags: [image.slice(0, 30)] };
  await must(server.call(http.fleetMark, { as, body: { deviceIds: [deviceId], marks } }));
  await must(server.call(http.viewCreate, { as, body: { name: script.slice(0, 40), filter: {} } }));
  const schedule = { name: image, pattern: '30 3 * * *', profile: 'quick', filter: {} } as const;
  await must(server.call(http.scheduleCreate, { as, body: schedule }));
  const text: ArticleText = {
    title: image,
    category: 'system',
    locale: 'en',
    visibility: 'internal',
    owner: script.slice(0, 40),
    reviewBy: '2027-05-29',
    systems: ['linux'],
    lastChecked: '2026-11-29',
    checkedHow: script,
    words: [],
    body: TEXT,
  };
  await must(server.call(http.articleSave, { as, params: { article: 'hostile' }, body: { base: null, text, note: image } }));
  const note = { messageId: 'hostile-note-0001', text: TEXT, to: 'desk' } as const;
  await must(server.call(http.ticketSay, { as, params: { id: ticketId }, body: note }));
}
