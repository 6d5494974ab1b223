import { http } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { expect, type Page, test } from '@playwright/test';
import { codeOf } from '../fixtures/authenticator.ts';
import { builtConsole } from '../fixtures/built-console.ts';
import { ADMIN, startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';

let consoleRoot: string;
let server: TestServer;
/** The server's: what was proven grows old without waiting. */
let clock: FakeClock;

test.beforeAll(async () => {
  test.setTimeout(120_000);
  consoleRoot = await builtConsole();
});
test.beforeEach(async () => {
  clock = new FakeClock(Date.now());
  server = await startTestServer({ consoleRoot, clock });
});
test.afterEach(async ({ page }) => {
  await page.close();
  const closed = server.close();
  // Its patience with connections that a browser opens ahead and never uses is the fake clock's, too.
  await clock.advance(60_000);
  await closed;
});

async function typePassword(page: Page, who: { email: string; password: string }): Promise<void> {
  await page.goto(server.address);
  await page.getByLabel('E-mail').fill(who.email);
  await page.getByLabel(/^Password/u).fill(who.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

async function signOut(page: Page): Promise<void> {
  await page.goto(`${server.address}/settings/own`);
  await page.getByRole('main').getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
}

test('a passkey that Chromium itself keeps signs in alone, and the password alone no more', async ({ page }) => {
  const devices = await page.context().newCDPSession(page);
  await devices.send('WebAuthn.enable');
  const options = { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true } as const;
  const { authenticatorId } = await devices.send('WebAuthn.addVirtualAuthenticator', {
    options: { ...options, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await typePassword(page, TECHNICIAN);
  await expect(page.getByRole('navigation', { name: 'Requests' })).toBeVisible();
  await page.goto(`${server.address}/settings/security`);
  await page.getByLabel('Name of the new one').fill('This laptop');
  await page.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(page.getByRole('cell', { name: 'This laptop', exact: true })).toBeVisible();

  await signOut(page);
  await typePassword(page, TECHNICIAN);
  await expect(page.getByRole('heading', { name: 'One more step' })).toBeVisible();
  expect((await server.call(http.me, { headers: { cookie: await cookieOf(page) } })).result.user).toBeNull();
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('navigation', { name: 'Requests' })).toBeVisible();

  await signOut(page);
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('navigation', { name: 'Requests' })).toBeVisible();
  await page.goto(`${server.address}/settings/security`);
  await expect(page.getByRole('row').filter({ hasText: 'This one' })).toContainText('Passkey');

  // One that was only touched proves that the device is here, not who holds it.
  await signOut(page);
  await devices.send('WebAuthn.setUserVerified', { authenticatorId, isUserVerified: false });
  await page.getByRole('button', { name: 'Use a passkey' }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});

test('an admin demands a second factor; a technician sets an app up, keeps the codes, and is in again', async ({
  page,
  browser,
}) => {
  await typePassword(page, ADMIN);
  await expect(page.getByRole('navigation', { name: 'Requests' })).toBeVisible();
  // What decides who gets in asks again: in its field, and in words of its own.
  clock.jumpWall(11 * 60_000);
  await page.goto(`${server.address}/settings/people`);
  await page.getByRole('button', { name: /Tess Technician sets a new password/u }).press('Enter');
  const again = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(again.getByLabel(/^Password/u)).toBeFocused();
  await page.keyboard.type('not the password');
  await page.keyboard.press('Enter');
  await expect(again.getByText('This is not your password. Nothing was changed yet.')).toBeVisible();
  await again.getByLabel(/^Password/u).fill(ADMIN.password);
  await page.keyboard.press('Enter');
  await expect(again).toBeHidden();
  await expect(page.getByRole('textbox', { name: /new password/iu })).toHaveValue(/#invite=/u);
  await page.goto(`${server.address}/settings/security`);
  const password = 'a password that nobody else knows';
  await page.getByLabel('New password').fill(password);
  await page.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('Your password is changed.')).toBeVisible();
  await page.getByRole('button', { name: 'Set up an app' }).click();
  await page.getByLabel('Your password').fill(password);
  await page.getByRole('button', { name: 'Set up an app' }).click();
  const uri = (await page.getByRole('link', { name: 'Open it in an app on this device' }).getAttribute('href')) ?? '';
  await page.getByLabel('Code of six digits').fill(codeOf(uri));
  await page.getByRole('button', { name: 'Switch on' }).click();
  await expect(page.getByText('Keep these recovery codes')).toBeVisible();
  await page.getByRole('button', { name: 'I have kept them' }).click();
  await expect(page.getByText('On, 10 recovery codes left')).toBeVisible();
  await page.goto(`${server.address}/settings/people`);
  await page.getByRole('checkbox', { name: 'Technician' }).click();
  await expect(page.getByRole('checkbox', { name: 'Technician' })).toBeChecked();

  const context = await browser.newContext();
  const other = await context.newPage();
  await typePassword(other, TECHNICIAN);
  await expect(other.getByText('Your role works with a second factor.').first()).toBeVisible();
  await expect(other.getByRole('navigation', { name: 'Requests' })).toHaveCount(0);
  await expect(other.getByRole('tab')).toHaveText(['You', 'Security']);
  await context.close();

  // Ten minutes later the same admin is asked who is there.
  clock.jumpWall(11 * 60_000);
  await page.getByRole('checkbox', { name: 'Technician' }).click();
  const question = page.getByRole('dialog', { name: 'Confirm that it is you' });
  await expect(question.getByLabel('Code')).toBeFocused();
  await question.getByLabel('Code').fill(codeOf(uri, 1));
  await question.getByRole('button', { name: 'Confirm' }).click();
  await expect(page.getByRole('checkbox', { name: 'Technician' })).not.toBeChecked();
});

async function cookieOf(page: Page): Promise<string> {
  return (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
}
