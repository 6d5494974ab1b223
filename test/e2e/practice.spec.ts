import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { barriers } from '../fixtures/barriers.ts';
import { PicturedScreen } from '../fixtures/pictured-screen.ts';
import { startPractice } from '../fixtures/practice-run.ts';
import { processesWith } from '../fixtures/processes.ts';
import { pictureColours } from '../fixtures/remote-picture.ts';
import { expect, test } from '../fixtures/session-test.ts';
import { until } from '../fixtures/until.ts';
import { UserHands } from '../fixtures/user-hands.ts';

/** Of the bar's Stop (UX.md). */
const STOP = '#B91C1C';
/** Of the practice computer's desktop, where it is empty. */
const DESKTOP = [0x1f, 0x4f, 0x4b];
const USER = 'Robin';

test('a first session on the practice computer: asked, claimed, joined, seen and stopped through its picture', async ({
  browser,
}) => {
  test.setTimeout(120_000);
  const dataDir = mkdtempSync(join(tmpdir(), 'alongside-try-'));
  const practice = await startPractice(dataDir);
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 860 } });
    const user = await context.newPage();
    await user.goto(practice.addresses.screen);
    await expect(user.getByText('Connected')).toBeVisible();
    expect(new URL(user.url()).hash).toBe('');
    await expect(user).toHaveTitle(`${practice.name}: its screen`);
    await isAccessible(user);
    // The address worked once; the page that has the secret comes back without it.
    const stranger = await browser.newPage();
    await stranger.goto(practice.addresses.screen);
    await expect(stranger.getByText('This address was used already.')).toBeVisible();
    await stranger.close();
    await user.reload();
    await expect(user.getByText('Connected')).toBeVisible();

    const technician = await (await browser.newContext({ viewport: { width: 1280, height: 800 } })).newPage();
    await becomeAdmin(technician, practice.addresses.firstAdmin);
    const steps = technician.getByRole('region', { name: 'A first session' });
    await expect(steps.getByRole('status')).toHaveText('0 of 5');
    await isAccessible(technician);

    const x = new PicturedScreen(user, practice.display, practice.authority);
    const hands = new UserHands(x);
    try {
      await hands.request('The printer in room 2 prints nothing', USER);
      await expect(steps.getByRole('status')).toHaveText('1 of 5');
      await technician.getByRole('button', { name: 'Claim #1001' }).click();
      await expect(steps.getByRole('status')).toHaveText('2 of 5');
      await hands.goOnUntil(async () => (await steps.getByRole('status').textContent()) === '3 of 5');
      await technician.getByRole('button', { name: 'Ask for: Screen' }).click();
      const form = technician.getByRole('dialog', { name: 'Ask for: Screen' });
      await form.getByLabel('Why').fill('I want to see what the printer says.');
      await form.getByRole('button', { name: `Ask ${USER}` }).click();
      await hands.goOnUntil(() => hands.picker.isOpen());
      await hands.picker.choose();
      await expect(steps.getByRole('status')).toHaveText('4 of 5');
      const video = technician.locator('video');
      await until(async () => {
        const [colour = [0, 0, 0]] = await pictureColours(video, [{ x: 660, y: 420 }]);
        return colour.every((value, at) => Math.abs(value - (DESKTOP[at] ?? 0)) <= 30) || undefined;
      }, 15_000);
      await isAccessible(technician);
      const stop = await until(() => x.solidArea(STOP, { width: 8, height: 16 }), 15_000);
      await x.press({ x: stop.x + 3, y: stop.y + 8 });
      await expect(technician.getByText(`${USER} stopped the session`).first()).toBeVisible();
      await expect(steps.getByRole('status')).toHaveText('5 of 5');
      await expect(steps.getByText('That was all of it.')).toBeVisible();
    } finally {
      x.close();
    }
    await steps.getByRole('button', { name: 'Hide these steps' }).press('Enter');
    await expect(steps).toHaveCount(0);
    await technician.reload();
    await expect(technician.getByRole('heading', { name: /^#1001 / })).toBeVisible();
    await expect(steps).toHaveCount(0);

    expect(await practice.end()).toBe(0);
    await expect(user.getByText('The practice computer has ended.')).toBeVisible();
    expect(existsSync(practice.folder)).toBe(false);
    expect(processesWith(practice.folder)).toEqual([]);
  } finally {
    await practice.end();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

async function becomeAdmin(page: Page, address: string): Promise<void> {
  await page.goto(address);
  await page.getByLabel('Name of your organisation').fill('Harbour Help');
  await page.getByLabel('Your name').fill('Tess Brandt');
  await page.getByLabel('E-mail').fill('tess@harbour.example');
  await page.locator('input[type=password]').fill('staple the horse well');
  await page.getByRole('button', { name: 'Make the account and sign in' }).click();
  await page.getByRole('heading', { name: 'Nobody is waiting.' }).first().waitFor();
}

async function isAccessible(page: Page): Promise<void> {
  expect(await barriers(page)).toEqual([]);
}
