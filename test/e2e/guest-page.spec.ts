import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { http } from '@alongside/protocol';
import { chromium, expect, type Page, test } from '@playwright/test';
import { alongsideBin } from '../../scripts/lib/paths.ts';
import { barriers } from '../fixtures/barriers.ts';
import type { TestServer } from '../fixtures/server.ts';
import { shooter } from '../fixtures/shoot.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { TEST_BROWSER } from '../fixtures/test-browser.ts';
import { until } from '../fixtures/until.ts';
import { USER, Walk } from '../fixtures/walk.ts';
import { freshServers, type WatchedPages } from '../fixtures/watched-pages.ts';

let server: TestServer;
let pages: WatchedPages;

freshServers((started, watched) => {
  server = started;
  pages = watched;
});

/** Chooses this tab without the browser's picker, and shows its own addresses, as two browsers in two networks would. */
const SHOWN = 'What the user shows';
const FEATURES = TEST_BROWSER.args.map((arg) => `${arg},WebRtcHideLocalIpsWithMdns`);
const GUEST_BROWSER = { ...TEST_BROWSER, args: [...FEATURES, `--auto-select-tab-capture-source-by-title=${SHOWN}`] };

const shoot = shooter('guest');

const savedBy = async (page: Page, press: () => Promise<void>, path: string) => {
  const [download] = await Promise.all([page.waitForEvent('download'), press()]);
  await download.saveAs(path);
  return readFileSync(path, 'utf8');
};

test('by the link, without an agent: join, screen, chat, Stop, and a record that verifies', async ({ page: technician }) => {
  // The scam guard asks first, and a yes takes ten seconds, here as in the agent.
  test.setTimeout(90_000);
  const device = await server.openDevice(await server.enrollDevice('LT-4471'));
  const { ticketId } = await device.ask('The printer in room 2 says it is offline.', { name: USER });
  device.connection.close('switched off');
  const made = await server.call(http.followCreate, { as: server.technician, params: { id: ticketId }, body: {} });
  const browser = await chromium.launch(GUEST_BROWSER);
  const folder = temporaryFolder();
  try {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
    const shown = await context.newPage();
    await shown.setContent(`<title>${SHOWN}</title><body style="background:#0a0"><h1>Printer settings</h1>`);
    const user = pages.watch(await context.newPage());
    const walk = new Walk({ user, technician, server });
    await user.goto(made.result.url);
    await user.getByRole('link', { name: 'Get help in a page' }).click();
    await expect(user.getByRole('heading', { name: 'Get help in this page' })).toBeVisible();
    expect(await barriers(user)).toEqual([]);
    await shoot(user, 'start');
    await user.clock.install();
    await user.getByRole('button', { name: 'Wait for a technician here' }).click();
    await expect(user.getByRole('heading', { name: '#1001: you can be reached here.' })).toBeVisible();
    expect(await barriers(user)).toEqual([]);
    await shoot(user, 'waiting');
    // Looking at the request takes nobody out of reach.
    const request = context.waitForEvent('page');
    await user.getByRole('link', { name: 'Back to my request' }).click();
    await expect((await request).getByRole('heading', { name: 'Your request #1001' })).toBeVisible();
    await (await request).close();
    await expect(user.getByRole('heading', { name: '#1001: you can be reached here.' })).toBeVisible();

    await pages.open(technician, server, server.technician);
    await expect(technician.getByLabel('Waits in a browser, by the ticket’s link')).toBeVisible();
    await walk.claim(1001);
    for (const answer of ['No, I asked for help myself', 'No, none of it', 'No, nobody did']) {
      await user.clock.runFor(1_100);
      await user.getByRole('button', { name: answer }).click();
    }
    await expect(walk.dialog.getByText('We do not know this person.')).toBeVisible();
    expect(await barriers(user)).toEqual([]);
    await shoot(user, 'join');
    await until(async () => {
      await user.clock.runFor(2_000);
      return (await walk.dialog.getByRole('button', { name: /^Let .+ join$/u }).isEnabled()) || undefined;
    }, 15_000);
    await user.clock.resume();
    await walk.accept();
    // The answer went with its question: what came in its place is where keyboard and screen reader go on.
    await expect(user.getByRole('heading', { level: 1 })).toBeFocused();

    // What cannot be asked for is not there.
    await expect(technician.getByText('A guest in a browser')).toBeVisible();
    await expect(technician.getByRole('tab')).toHaveText(['Screen', 'Conversation']);
    await expect(technician.getByRole('button', { name: /^Ask for/u })).toHaveCount(1);
    expect(await barriers(technician)).toEqual([]);

    await walk.ask('screen.view');
    await expect(walk.dialog).toBeVisible();
    await shoot(user, 'ask');
    await shown.bringToFront();
    await user.bringToFront();
    await walk.allow('screen.view');
    await walk.pictureSeen();
    await shoot(technician, 'technician');

    await walk.tab('Conversation').click();
    await technician.getByRole('textbox', { name: /Robin/u }).fill('I see the printer settings.');
    await technician.keyboard.press('Enter');
    await expect(user.getByText('I see the printer settings.')).toBeVisible();
    await user.getByLabel('Your message').fill('Good, thank you.');
    await user.keyboard.press('Enter');
    await expect(technician.getByText('Good, thank you.')).toBeVisible();
    expect(await barriers(user)).toEqual([]);
    await shoot(user, 'session');

    await walk.stop();
    await expect(technician.getByText(/stopped the session/u)).toBeVisible();
    expect(await barriers(user)).toEqual([]);
    await shoot(user, 'ended');
    const path = join(folder.path, 'user.json');
    const theirs = await savedBy(user, () => user.getByRole('button', { name: /^Save the record/u }).click(), path);
    const ours = await savedBy(
      technician,
      () => technician.getByRole('button', { name: 'Save the record' }).click(),
      join(folder.path, 'technician.json'),
    );
    expect(ours).toBe(theirs);
    const told = execFileSync(process.execPath, [alongsideBin, 'verify', path], { encoding: 'utf8' });
    expect(told).toContain('a page in a browser, which the server gave out');

    // The key signs for this page, and nobody can read it, this page included.
    const key = await user.evaluate(async () => {
      const request = indexedDB.open('alongside-guest');
      await new Promise((resolve) => (request.onsuccess = resolve));
      const kept = request.result.transaction('keys').objectStore('keys').getAll();
      await new Promise((resolve) => (kept.onsuccess = resolve));
      const { privateKey } = kept.result[0] as CryptoKeyPair;
      const read = await crypto.subtle.exportKey('pkcs8', privateKey).then(
        () => 'read',
        (error: Error) => error.name,
      );
      return { extractable: privateKey.extractable, usages: privateKey.usages, read };
    });
    expect(key).toEqual({ extractable: false, usages: ['sign'], read: 'InvalidAccessError' });

    // Loaded again it is another page: nothing goes on, and the record is still there.
    await user.reload();
    await user.getByRole('button', { name: 'Wait for a technician here' }).click();
    await expect(user.getByRole('region', { name: 'Sessions in this browser' })).toContainText('With Tess Technician');
    // Chromium says so at each getDisplayMedia of a page that has no camera.
    pages.problems.splice(0, 1, ...pages.problems.slice(0, 1).filter((each) => !each.includes('camera is not allowed')));
  } finally {
    await browser.close();
    folder.remove();
  }
});
