import { createHmac } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileDocumentStore, FileLedgerStore, FileSecretStore } from '@alongside/agent-node';
import { http } from '@alongside/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AgentWorld } from '../../fixtures/agent-world.ts';
import { filesBelow } from '../../fixtures/files-below.ts';
import { ADMIN, startTestServer, type TestServer } from '../../fixtures/server.ts';
import { playedAs } from '../attack-notes.ts';
import { samplesOf } from '../samples.ts';
import { shippedSources } from '../shipped-sources.ts';

playedAs('nobody', 'technician at the server');

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer();
});
afterAll(() => server.close());

/** Paths as they are written, which `fetch` would tidy. */
function send(path: string, options: { method?: string; headers?: Record<string, string>; body?: string } = {}) {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise<{ status: number; body: string }>((resolve, reject) => {
    const asked = request(server.address, { path, method, headers: { origin: server.address, ...headers } }, (answer) => {
      let text = '';
      answer.on('data', (chunk) => {
        text += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: text }));
    });
    asked.on('error', reject);
    asked.end(body);
  });
}

/** `/SetupWizard.aspx/anything` ran the set-up again on a server that was set up. */
test('ScreenConnect CVE-2024-1709: the set-up is gone, however its path is written', async () => {
  const body = JSON.stringify({ ...(samplesOf(http.setup.body, 1)[0] as object), email: 'mallory@test.example' });
  const headers = { 'content-type': 'application/json' };
  for (const path of [
    '/api/setup',
    '/api/setup/',
    '/api/setup/anything',
    '/api/setup.aspx/anything',
    '/API/Setup',
    '//api/setup',
    '/api//setup',
    '/api/./setup',
    '/api/x/../setup',
    '/api/%73etup',
    '/api/setup%2fanything',
    '/api/setup;anything',
    '/api/setup?anything',
    '/api/setup%00',
    '/api\\setup',
  ]) {
    const answer = await send(path, { method: 'POST', headers, body });
    expect([400, 404], path).toContain(answer.status);
  }
  const { result } = await server.call(http.users, { as: server.admin });
  expect(result.map(({ email }) => email)).not.toContain('mallory@test.example');
  expect((await server.call(http.me)).result.setupNeeded).toBe(false);
});

/** Names in an uploaded archive climbed out of their folder. */
test('ScreenConnect CVE-2024-1708: no name that others send becomes a path, on either side', async () => {
  const climbing = [
    '../../../../etc/passwd',
    '..\\..\\windows',
    '/etc/passwd',
    'C:\\x',
    '....//....//x',
    '%2e%2e%2fx',
    'x/../../y',
    '.',
    '..',
    'x\0.jsonl',
    'con',
    'aux.txt',
    'a'.repeat(5_000),
    '~root',
    '-rf',
    '$(id)',
  ];
  const folder = mkdtempSync(join(tmpdir(), 'alongside-paths-'));
  const ledgers = await FileLedgerStore.open(join(folder, 'ledgers'));
  const documents = await FileDocumentStore.open(join(folder, 'documents'));
  const secrets = new FileSecretStore(join(folder, 'secrets'));
  for (const name of climbing) {
    await Promise.resolve()
      .then(() => ledgers.open(name))
      .then(undefined, () => undefined);
    await Promise.resolve()
      .then(() => documents.write(name, {}))
      .then(undefined, () => undefined);
    await Promise.resolve()
      .then(() => secrets.set(name, 'x'))
      .then(undefined, () => undefined);
  }
  // What could be a name is one file of that name in its store's own folder; of the rest there is none.
  const made = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(made.map(({ name }) => name).sort()).toEqual(['-rf.secret', 'con.json', 'con.secret']);
  for (const name of climbing) {
    const answer = await send(`/${name.replace(/[\0 ]/gu, '')}`.slice(0, 2_000));
    expect(answer.body).not.toMatch(/root:x:|"version"/u);
    const api = await send(`/api/tickets/${encodeURIComponent(name)}`.slice(0, 2_000), {
      headers: { cookie: server.technician.cookie },
    });
    expect([400, 404, 414], name).toContain(api.status);
  }
  rmSync(folder, { recursive: true });
});

/** Keys of the configuration signed what the server then believed; whoever had read the file was anybody. */
test('ScreenConnect machine keys (CVE-2026-3564): with the server’s secret and its database nobody can make a session', async () => {
  const secret = readFileSync(join(server.dataDir, 'secret'), 'utf8').trim();
  const [, name = ''] = /^([^=]+)=/u.exec(server.admin.cookie) ?? [];
  const signed = (token: string) =>
    `${name}=${encodeURIComponent(`${token}.${createHmac('sha256', secret).update(token).digest('base64')}`)}`;
  const files = filesBelow(server.dataDir).map((file) => readFileSync(file).toString('latin1'));
  const stored = [...new Set(files.flatMap((text) => text.match(/[A-Za-z0-9_-]{43}|[0-9a-f]{64}/gu) ?? []))].slice(0, 200);
  expect(stored.length).toBeGreaterThan(3);
  for (const token of ['x'.repeat(32), ADMIN.email, server.admin.userId, ...stored]) {
    const answer = await send(http.users.path, { headers: { cookie: signed(token) } });
    expect(answer.status, token).toBe(401);
  }
  // The signature alone is understood, so that it is the token that failed.
  expect((await send(http.users.path, { headers: { cookie: server.admin.cookie } })).status).toBe(200);
});

/** A signed installer carried its server's address where the signature did not look; phishers gave it theirs. */
test('ScreenConnect installers of 2025: no program carries a server’s address, and the user reads whose help it is', async () => {
  const addresses = shippedSources(['apps/agent', 'packages/agent-node', 'packages/agent-core'])
    .flatMap(({ file, text }) => [...text.matchAll(/https?:\/\/[^\s'"`<>)]+/gu)].map(([url]) => `${file}: ${url}`))
    .filter(
      (found) => !/https?:\/\/(?:localhost|127\.0\.0\.1|\$\{|help\.example|www\.w3\.org|github\.com|[^/]*\.example)/u.test(found),
    );
  expect(addresses).toEqual([]);
  const world = await AgentWorld.start();
  await world.requestHelp();
  await world.offer();
  expect(world.view?.phase).toMatchObject({ phase: 'join', technician: { name: 'Tomke', organisation: 'Harbour IT' } });
  world.dispose();
});
