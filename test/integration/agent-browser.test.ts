import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { BROWSER_USER_NAME, type BrowserLauncher, LoopbackPageHost, SystemBrowserLauncher } from '@alongside/agent-node';
import { silentLogger, systemClock, systemRandom } from '@alongside/base';
import { linkPage } from '@alongside/protocol';
import { Recorder } from '@alongside/testkit';
import { type Browser, type BrowserContext, chromium, type Frame, type Page } from '@playwright/test';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { REMOTE_DEBUGGING, testLauncher } from '../fixtures/test-launcher.ts';
import { openVirtualScreen, type VirtualScreen } from '../fixtures/virtual-screen.ts';

const pages = fileURLToPath(new URL('../fixtures/pages', import.meta.url));
const asRoot = process.getuid?.() === 0;

let screen: VirtualScreen;
let folder: string;
let host: LoopbackPageHost | undefined;

beforeAll(async () => {
  screen = await openVirtualScreen();
});
afterAll(async () => {
  await screen.end();
});
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-browser-'));
});
afterEach(async () => {
  host?.dispose();
  host = undefined;
  const { profileDir } = await product().prepare();
  // The last of the killed processes may still be writing.
  await rm(profileDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  await rm(folder, { recursive: true, force: true });
});

const environment = () => ({ ...process.env, DISPLAY: screen.display });

async function openHost(launcher: BrowserLauncher): Promise<LoopbackPageHost> {
  host = await LoopbackPageHost.open({
    shellRoot: join(pages, 'shell'),
    linkRoot: join(pages, 'link'),
    launcher,
    clock: systemClock(),
    random: systemRandom(),
    logger: silentLogger,
  });
  return host;
}

/** Opens the window and waits until both pages are in. */
async function showBoth(host: LoopbackPageHost): Promise<void> {
  const link = new Recorder(host.onLink).next();
  host.show();
  expect(await link).toBeDefined();
  expect(host.shell).toBeDefined();
}

const product = () =>
  new SystemBrowserLauncher({ dataDir: folder, environment: environment(), language: 'en', logger: silentLogger });

/** The browser's children write their words as one line, with blanks. */
async function commandLine(pid: number): Promise<readonly string[]> {
  const text = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return text.split(/[\0 ]/u).filter((word) => word !== '');
}

async function renderers(pids: ReadonlySet<number>): Promise<readonly number[]> {
  const found = await Promise.all([...pids].map(async (pid) => ({ pid, words: await commandLine(pid) })));
  return found.filter(({ words }) => words.includes('--type=renderer')).map(({ pid }) => pid);
}

/** proc_pid_stat(5), field 14: time in user mode, in ticks of 10 ms. */
async function userTicks(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[11] ?? 0);
}

/** The renderer that works while `frame` is kept busy. */
async function processOf(frame: Frame, pids: ReadonlySet<number>): Promise<number | undefined> {
  const candidates = await renderers(pids);
  const before = await Promise.all(candidates.map(userTicks));
  await frame.evaluate(() => {
    const end = performance.now() + 400;
    while (performance.now() < end) Math.sqrt(end);
  });
  const after = await Promise.all(candidates.map(userTicks));
  const spent = after.map((ticks, at) => ticks - (before[at] ?? 0));
  return candidates[spent.indexOf(Math.max(...spent))];
}

async function connectTo(launcher: BrowserLauncher): Promise<Browser> {
  const { profileDir } = await launcher.prepare();
  const port = (await readFile(join(profileDir, 'DevToolsActivePort'), 'utf8')).split('\n')[0];
  return chromium.connectOverCDP(`http://127.0.0.1:${port}`);
}

/** The debugger learns of a frame in another process a moment after the page. */
async function ourPages(browser: Browser): Promise<{ page: Page; link: Frame }> {
  const page = browser.contexts()[0]?.pages()[0];
  if (!page) throw new Error('there is no page');
  const find = () => page.frames().find((frame) => frame.url().startsWith('http://localhost:'));
  await expect.poll(find, { timeout: 10_000 }).toBeDefined();
  return { page, link: find() as Frame };
}

