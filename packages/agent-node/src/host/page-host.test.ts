import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Emitter, silentLogger, systemRandom } from '@alongside/base';
import { linkPage, shellPage } from '@alongside/protocol';
import { type Connection, contract, Connection as RpcConnection, webSocketTransport } from '@alongside/rpc';
import { FakeClock, Recorder } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { firstMessage, get, hello, navigation, upgradeStatus } from '../../../../test/fixtures/loopback-client.ts';
import type { BrowserLauncher } from './browser.ts';
import type { BrowserExit } from './browser-process.ts';
import { LoopbackPageHost } from './page-host.ts';

const pages = fileURLToPath(new URL('../../../../test/fixtures/pages', import.meta.url));
const WRONG = 'A'.repeat(43);

/** Stands for the browser: notes what it was asked to open. */
class FakeLauncher implements BrowserLauncher {
  readonly sandboxed = true;
  readonly opened: string[] = [];
  readonly ended: number[] = [];
  readonly exit = new Emitter<BrowserExit>();
  readonly dataDir: string;

  constructor(dataDir: string) {
    this.dataDir = dataDir;
  }

  async prepare() {
    return { profileDir: this.dataDir, user: undefined, environment: {} };
  }

  async launch(_seat: unknown, url: string) {
    const pid = this.opened.push(url);
    return { pid, onExit: this.exit.event, ownProcesses: () => new Set([pid]), end: () => void this.ended.push(pid) };
  }

  reportFailure(): void {
    throw new Error('the browser failed');
  }
}

let folder: string;
let clock: FakeClock;
let launcher: FakeLauncher;
let host: LoopbackPageHost;
const sockets: WebSocket[] = [];

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-host-'));
  clock = new FakeClock();
  launcher = new FakeLauncher(folder);
  host = await LoopbackPageHost.open({
    shellRoot: join(pages, 'shell'),
    linkRoot: join(pages, 'link'),
    launcher,
    clock,
    random: systemRandom(),
    logger: silentLogger,
  });
});

afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.terminate();
  host.dispose();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the window and reads what the browser would read. */
async function show(): Promise<{ origin: string; token: string }> {
  const browser = new Recorder(host.onBrowser).next();
  host.show();
  await browser;
  return readLaunchFile();
}

async function readLaunchFile(): Promise<{ origin: string; token: string }> {
  const page = await readFile(join(folder, 'open-alongside.html'), 'utf8');
  const [, origin = '', token = ''] = /"(http:\/\/127\.0\.0\.1:\d+)\/#token=([\w-]+)"/u.exec(page) ?? [];
  return { origin, token };
}

function socketTo(origin: string, headers: Record<string, string> = {}, path = '/socket'): WebSocket {
  const socket = new WebSocket(`${origin.replace('http', 'ws')}${path}`, { headers: { origin, ...headers } });
  sockets.push(socket);
  return socket;
}

/** A page as the real one is: says hello and listens. */
async function enterShell(
  origin: string,
  secret: string,
): Promise<{
  page: Connection;
  address: Recorder<{ url: string; secret: string }>;
  welcome: Recorder<{ resumeSecret: string }>;
  socket: WebSocket;
}> {
  const socket = socketTo(origin);
  await once(socket, 'open');
  const page = new RpcConnection(webSocketTransport(socket), {
    local: 'page',
    remote: 'core',
    contract: contract(shellPage),
    clock,
    logger: silentLogger,
  });
  const addresses = new Emitter<{ url: string; secret: string }>();
  const welcomes = new Emitter<{ resumeSecret: string }>();
  const parts = { page, address: new Recorder(addresses.event), welcome: new Recorder(welcomes.event), socket };
  page.on(shellPage.linkAddress, (address) => addresses.fire(address));
  page.on(shellPage.pageWelcome, (welcome) => welcomes.fire(welcome));
  await page.call(shellPage.pageHello, { secret });
  return parts;
}

