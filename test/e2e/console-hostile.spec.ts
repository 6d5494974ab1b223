import { http } from '@alongside/protocol';
import { expect, test } from '@playwright/test';
import { builtConsole } from '../fixtures/built-console.ts';
import { browserCookies, ORGANISATION_NAME, startTestServer, type TestServer } from '../fixtures/server.ts';

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
  const { ticketId, number } = await device.ask(TEXT, { name: `${gaps} ${nested}`.slice(0, 80) });

  await page.context().addCookies(browserCookies(server.admin, server));
  const paths = ['/', `/tickets/${ticketId}`, `/devices/${device.deviceId}`];
  const sections = ['organisation', 'people', 'devices', 'trust', 'own', 'audit', 'security', 'browsers'].map(
    (name) => `/settings/${name}`,
  );
  for (const path of [...paths, ...sections]) {
    await page.goto(server.address + path);
    await expect(page.getByText(ORGANISATION_NAME).first()).toBeVisible();
    await expect(page.getByText(`#${number}`).first()).toBeVisible();
    // No element of theirs was made, and nothing of theirs ran.
    expect(await page.evaluate((mark) => mark in window, MARK), path).toBe(false);
    expect(await page.locator('img[src="x"], svg[onload], script:not([src])').count(), path).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count(), path).toBe(0);
  }
  await page.goto(`${server.address}/tickets/${ticketId}`);
  for (const piece of [image, script, gaps, nested]) await expect(page.getByText(piece).first()).toBeVisible();
  expect(problems).toEqual([]);
});
