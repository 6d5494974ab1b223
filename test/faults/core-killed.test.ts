import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { withOrganisation } from '@alongside/identity';
import { type Browser, chromium } from '@playwright/test';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { consoleRoot } from '../../scripts/lib/paths.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/lib/virtual-display.ts';
import { certifyTechnicians } from '../fixtures/certified-technicians.ts';
import { type InstalledAgent, startInstalledAgent } from '../fixtures/installed-agent.ts';
import { isRunning } from '../fixtures/processes.ts';
import { drawnPicture, pointAt } from '../fixtures/remote-picture.ts';
import { startTestServer, type TestServer } from '../fixtures/server.ts';
import { startChildren } from '../fixtures/shell-children.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { TEST_BROWSER } from '../fixtures/test-browser.ts';
import { until } from '../fixtures/until.ts';
import { UserHands } from '../fixtures/user-hands.ts';
import { USER, Walk } from '../fixtures/walk.ts';
import { signIn } from '../fixtures/world.ts';
import { XScreen } from '../fixtures/x-screen.ts';

/** DESIGN 3.4 and the issue promise 1 s and 5 s; on a busy machine a test allows more, and tells what it saw. */
const ALLOWED_MS = 20_000;

let folder: ReturnType<typeof temporaryFolder>;
let display: VirtualDisplay;
let server: TestServer;
let browser: Browser;
let x: XScreen;
let agent: InstalledAgent | undefined;
let keeper: Awaited<ReturnType<typeof certifyTechnicians>> | undefined;

beforeEach(async () => {
  folder = temporaryFolder();
  display = await startVirtualDisplay();
  x = new XScreen(display.name);
  server = await startTestServer({ consoleRoot });
  browser = await chromium.launch(TEST_BROWSER);
});

afterEach(async () => {
  await agent?.end();
  agent = undefined;
  await browser.close();
  await keeper?.close();
  await server.close();
  x.close();
  await display.close();
  folder.remove();
});

test('the core killed with -9 while a key is held and a setsid child runs: all is let go of, and it is in the record', {
  timeout: 120_000,
}, async () => {
  keeper = await certifyTechnicians(server);
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await signIn(page, server.address);
  await keeper.welcome();
  const enrollmentLink = withOrganisation(await server.server.createEnrollmentLink('front desk'), keeper.hash);
  agent = await startInstalledAgent({ dataDir: folder.path, display: display.name, enrollmentLink });
  const hands = new UserHands(x);
  const walk = new Walk({ user: page, technician: page, server });
  await hands.request('The printer in room 2 prints nothing', USER);
  await page.getByRole('button', { name: /^Claim #\d+$/u }).click();
  await page.getByText(`Waiting for ${USER} to let you join.`).first().waitFor();
  await hands.goOnUntil(() => page.getByText('Chat is open. Ask before you see anything.').isVisible());
  for (const capability of ['screen.view', 'input.control', 'shell.run'] as const) {
    await walk.ask(capability);
    await page.getByText(`${USER} is reading`, { exact: true }).waitFor();
    const isScreen = capability === 'screen.view';
    await hands.goOnUntil(() => (isScreen ? hands.picker.isOpen() : walk.returnButton(capability).isVisible()));
    if (isScreen) await hands.picker.choose();
    await walk.returnButton(capability).waitFor();
  }
  await walk.pictureSeen();
  await walk.openShell();
  const pids = await startChildren(walk);
  expect(pids.map(isRunning)).toEqual([true, true, true]);
  await walk.tab('Screen').click();
  const witness = await x.witness({ x: 20, y: 30, width: 300, height: 200 });
  await pointAt(page, await drawnPicture(walk.video), { x: witness.area.x + 50, y: witness.area.y + 60 });
  await until(async () => Math.abs((await x.pointer()).x - witness.area.x - 50) <= 1 || undefined, 20_000);
  await page.mouse.down();
  await page.mouse.up();
  await page.keyboard.down('Control');
  await page.mouse.down();
  const seen = () => witness.events().map(({ type, key, button }) => `${type} ${key ?? button ?? ''}`);
  await until(() => (seen().includes('KeyPress Control_L') && seen().at(-1) === 'ButtonPress 1' ? true : undefined), 20_000);
  expect(agent.browser().length).toBeGreaterThan(0);
  witness.clear();

  const killedAt = performance.now();
  agent.process.kill('SIGKILL');
  const after: Record<string, number> = {};
  const when = async (what: string, look: () => boolean | Promise<boolean>) => {
    await until(async () => (await look()) || undefined, ALLOWED_MS).catch((cause: unknown) => {
      throw new Error(`not seen: ${what}`, { cause });
    });
    after[what] = Math.round(performance.now() - killedAt);
  };
  await Promise.all([
    when('key and button up, ms', () => seen().includes('KeyRelease Control_L') && seen().includes('ButtonRelease 1')),
    when('shell, job and setsid child gone, ms', () => !pids.some(isRunning)),
    when('browser gone, ms', () => agent?.browser().length === 0),
    when('technician told, ms', () => page.getByText(/^The connection was lost at |^.+ closed the program at /u).isVisible()),
  ]);
  console.info('after kill -9 of the core', after);
  expect(await x.keysDown()).toEqual([]);

  // The next start closes the record of what it was in.
  agent = await startInstalledAgent({ dataDir: folder.path, display: display.name });
  const records = join(folder.path, 'ledgers');
  const end = await until(() => {
    const [file = ''] = readdirSync(records);
    const lines = readFileSync(join(records, file), 'utf8').split('\n');
    return lines.find((line) => line.includes('"type":"session/end"'));
  }, 15_000);
  expect(end).toContain('core-died');
});