describe('files', () => {
  test('a page and its script are served with their policies, to the right names only', async () => {
    const { origin } = await show();
    const page = await get(origin, '/', { ...navigation, 'sec-fetch-site': 'cross-site' });
    const port = new URL(origin).port;
    expect(page.status).toBe(200);
    expect(page.body).toContain('<title>Alongside</title>');
    expect(page.headers['origin-agent-cluster']).toBe('?1');
    expect(page.headers['cross-origin-opener-policy']).toBe('same-origin');
    expect(page.headers['cross-origin-resource-policy']).toBe('same-origin');
    expect(page.headers['x-content-type-options']).toBe('nosniff');
    expect(page.headers['referrer-policy']).toBe('no-referrer');
    expect(page.headers['content-security-policy']).toContain("frame-ancestors 'none'");
    expect(page.headers['content-security-policy']).toMatch(/frame-src http:\/\/localhost:\d+;/u);
    expect(page.headers['permissions-policy']).toMatch(/^display-capture=\(self "http:\/\/localhost:\d+"\), camera=\(\)/u);
    expect((await get(origin, '/shell.js')).status).toBe(200);
    expect((await get(origin, '/', { ...navigation, host: `localhost:${port}` })).status).toBe(421);
    expect((await get(origin, '/', { ...navigation, host: '127.0.0.1' })).status).toBe(421);
    expect((await get(origin, '/', { ...navigation, host: `evil.example:${port}` })).status).toBe(421);
  });

  test('the link site answers only as a frame of the shell page', async () => {
    const { origin, token } = await show();
    const { url } = await (await enterShell(origin, token)).address.next();
    const link = url.slice(0, -1);
    const frame = { 'sec-fetch-mode': 'navigate', 'sec-fetch-dest': 'iframe', 'sec-fetch-site': 'cross-site' };
    const answer = await get(link, '/', frame);
    expect(answer.status).toBe(200);
    expect(answer.headers['content-security-policy']).toContain(`frame-ancestors ${origin}`);
    expect(answer.headers['permissions-policy']).toMatch(/^display-capture=\(self\), /u);
    expect((await get(link, '/', { ...frame, 'sec-fetch-dest': 'document' })).status).toBe(403);
    expect((await get(link, '/', { ...frame, host: link.replace('http://localhost', '127.0.0.1') })).status).toBe(421);
    // The browser asks ::1 first: nobody else may be there.
    const { port } = new URL(link);
    expect((await get(`http://[::1]:${port}`, '/', { ...frame, host: `localhost:${port}` })).status).toBe(200);
  });

  test.each([
    '/../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2fshell.js',
    '//etc/passwd',
    '/./shell.js',
    '/shell.js?x',
    '/shell.js%00.html',
    '/.git/config',
    '/socket',
    '/pages/',
    'http://127.0.0.1/shell.js',
  ])('no file behind %s', async (path) => {
    const { origin } = await show();
    const answer = await get(origin, path);
    expect(answer.status).toBe(404);
    expect(answer.body).toBe('');
  });

  test('other sites, other origins, other methods and programs without Fetch Metadata get nothing', async () => {
    const { origin, token } = await show();
    expect((await get(origin, '/shell.js', { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
    expect((await get(origin, '/shell.js', { 'sec-fetch-site': 'same-site' })).status).toBe(403);
    expect((await get(origin, '/shell.js', { 'sec-fetch-site': '' })).status).toBe(403);
    expect((await get(origin, '/shell.js', { origin: 'http://localhost:1' })).status).toBe(403);
    expect((await get(origin, '/shell.js', {}, 'POST')).status).toBe(405);
    expect((await get(origin, '/', { ...navigation, 'sec-fetch-dest': 'iframe' })).status).toBe(403);
    await enterShell(origin, token);
    // Once the window is there, no other site may open the page.
    expect((await get(origin, '/', { ...navigation, 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  });

  test.runIf(process.getuid?.() === 0)('a program of another user is cut off', async () => {
    const { origin } = await show();
    const curl = (user: string) =>
      promisify(execFile)(
        '/usr/sbin/runuser',
        [
          '-u',
          user,
          '--',
          'curl',
          '-s',
          '-m',
          '5',
          '-o',
          '/dev/null',
          '-w',
          '%{http_code}',
          '-H',
          'Sec-Fetch-Site: same-origin',
          `${origin}/shell.js`,
        ],
        { cwd: '/' },
      );
    expect((await curl('root')).stdout).toBe('200');
    await expect(curl('nobody')).rejects.toMatchObject({ stdout: '000' });
  });
});

describe('the token', () => {
  test('stands in a private file and in no argument', async () => {
    const { token } = await show();
    expect(token).toMatch(/^[\w-]{43}$/u);
    expect(launcher.opened).toHaveLength(1);
    expect(launcher.opened[0]).toMatch(/^file:\/\/\/.*\/open-alongside\.html$/u);
    expect(launcher.opened[0]).not.toContain(token);
    const { mode } = await stat(join(folder, 'open-alongside.html'));
    expect(mode & 0o777).toBe(0o600);
  });

  test('works once, and its file goes', async () => {
    const { origin, token } = await show();
    const { socket } = await enterShell(origin, token);
    expect(host.shell?.open).toBe(true);
    expect(await readdir(folder)).toEqual([]);
    const gone = once(socket, 'close');
    socket.close();
    await gone;
    await expect.poll(() => host.shell).toBeUndefined();
    expect(await firstMessage(socketTo(origin), hello(token))).toBe(4403);
    expect(host.shell).toBeUndefined();
  });

  test('is refused after 10 s; the file holds a newer one', async () => {
    const { origin, token } = await show();
    await clock.advance(10_000);
    expect(await firstMessage(socketTo(origin), hello(token))).toBe(4403);
    const fresh = await readLaunchFile();
    expect(fresh.token).not.toBe(token);
    expect(await firstMessage(socketTo(origin), hello(fresh.token))).toBe('open');
  });

  test('a page that comes too late is opened again, and its window ends', async () => {
    const { origin, token } = await show();
    await clock.advance(10_000);
    expect(await firstMessage(socketTo(origin), hello(token))).toBe(4403);
    expect(launcher.ended).toEqual([1]);
    expect(launcher.opened).toHaveLength(2);
    expect(await firstMessage(socketTo(origin), hello(token))).toBe(4403);
    expect(launcher.opened).toHaveLength(2);
    const fresh = await readLaunchFile();
    expect(await firstMessage(socketTo(origin), hello(fresh.token))).toBe('open');
  });

  test('works on while the page is being fetched, for a minute at most', async () => {
    const { origin, token } = await show();
    for (let passed = 0; passed < 54_000; passed += 9_000) {
      await clock.advance(9_000);
      expect((await get(origin, '/shell.js')).status).toBe(200);
    }
    expect(await firstMessage(socketTo(origin), hello(token))).toBe('open');
  });

  test('ends after a minute, however often its page is asked for', async () => {
    const { origin, token } = await show();
    for (let passed = 0; passed < 54_000; passed += 9_000) {
      await clock.advance(9_000);
      await get(origin, '/shell.js');
    }
    await clock.advance(6_000);
    expect(await firstMessage(socketTo(origin), hello(token))).toBe(4403);
  });

  test('a wrong one, none, and anything but a hello change nothing', async () => {
    const { origin, token } = await show();
    expect(await firstMessage(socketTo(origin), hello(WRONG))).toBe(4403);
    for (const frame of [
      hello(''),
      '{}',
      'x',
      JSON.stringify({ m: 'page/hello', p: { secret: token } }),
      JSON.stringify({ m: 'session/stop', i: 1, p: { by: 'button' } }),
      hello(token, 'frame/hello'),
      hello(token).padEnd(2000, ' '),
      Buffer.from(hello(token)),
    ]) {
      expect(await firstMessage(socketTo(origin), frame)).toBe(1006);
    }
    expect(host.shell).toBeUndefined();
    expect(await firstMessage(socketTo(origin), hello(token))).toBe('open');
  });

  test('a socket that says nothing is cut after 10 s, and only a few may wait', async () => {
    const { origin } = await show();
    const waiting = [1, 2, 3, 4].map(() => socketTo(origin));
    await Promise.all(waiting.map((socket) => once(socket, 'open')));
    expect(await upgradeStatus(socketTo(origin))).toBe(503);
    const closed = Promise.all(waiting.map((socket) => once(socket, 'close')));
    await clock.advance(10_000);
    await closed;
    expect(await upgradeStatus(socketTo(origin))).toBe(101);
  });
});

describe('sockets', () => {
  test.each([
    ['another origin', { origin: 'http://evil.example' }, '/socket', 403],
    ['the origin without its port', { origin: 'http://127.0.0.1' }, '/socket', 403],
    ['the null origin', { origin: 'null' }, '/socket', 403],
    ['another site', { 'sec-fetch-site': 'cross-site' }, '/socket', 403],
    ['another host', { host: 'localhost:80' }, '/socket', 421],
    ['another path', {}, '/socket/', 404],
  ])('%s is refused', async (_what, headers, path, status) => {
    const { origin } = await show();
    expect(await upgradeStatus(socketTo(origin, headers, path))).toBe(status);
  });

  test('no origin and two hosts are refused', async () => {
    const { origin } = await show();
    const { port, host: name } = new URL(origin);
    const raw = async (headers: string) => {
      const socket = connect(Number(port), '127.0.0.1');
      socket.end(
        `GET /socket HTTP/1.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${'A'.repeat(22)}==\r\n${headers}\r\n\r\n`,
      );
      let text = '';
      for await (const part of socket) text += String(part);
      return text.split(' ')[1];
    };
    expect(await raw(`Host: ${name}`)).toBe('403');
    expect(await raw(`Host: ${name}\r\nHost: ${name}\r\nOrigin: ${origin}`)).toBe('421');
  });

  test('a message that is too large ends the socket', async () => {
    const { origin, token } = await show();
    const { socket } = await enterShell(origin, token);
    socket.on('error', () => undefined);
    const closed = once(socket, 'close');
    socket.send('x'.repeat(512 * 1024 + 1));
    expect((await closed)[0]).toBe(1009);
    await expect.poll(() => host.shell).toBeUndefined();
  });

  test('an unauthenticated socket that sends too much gets nothing', async () => {
    const { origin } = await show();
    const socket = socketTo(origin);
    const messages = new Recorder<unknown>((listener) => {
      socket.on('message', listener);
      return { dispose: () => undefined };
    });
    expect(await firstMessage(socket, 'x'.repeat(600 * 1024))).not.toBe('open');
    messages.nonePending();
  });
});

describe('pages', () => {
  test('a second page is refused and told of, the first stays', async () => {
    const { origin, token } = await show();
    const second = new Recorder(host.onSecondPage);
    await enterShell(origin, token);
    const shell = host.shell;
    expect(await firstMessage(socketTo(origin), hello(WRONG))).toBe(4409);
    await second.next();
    expect(host.shell).toBe(shell);
    expect(shell?.open).toBe(true);
  });

  test('a page that lost its socket comes back with its newest secret, once', async () => {
    const { origin, token } = await show();
    const first = await enterShell(origin, token);
    const { resumeSecret } = await first.welcome.next();
    const lost = new Recorder(host.onShell).next();
    first.socket.close();
    expect(await lost).toBeUndefined();
    const again = await enterShell(origin, resumeSecret);
    expect((await again.welcome.next()).resumeSecret).not.toBe(resumeSecret);
    await clock.advance(10_000);
    expect(launcher.ended).toEqual([]);
    again.socket.close();
    await expect.poll(() => host.shell).toBeUndefined();
    expect(await firstMessage(socketTo(origin), hello(resumeSecret))).toBe(4403);
  });

  test('the frame enters with the secret that the shell page got, once, and has its own contract', async () => {
    const { origin, token } = await show();
    const shell = await enterShell(origin, token);
    const { url, secret } = await shell.address.next();
    const link = url.slice(0, -1);
    expect(await firstMessage(socketTo(link), hello(token, 'frame/hello'))).toBe(4403);
    expect(await firstMessage(socketTo(origin), hello(secret))).toBe(4409);
    expect(host.link).toBeUndefined();
    const frame = socketTo(link);
    expect(await firstMessage(frame, hello(secret, 'frame/hello'))).toBe('open');
    expect(host.link?.open).toBe(true);
    // What only the shell page may say is unknown on this socket.
    const answer = once(frame, 'message');
    frame.send(JSON.stringify({ m: 'consent/answer', i: 2, p: {} }));
    expect(String((await answer)[0])).toContain('rpc.unknown-method');
    expect(host.link?.drops('unknown')).toBe(1);
    expect(await firstMessage(socketTo(link), hello(secret, 'frame/hello'))).toBe(4409);
  });

  test('a frame that is thrown away is cut at once and a new one is offered', async () => {
    const { origin, token } = await show();
    const shell = await enterShell(origin, token);
    const first = await shell.address.next();
    const link = first.url.slice(0, -1);
    const frame = socketTo(link);
    expect(await firstMessage(frame, hello(first.secret, 'frame/hello'))).toBe('open');
    host.resetLink();
    expect(host.link).toBeUndefined();
    const next = await shell.address.next();
    expect(next.secret).not.toBe(first.secret);
    await once(frame, 'close');
    await clock.advance(5_000);
    shell.address.nonePending();
    expect(await firstMessage(socketTo(link), hello(next.secret, 'frame/hello'))).toBe('open');
    expect(contract(linkPage).has('consent/answer')).toBe(false);
  });
});

describe('the window', () => {
  test('closed by the user: the pages are gone, and it opens again when it is shown', async () => {
    const { origin, token } = await show();
    await enterShell(origin, token);
    expect([...host.ownProcesses()]).toEqual([1]);
    launcher.exit.fire({ exitCode: 0, signal: null, lastWords: '' });
    expect(host.shell).toBeUndefined();
    expect([...host.ownProcesses()]).toEqual([]);
    const again = await show();
    expect(again.token).not.toBe(token);
    await enterShell(origin, again.token);
  });

  test('a page that does not come back within 3 s has its window opened anew, three times a minute at most', async () => {
    const trouble = new Recorder(host.onTrouble);
    let { origin, token } = await show();
    for (let round = 1; round <= 4; round += 1) {
      const { socket } = await enterShell(origin, token);
      const lost = new Recorder(host.onShell).next();
      const browsers = new Recorder(host.onBrowser);
      socket.close();
      await lost;
      await clock.advance(3_000);
      expect(launcher.ended).toHaveLength(round);
      if (round === 4) break;
      expect(await browsers.next()).toBeUndefined();
      await browsers.next();
      ({ origin, token } = await readLaunchFile());
    }
    expect((await trouble.next()).code).toBe('environment.missing-program');
    expect(launcher.opened).toHaveLength(4);
  });

  test('a browser that never shows the page is ended after a minute', async () => {
    const trouble = new Recorder(host.onTrouble);
    await show();
    await clock.advance(60_000);
    expect((await trouble.next()).code).toBe('environment.missing-program');
    expect(launcher.ended).toEqual([1]);
  });

  test('the end of the host ends browser, sockets and sites', async () => {
    const { origin, token } = await show();
    const { socket } = await enterShell(origin, token);
    const closed = once(socket, 'close');
    host.dispose();
    await closed;
    expect(launcher.ended).toEqual([1]);
    await expect(get(origin, '/shell.js')).rejects.toThrow(/ECONNREFUSED/u);
    expect(clock.pending).toBe(0);
  });
});
