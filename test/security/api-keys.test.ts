import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { API_KEY_SCOPES, type ApiKeyScope, http, isApiKeyScope } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';
import { playedAs } from './attack-notes.ts';

playedAs('a program with a key');

const ROUTES = Object.values(http as Record<string, unknown>).filter(
  (value): value is http.Route => typeof value === 'object' && value !== null && 'path' in value && 'access' in value,
);
const PASSWORD = 'staple the horse well';
const DAY_MS = 24 * 60 * 60_000;
const clock = new FakeClock(Date.now());
let server: TestServer;
let admin: SignedIn;
let ticketId: string;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ admin } = server);
  const device = await server.openDevice(await server.enrollDevice('LT-1'));
  ({ ticketId } = await device.ask('the printer is off'));
});
afterAll(() => server.close());

const made = async (scopes: readonly ApiKeyScope[], name = 'Monitor') => {
  const body = { name, scopes: [...scopes], days: 30 as const };
  return (await server.call(http.apiKeyCreate, { as: admin, body })).result;
};
const by = (key: string) => ({ headers: { authorization: `Bearer ${key}` } });
const find = { body: { filter: {} } };

test('works within its scopes without a browser, and what it does names it and whoever made it', async () => {
  const { key, id } = await made(['tickets.read', 'tickets.write']);
  const bare = await fetch(`${server.address}/api/tickets/find`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ filter: {} }),
  });
  expect(bare.status).toBe(200);
  const body = { messageId: 'message-0001', text: 'disk is full', to: 'desk' } as const;
  expect((await server.call(http.ticketSay, { ...by(key), params: { id: ticketId }, body })).status).toBe(200);
  const { events } = (await server.call(http.ticket, { ...by(key), params: { id: ticketId } })).result;
  expect(events.at(-1)?.actor).toMatchObject({ name: 'Monitor (Ada Admin)' });
  const listed = (await server.call(http.apiKeys, { as: admin })).result.find((each) => each.id === id);
  expect(listed).toMatchObject({ name: 'Monitor', lastUsedAt: clock.now(), revokedAt: null });
});

test('no route that no scope names, or another scope, takes it, with an admin’s cookie beside it or not', async () => {
  const { key } = await made(['organisation.read']);
  const refused = ROUTES.filter(({ access }) => access !== 'anyone' && access !== 'organisation.read');
  expect(refused.length).toBeGreaterThan(60);
  const taken: string[] = [];
  for (const { method, path } of refused) {
    const answer = await fetch(`${server.address}${path.replace(/:\w+/gu, 'id-of-nobody-1')}`, {
      method,
      headers: { ...by(key).headers, cookie: admin.cookie, origin: server.address, 'content-type': 'application/json' },
      ...(method === 'GET' ? {} : { body: '{}' }),
    });
    if (answer.status !== 403) taken.push(`${method} ${path}: ${answer.status}`);
    await answer.body?.cancel();
  }
  expect(taken).toEqual([]);
  expect((await server.call(http.organisationRead, by(key))).status).toBe(200);
  expect((await server.call(http.me, by(key))).result.user).toBeNull();
});

test('a scope says nothing that its maker’s role does not, and in a ticket it is a technician', async () => {
  const all = await made(API_KEY_SCOPES);
  const change = { type: 'moved', to: 'spam', note: '' } as const;
  const spam = { params: { id: ticketId }, body: { seen: 0, change } };
  expect((await server.call(http.ticketWrite, { ...by(all.key), ...spam })).error?.code).toBe('auth.role');
  expect((await server.call(http.today, by(all.key))).status).toBe(200);
  expect(API_KEY_SCOPES.filter((scope) => !isApiKeyScope(scope))).toEqual([]);
});

test('it is kept as a hash, told once, and entered in the audit without it', async () => {
  const { key } = await made(['tickets.read'], 'Secret one');
  const entries = JSON.stringify((await server.call(http.audit, { as: admin })).result);
  expect(entries).toContain('Secret one');
  const files = ['alongside.db', 'alongside.db-wal'].map((file) => readFileSync(join(server.dataDir, file), 'latin1'));
  const listed = JSON.stringify((await server.call(http.apiKeys, { as: admin })).result);
  for (const text of [entries, listed, ...files]) expect(text.includes(key.slice(20))).toBe(false);
});

test('is taken back for good where its maker is switched off', async () => {
  const { userId } = await server.invite('Ann Other', 'ann@test.example', PASSWORD);
  const params = { id: userId };
  expect((await server.call(http.userRole, { as: admin, params, body: { role: 'admin' } })).status).toBe(200);
  const as = await server.signIn('ann@test.example', PASSWORD);
  const body = { name: 'Ann’s', scopes: ['tickets.read' as const], days: 30 as const };
  const { key, id } = (await server.call(http.apiKeyCreate, { as, body })).result;
  expect((await server.call(http.ticketsFind, { ...by(key), ...find })).status).toBe(200);
  for (const active of [false, true]) {
    expect((await server.call(http.userActive, { as: admin, params, body: { active } })).status).toBe(200);
    expect((await server.call(http.ticketsFind, { ...by(key), ...find })).error?.code).toBe('auth.required');
  }
  const listed = (await server.call(http.apiKeys, { as: admin })).result.find((each) => each.id === id);
  expect(listed?.revokedAt).toBe(clock.now());
});

test('taken back, too old, of somebody who is gone, or never one: refused in the same words, and guessing is counted', async () => {
  const [revoked, other] = [await made(['tickets.read']), await made(['tickets.read'])];
  const { error } = await server.call(http.apiKeyRevoke, { as: server.technician, params: { id: revoked.id }, body: {} });
  expect(error?.code).toBe('auth.role');
  expect((await server.call(http.apiKeyRevoke, { as: admin, params: { id: revoked.id }, body: {} })).status).toBe(200);
  const said = async (key: string) => (await server.call(http.ticketsFind, { ...by(key), ...find })).error;
  const never = await said('alongside_key_of-nobody');
  expect(never).toMatchObject({ code: 'auth.required' });
  expect(await said(revoked.key)).toEqual(never);
  expect((await server.call(http.ticketsFind, { ...by(other.key), ...find })).status).toBe(200);
  clock.jumpWall(30 * DAY_MS);
  expect(await said(other.key)).toEqual(never);
  for (let times = 0; times < 20; times += 1) await said(`guess-${times}`);
  expect((await said('one-more'))?.code).toBe('request.rate-limited');
});
