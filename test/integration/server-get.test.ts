import { createHash, randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AgentPackage } from '@alongside/server';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { ORGANISATION_NAME, startTestServer, type TestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const FILE = '/get/alongside-agent-linux-x64.tar.gz';
const LINUX = 'Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0';

const bytes = randomBytes(300_000);
const sha256 = createHash('sha256').update(bytes).digest('hex');
const folder = temporaryFolder();
const ready: AgentPackage = { kind: 'ready', path: join(folder.path, 'agent-of-some-hash.tar.gz'), bytes: bytes.length, sha256 };

let agent: AgentPackage;
let server: TestServer;

beforeAll(async () => {
  writeFileSync(ready.path, bytes);
  server = await startTestServer({ agentPackage: () => agent });
});
afterAll(async () => {
  await server.close();
  folder.remove();
});
beforeEach(() => {
  agent = ready;
});

const get = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(`${server.address}${path}`, { method, headers: { 'user-agent': LINUX, ...headers } });

test('the page names the organisation, and fits the visitor’s system', async () => {
  const linux = await get('/get');
  expect(linux.status).toBe(200);
  expect(linux.headers.get('cache-control')).toBe('no-store');
  expect(linux.headers.get('vary')).toContain('Sec-CH-UA-Platform');
  expect(linux.headers.get('content-security-policy')).toContain("script-src 'self';");
  const html = await linux.text();
  expect(html).toContain(ORGANISATION_NAME);
  expect(html).toContain(sha256);
  expect(html).not.toContain(folder.path);
  expect(html).not.toMatch(/<script(?! src="\/get\.js")/u);
  expect(await (await get('/get', { 'sec-ch-ua-platform': '"Windows"' })).text()).toContain('no ready agent for Windows');
  expect(await (await get('/get', { 'user-agent': 'x'.repeat(4_000) })).text()).toContain('does not say which system');
});

test('the agent comes whole, by its name, and in parts to those who ask for parts', async () => {
  const whole = await get(FILE);
  expect(whole.status).toBe(200);
  expect(whole.headers.get('content-length')).toBe(String(bytes.length));
  expect(whole.headers.get('content-type')).toBe('application/gzip');
  expect(whole.headers.get('content-disposition')).toBe('attachment; filename="alongside-agent-linux-x64.tar.gz"');
  // Already packed: a browser that unpacked it on the way would save another file than the one whose hash is shown.
  expect(whole.headers.get('content-encoding')).toBeNull();
  expect(Buffer.from(await whole.arrayBuffer()).equals(bytes)).toBe(true);

  const head = await get(FILE, {}, 'HEAD');
  expect([head.status, head.headers.get('content-length')]).toEqual([200, String(bytes.length)]);

  const rest = await get(FILE, { range: 'bytes=299000-' });
  expect(rest.status).toBe(206);
  expect(Buffer.from(await rest.arrayBuffer()).equals(bytes.subarray(299_000))).toBe(true);
});

test('says to come again while it is being made, and nothing where there is none', async () => {
  agent = { kind: 'preparing' };
  const early = await get(FILE);
  expect([early.status, early.headers.get('retry-after')]).toEqual([202, '3']);
  expect(await (await get('/get')).text()).toContain('making the agent ready');
  for (const kind of ['none', 'failed'] as const) {
    agent = { kind };
    expect((await get(FILE)).status).toBe(404);
    expect(await (await get('/get')).text()).not.toContain(`href="${FILE}"`);
  }
});

test('gives this one file and nothing else of its folder', async () => {
  writeFileSync(join(folder.path, 'secret'), 'not for visitors');
  for (const path of ['/get/', '/get/secret', '/get/agent-of-some-hash.tar.gz', `${FILE}/../secret`, '/get/%2e%2e/secret']) {
    expect((await get(path, { accept: '*/*' })).status, path).toBe(404);
  }
});

test('is bounded in how often one address may fetch it', async () => {
  const answers = await Promise.all(Array.from({ length: 70 }, () => get(FILE, {}, 'HEAD').then(({ status }) => status)));
  expect(answers).toContain(429);
  expect(answers).toContain(200);
});