test('both pages come up in the real browser, which carries the largest frame and no secret in its arguments', async () => {
  const host = await openHost(product());
  const frame = new Promise<string>((resolve) => {
    host.onLink((link) => link?.on(linkPage.peerReceived, (params) => resolve(params.frame)));
  });
  await showBoth(host);
  expect(await frame).toHaveLength(200 * 1024);
  for (const pid of host.ownProcesses()) {
    const words = (await commandLine(pid)).join(' ');
    expect(words).not.toMatch(/token=|#|remote-debugging|auto-(select|accept)|test-type/u);
  }
});

test('its renderers are sandboxed, also where the agent is root: then as a user of its own', async () => {
  const host = await openHost(product());
  await showBoth(host);
  const own = host.ownProcesses();
  const users = await readFile('/etc/passwd', 'utf8');
  const uid = asRoot ? new RegExp(`^${BROWSER_USER_NAME}:x:(\\d+):`, 'mu').exec(users)?.[1] : String(process.getuid?.());
  const found = await renderers(own);
  expect(found.length).toBeGreaterThanOrEqual(2);
  for (const pid of found) {
    const standing = async () => {
      const status = await readFile(`/proc/${pid}/status`, 'utf8');
      return ['Uid', 'Seccomp', 'NoNewPrivs'].map((name) => new RegExp(`^${name}:\\t(\\d+)`, 'mu').exec(status)?.[1]);
    };
    // Chromium keeps a spare one, which may have just begun and be on its way into the sandbox.
    await expect.poll(standing, { timeout: 10_000 }).toEqual([uid, '2', '1']);
  }
  for (const pid of own) expect(await commandLine(pid)).not.toContain('--no-sandbox');
});

test('the shell page and the link frame are in two renderer processes', async () => {
  const launcher = testLauncher({ dataDir: folder, environment: environment(), extraSwitches: [REMOTE_DEBUGGING] });
  const host = await openHost(launcher);
  await showBoth(host);
  const browser = await connectTo(launcher);
  try {
    const { page, link } = await ourPages(browser);
    expect(page.url()).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/u);
    for (const frame of [page.mainFrame(), link]) expect(await frame.evaluate(() => window.originAgentCluster)).toBe(true);
    const shellProcess = await processOf(page.mainFrame(), host.ownProcesses());
    const linkProcess = await processOf(link, host.ownProcesses());
    expect(shellProcess).toBeGreaterThan(1);
    expect(linkProcess).toBeGreaterThan(1);
    expect(linkProcess).not.toBe(shellProcess);
  } finally {
    await browser.close();
  }
});

test('pages of other sites cannot frame ours, read them or open their sockets', async () => {
  const launcher = testLauncher({ dataDir: folder, environment: environment(), extraSwitches: [REMOTE_DEBUGGING] });
  await showBoth(await openHost(launcher));
  const browser = await connectTo(launcher);
  const foreign = createServer((_request, response) => response.setHeader('Content-Type', 'text/html').end('<!doctype html>'));
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  const { port } = foreign.address() as AddressInfo;
  try {
    const { page: ours, link } = await ourPages(browser);
    const sites = [ours.url(), link.url()];
    for (const name of ['127.0.0.1', 'localhost']) {
      const page = await (browser.contexts()[0] as BrowserContext).newPage();
      await page.goto(`http://${name}:${port}/`);
      const outcome = await page.evaluate(async (sites) => {
        const framed = sites.map((site) => {
          const frame = document.createElement('iframe');
          frame.src = site;
          document.body.append(frame);
          return new Promise((resolve) => frame.addEventListener('load', resolve));
        });
        const opened = sites.map((site) => {
          const socket = new WebSocket(`${site.replace('http', 'ws')}socket`);
          return new Promise<string>((resolve) => {
            socket.onopen = () => resolve('open');
            socket.onerror = () => resolve('refused');
          });
        });
        const read = sites.map((site) =>
          fetch(site, { mode: 'no-cors' }).then(
            (answer) => answer.type,
            () => 'refused',
          ),
        );
        await Promise.all(framed);
        return { sockets: await Promise.all(opened), reads: await Promise.all(read) };
      }, sites);
      expect(outcome.sockets).toEqual(['refused', 'refused']);
      // Whatever arrives, CORP keeps its bytes from that page's process.
      expect(outcome.reads).toEqual(['refused', 'refused']);
      const scripts = await Promise.all(
        page
          .frames()
          .slice(1)
          .map((frame) => frame.title().catch(() => '')),
      );
      expect(scripts).not.toContain('Alongside');
      expect(scripts).not.toContain('Alongside link');
      await page.close();
    }
  } finally {
    foreign.close();
    foreign.closeAllConnections();
    await browser.close();
  }
});

test.runIf(asRoot)('where root’s browser could not start with its sandbox it does without, as the same user', async () => {
  const launcher = product();
  launcher.reportFailure();
  const host = await openHost(launcher);
  await showBoth(host);
  expect(launcher.sandboxed).toBe(false);
  const [renderer = 0] = await renderers(host.ownProcesses());
  expect(await commandLine(renderer)).toContain('--no-sandbox');
  expect(await readFile(`/proc/${renderer}/status`, 'utf8')).not.toMatch(/^Uid:\t0\t/mu);
});

test('the whole group ends with the host', async () => {
  const host = await openHost(product());
  await showBoth(host);
  const own = [...host.ownProcesses()];
  expect(own.length).toBeGreaterThan(4);
  host.dispose();
  await expect.poll(async () => (await Promise.all(own.map(commandLine))).flat(), { timeout: 10_000 }).toEqual([]);
});
