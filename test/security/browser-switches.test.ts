import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SystemBrowserLauncher } from '@alongside/agent-node';
import { silentLogger } from '@alongside/base';
import { expect, test } from 'vitest';
import { runAgent } from '../../apps/agent/src/cli/agent.ts';
import { filesBelow } from '../fixtures/files-below.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Switches that open the screen, the pages or the sandbox to anybody but the user. */
const FORBIDDEN =
  /auto-select-(desktop|tab|window)-capture|auto-accept-(this-tab|camera)|use-fake-ui-for-media|remote-debugging|remote-allow-origins|enable-automation|disable-web-security|test-type|extraSwitches|enable-usermedia-screen-capturing/u;
/** What a person runs: bins, pages (built ones too, where they are) and everything that these can load. */
const SHIPPED = ['apps', 'packages'];

function shippedFiles(): readonly string[] {
  return SHIPPED.flatMap((folder) => filesBelow(join(root, folder), ['node_modules', 'testkit', 'testing'])).filter(
    (file) => /\.(ts|tsx|mjs|js|json|html)$/u.test(file) && !/\.test\.tsx?$/u.test(file),
  );
}

test('no shipped file has a browser switch that only tests may use, or a way to add one', async () => {
  const files = shippedFiles();
  expect(files.map((file) => relative(root, file))).toEqual(
    expect.arrayContaining([
      'apps/agent/bin/alongside.mjs',
      'apps/agent/src/portable/compose.ts',
      'apps/console/src/main.tsx',
      'apps/server/src/main.ts',
      'packages/agent-node/src/host/browser-switches.ts',
    ]),
  );
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const found = files.filter((_file, at) => FORBIDDEN.test(texts[at] ?? ''));
  expect(found.map((file) => relative(root, file))).toEqual([]);
});

test('the sandbox is given up in one place only', async () => {
  const files = shippedFiles();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const found = files.filter((_file, at) => texts[at]?.includes('--no-sandbox'));
  expect(found.map((file) => relative(root, file))).toEqual(['packages/agent-node/src/host/browser-switches.ts']);
});

/** What somebody might hope to slip in. */
const WISHES = ['--remote-debugging-port=9222', '--no-sandbox', '--auto-select-desktop-capture-source=Entire screen'];
/** Variables that browsers and their start scripts read, and those that load code into any program. */
const VARIABLES = {
  CHROMIUM_FLAGS: WISHES.join(' '),
  CHROMIUM_USER_FLAGS: WISHES.join(' '),
  CHROME_FLAGS: WISHES.join(' '),
  BROWSER: WISHES.join(' '),
  ALONGSIDE_BROWSER_FLAGS: WISHES.join(' '),
  ALONGSIDE_ARGS: WISHES.join(' '),
  CHROME_DEVEL_SANDBOX: '/tmp/none',
  NODE_OPTIONS: '--inspect',
  LD_PRELOAD: '/tmp/none.so',
};

test('no variable reaches the browser’s command line or its environment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-argv-'));
  // The browser may be another user's: it must find its program and leave its words.
  await chmod(folder, 0o777);
  const program = join(folder, 'browser');
  const heard = join(folder, 'heard');
  await writeFile(
    program,
    `#!/bin/sh\nprintf '%s\\n' "$@" > ${heard}.part; env >> ${heard}.part; mv ${heard}.part ${heard}; sleep 5\n`,
  );
  await chmod(program, 0o755);
  const environment = { ...VARIABLES, HOME: folder, PATH: '/usr/bin:/bin', ALONGSIDE_BROWSER: program };
  const launcher = new SystemBrowserLauncher({ dataDir: folder, environment, language: 'en', logger: silentLogger });
  const browser = await launcher.launch(await launcher.prepare(), 'file:///p/open.html');
  const exited = Promise.withResolvers<void>();
  browser.onExit(() => exited.resolve());
  try {
    await expect.poll(() => readFile(heard, 'utf8').catch(() => ''), { timeout: 10_000 }).toContain('--app=file:///p/open.html');
    const text = await readFile(heard, 'utf8');
    for (const wish of WISHES) expect(text).not.toContain(wish.split('=')[0]);
    for (const name of Object.keys(VARIABLES)) expect(text).not.toContain(`${name}=`);
    expect(text).not.toMatch(FORBIDDEN);
  } finally {
    browser.end();
    await exited.promise;
    await rm(folder, { recursive: true, force: true });
  }
});

test('alongside agent takes no argument that it could hand on', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'alongside-argv-'));
  const quiet = { out: () => undefined, err: () => undefined };
  for (const wish of WISHES) {
    for (const argv of [[wish], ['--', wish], ['--data', folder, wish], ['--browser', wish], ['--data', folder, '--', wish]]) {
      expect(await runAgent(argv, quiet, { HOME: folder, DISPLAY: ':0' }), argv.join(' ')).toBe(64);
    }
  }
  await rm(folder, { recursive: true, force: true });
});
