import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ElectronApplication, _electron as electron, expect, type Page, test } from '@playwright/test';
import { buildElectron, electronRoot } from '../../scripts/lib/build-electron.ts';
import { buildPages } from '../../scripts/lib/build-pages.ts';
import { findElectron } from '../../scripts/lib/electron-binary.ts';
import { root } from '../../scripts/lib/paths.ts';
import { startVirtualDisplay, type VirtualDisplay } from '../../scripts/lib/virtual-display.ts';
import { startTestServer, type TestServer } from '../fixtures/server.ts';

/*
 * The real Electron, wherever its program is (it is not fetched for a test): ELECTRON_OVERRIDE_DIST_PATH, or what
 * `npm run agent` fetched. NEVER RUN where this was written, since the program could not be had there.
 */
const there = process.env.ELECTRON_OVERRIDE_DIST_PATH || existsSync(join(root, 'node_modules/electron/path.txt'));
const binary = there
  ? await findElectron({ environment: process.env })
  : ({ kind: 'absent', reason: 'its program is not here' } as const);
const asRoot = process.getuid?.() === 0;
const reason =
  binary.kind === 'absent' ? `Electron cannot be used here: ${binary.reason}` : asRoot ? 'Electron has no sandbox as root' : '';
if (reason !== '') console.log(`test/e2e/electron.spec.ts is left out. ${reason}.`);

test.skip(reason !== '', reason);
test.describe.configure({ mode: 'serial' });

let display: VirtualDisplay;
let server: TestServer;
let dataDir: string;
let app: ElectronApplication;

test.beforeAll(async () => {
  if (binary.kind === 'absent') return;
  buildPages(() => undefined);
  await buildElectron(() => undefined);
  display = await startVirtualDisplay();
  server = await startTestServer({});
  dataDir = mkdtempSync(join(tmpdir(), 'alongside-electron-'));
  app = await electron.launch({
    executablePath: binary.file,
    args: [
      join(electronRoot, 'main.mjs'),
      `--data=${dataDir}`,
      `--enroll=${await server.server.createEnrollmentLink('front desk')}`,
    ],
    env: { ...process.env, DISPLAY: display.name, ALONGSIDE_NODE: process.execPath } as Record<string, string>,
  });
});
test.afterAll(async () => {
  await app?.close();
  await server?.close();
  display?.close();
  if (dataDir) rmSync(dataDir, { recursive: true, force: true });
});

async function pageAt(address: string): Promise<Page> {
  const found = () => app.windows().find((page) => page.url().startsWith(address));
  await expect.poll(found, { timeout: 20_000 }).toBeDefined();
  return found() as Page;
}

test('the home window asks for help over the bridge, and reaches nothing else', async () => {
  const home = await pageAt('app://shell/');
  await home.getByRole('textbox').first().fill('The printer in room 2 says offline');
  const reached = await home.evaluate(async () => {
    const asked = await fetch('http://localhost:1').then(
      () => 'fetched',
      () => 'refused',
    );
    return { asked, require: typeof (globalThis as { require?: unknown }).require, opened: window.open('about:blank') === null };
  });
  expect(reached).toEqual({ asked: 'refused', require: 'undefined', opened: true });
  expect(await home.evaluate(() => Object.keys((window as unknown as { alongside: object }).alongside).sort())).toEqual([
    'connect',
    'send',
    'unfold',
    'window',
  ]);
});

test('every window runs as the options say, and two sites in two processes', async () => {
  await pageAt('app://link/');
  const facts = await app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows().map(({ webContents }) => ({
      url: webContents.getURL(),
      process: webContents.getOSProcessId(),
      preferences: (webContents as unknown as { getLastWebPreferences(): Record<string, unknown> }).getLastWebPreferences(),
    })),
  );
  expect(facts.length).toBeGreaterThan(1);
  for (const { preferences } of facts) {
    expect(preferences).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
  }
  expect(new Set(facts.map(({ process }) => process)).size).toBe(facts.length);
});

test('the link page gets no screen without a yes', async () => {
  const link = await pageAt('app://link/');
  const answer = await link.evaluate(() =>
    navigator.mediaDevices.getDisplayMedia({ video: true }).then(
      () => 'captured',
      (error: Error) => error.name,
    ),
  );
  expect(answer).not.toBe('captured');
  expect(
    await link.evaluate(() =>
      (window as unknown as { alongside: { chooseScreen(): Promise<boolean> } }).alongside.chooseScreen(),
    ),
  ).toBe(false);
});

test('it says that it runs, and a closed window leaves it in the tray', async () => {
  const home = await pageAt('app://shell/');
  await home.close();
  await expect.poll(() => app.windows().filter((page) => page.url().startsWith('app://shell/')).length).toBe(0);
  expect(await app.evaluate(({ app: running }) => running.isReady())).toBe(true);
  expect(readFileSync(join(dataDir, 'enrollment.json'), 'utf8')).toContain('deviceId');
});
