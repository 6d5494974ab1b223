import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { openScreenSite, type ScreenSite } from './screen-site.ts';

const HELLO = 'RFB 003.008\n';

let folder: string;
/** Stands in for the X server: greets, and sends back what it gets. */
let screen: Server;
let viewers: Socket[];
let site: ScreenSite;
let opened: number;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'screen-site-'));
  viewers = [];
  opened = 0;
  const socketPath = join(folder, 'screen.sock');
  screen = createServer((viewer) => {
    viewers.push(viewer);
    viewer.on('error', () => viewer.destroy());
    viewer.write(HELLO);
    viewer.pipe(viewer);
  }).listen(socketPath);
  await once(screen, 'listening');
  const texts = { name: 'Practice computer 1', consoleAddress: 'http://localhost:7420/?a=1&b="2"' };
  const onOpened = () => {
    opened += 1;
  };
  site = await openScreenSite({ socketPath, port: 0, texts, onOpened });
});

afterEach(async () => {
  await site.close();
  for (const viewer of viewers) viewer.destroy();
  screen.close();
  rmSync(folder, { recursive: true });
});

const origin = () => `http://127.0.0.1:${site.port}`;
const tokenOf = (address: string) => address.slice(address.indexOf('#t=') + 3);

function open(token: string, headers: Record<string, string> = { origin: origin() }): Promise<Response> {
  return fetch(`${origin()}/open`, { method: 'POST', body: token, headers });
}

async function secret(): Promise<string> {
  const answer = (await (await open(tokenOf(site.address()))).json()) as { secret: string };
  return answer.secret;
}

/** Everything that comes until the socket ends or `count` messages are there; the code where it ended. */
function talk(first: string | Buffer, headers: Record<string, string>, count: number): Promise<(string | number)[]> {
  const socket = new WebSocket(`ws://127.0.0.1:${site.port}/screen`, { headers });
  const heard: (string | number)[] = [];
  return new Promise((resolve) => {
    socket.on('open', () => socket.send(first));
    socket.on('message', (data) => {
      heard.push(data.toString());
      if (heard.length === 1) socket.send(Buffer.from('pressed'));
      if (heard.length === count) socket.close();
    });
    socket.on('error', () => undefined);
    socket.on('close', (code) => resolve([...heard, code]));
  });
}

/** The status of a request that fetch would not send. */
function statusOf(path: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port: site.port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    sent.on('error', reject).end();
  });
}

describe("the practice computer's screen", () => {
  it('is opened by a token, once; the next address has another one', async () => {
    const first = site.address();
    expect((await open(tokenOf(first))).status).toBe(200);
    expect(opened).toBe(1);
    expect((await open(tokenOf(first))).status).toBe(403);
    expect(opened).toBe(1);
    expect(site.address()).not.toBe(first);
    expect((await open(tokenOf(site.address()))).status).toBe(200);
  });

  it('gives no secret to other sites, to long bodies or to nothing', async () => {
    const token = tokenOf(site.address());
    expect((await open(token, { origin: 'http://localhost:7420' })).status).toBe(403);
    expect((await open(token, {})).status).toBe(403);
    expect((await open('x'.repeat(5_000))).status).toBe(413);
    expect((await open('')).status).toBe(403);
    expect((await open(token)).status).toBe(200);
  });

  it('passes bytes both ways to who knows the secret', async () => {
    const heard = await talk(await secret(), { origin: origin() }, 3);
    expect(heard.slice(0, 3)).toEqual(['ready', HELLO, 'pressed']);
  });

  it.each([
    ['another secret', () => 'x'.repeat(43)],
    ['the token instead', () => tokenOf(site.address())],
    ['bytes instead', () => Buffer.from('x'.repeat(43))],
  ])('is closed to %s, before the screen is asked', async (_, first) => {
    expect(await talk(first(), { origin: origin() }, 1)).toEqual([4401]);
    expect(viewers).toEqual([]);
  });

  it('opens no socket for a page of another site, whatever it knows', async () => {
    const known = await secret();
    expect(await talk(known, { origin: 'http://localhost:7420' }, 1)).toEqual([1006]);
    expect(await talk(known, {}, 1)).toEqual([1006]);
    expect(await talk(known, { origin: origin(), host: `localhost:${site.port}` }, 1)).toEqual([1006]);
    expect(viewers).toEqual([]);
  });

  it('answers under its own name alone, and only with files that it has', async () => {
    expect(await statusOf('/', { host: `localhost:${site.port}` })).toBe(421);
    expect(await statusOf('/novnc/core/rfb.js', {})).toBe(200);
    expect(await statusOf('/novnc/core/util/logging.js', {})).toBe(200);
    for (const path of ['/novnc/core/../package.json', '/novnc/package.json', '/novnc/core/%2e%2e/x.js', '/screen.html', '/x']) {
      expect(await statusOf(path, {}), path).toBe(404);
    }
  });

  it('is a page without foreign parts, its texts escaped', async () => {
    const response = await fetch(origin());
    expect(response.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'");
    expect(response.headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    const page = await response.text();
    expect(page).toContain('Here you play the user');
    expect(page).toContain('href="http://localhost:7420/?a=1&#38;b=&#34;2&#34;"');
    expect(page).not.toContain('undefined');
  });
});
