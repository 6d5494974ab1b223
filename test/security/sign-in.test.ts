import { type Logger, silentLogger } from '@alongside/base';
import { http } from '@alongside/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN, startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';
import { playedAs } from './attack-notes.ts';

playedAs('nobody', 'technician at the server', 'another site’s page');

/** Sign-ins that are prepared, guessed, confused or used again. */

let server: TestServer;
const faults: string[] = [];
const logger: Logger = { ...silentLogger, error: (message, facts) => void faults.push(`${message} ${JSON.stringify(facts)}`) };
beforeAll(async () => {
  server = await startTestServer({ logger });
});
afterAll(async () => {
  expect(faults).toEqual([]);
  await server.close();
});

interface Posted {
  readonly cookie?: string;
  readonly type?: string;
  readonly origin?: string;
  readonly headers?: Record<string, string>;
}

function post(
  path: string,
  body: string,
  { cookie, type = 'application/json', origin = server.address, headers = {} }: Posted = {},
) {
  return fetch(`${server.address}${path}`, {
    method: 'POST',
    headers: { origin, 'content-type': type, ...(cookie === undefined ? {} : { cookie }), ...headers },
    body,
  });
}

const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
const meOf = async (cookie: string) => (await server.call(http.me, { as: { cookie, userId: '' } })).result.user?.email ?? null;
const wrong = (email: string) => post('/api/auth/sign-in/email', JSON.stringify({ email, password: 'not the password at all' }));

describe('a session that somebody prepared', () => {
  test('is not taken over by whoever signs in behind it: neither a made-up one nor the attacker’s own', async () => {
    const name = server.technician.cookie.split('=')[0] ?? '';
    for (const planted of [`${name}=made-up-by-mallory.c2ln`, server.technician.cookie]) {
      const answer = await post('/api/auth/sign-in/email', JSON.stringify({ email: ADMIN.email, password: ADMIN.password }), {
        cookie: planted,
      });
      expect(answer.status).toBe(200);
      const given = cookieOf(answer);
      expect(given).not.toBe(planted);
      expect(await meOf(given)).toBe(ADMIN.email);
      expect(await meOf(planted)).not.toBe(ADMIN.email);
    }
  });

  test('ends for good when its owner signs out, for whoever has its cookie', async () => {
    const own = await server.signIn(TECHNICIAN.email, TECHNICIAN.password);
    await server.signOut(own);
    expect(await meOf(own.cookie)).toBeNull();
    expect((await server.call(http.devices, { as: own })).status).toBe(401);
  });

  test('has a cookie that scripts and other sites never see, and that names no account', async () => {
    const answer = await post('/api/auth/sign-in/email', JSON.stringify({ email: ADMIN.email, password: ADMIN.password }));
    for (const line of answer.headers.getSetCookie()) {
      expect(line).toMatch(/; HttpOnly/iu);
      expect(line).toMatch(/; SameSite=Strict/iu);
      expect(line).not.toMatch(/; Domain=/iu);
      expect(Buffer.from(decodeURIComponent(line), 'base64').toString('latin1') + line).not.toContain(ADMIN.email);
    }
  });
});

describe('a sign-in', () => {
  test('is not confused by types, extra members, doubled names or another content type', async () => {
    const { email, password } = ADMIN;
    const bodies = [
      { email: { $ne: '' }, password: { $ne: '' } },
      { email: [email], password: [password] },
      { email, password: true },
      { email: null, password: null },
      { email, password: '' },
      { email: `${email}\u0000`, password },
      { email: `${email}' OR '1'='1`, password: 'x' },
      { email: 'x'.repeat(5_000), password: 'x' },
    ].map((body) => JSON.stringify(body));
    for (const body of [...bodies, '[]', '""', 'null', '{"email":', '{"__proto__":{"email":"x"}}']) {
      const answer = await post('/api/auth/sign-in/email', body);
      expect([400, 403, 413, 422, 429], body.slice(0, 60)).toContain(answer.status);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    const good = JSON.stringify({ email, password });
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'application/xml',
    ]) {
      const answer = await post('/api/auth/sign-in/email', good, { type });
      expect([400, 415], type).toContain(answer.status);
    }
    for (const origin of ['https://evil.example', 'null']) {
      expect((await post('/api/auth/sign-in/email', good, { origin })).status).toBe(403);
    }
  });

  test('that is tried in other spellings of one address counts as tried for one account', async () => {
    const spellings = [
      'vic.tim@test.example',
      'VIC.TIM@test.example',
      ' vic.tim@test.example',
      'vic.tim@TEST.example ',
      'Vic.Tim@Test.Example',
    ];
    const statuses: number[] = [];
    for (let at = 0; at < 15; at += 1) statuses.push((await wrong(spellings[at % spellings.length] ?? '')).status);
    expect(statuses.slice(10).every((status) => status === 429)).toBe(true);
  });

  test('is not counted for another address, whatever a client says that it came from', async () => {
    const names = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'x-alongside-address', 'cf-connecting-ip', 'true-client-ip'];
    const statuses: number[] = [];
    for (let at = 0; at < 40; at += 1) {
      const headers = Object.fromEntries(names.map((name) => [name, `192.0.2.${at}`]));
      const body = JSON.stringify({ email: `guess${at}@test.example`, password: 'not the password at all' });
      statuses.push((await post('/api/auth/sign-in/email', body, { headers })).status);
    }
    expect(statuses.at(-1)).toBe(429);
  });
});

test('other routes of better-auth are not there, with cookie or without, by whatever spelling', async () => {
  for (const path of [
    '/api/auth/sign-up/email',
    '/api/auth/get-session',
    '/api/auth/update-user',
    '/api/auth/change-email',
    '/api/auth/list-sessions',
    '/api/auth/two-factor/disable',
    '/api/auth/two-factor/enable',
    '/api/auth/two-factor/verify-otp',
    '/api/auth/passkey/generate-register-options',
    '/api/auth//sign-up/email',
    '/api/auth/sign-in/../sign-up/email',
    '/api/auth/SIGN-UP/email',
  ]) {
    const body = JSON.stringify({ name: 'M', email: 'mallory@test.example', password: 'a long enough password' });
    expect((await post(path, body, { cookie: server.admin.cookie })).status, path).toBe(404);
    expect((await fetch(`${server.address}${path}`, { headers: { cookie: server.admin.cookie } })).status, path).toBe(404);
  }
});

test('numbers of things are no guess from one another', async () => {
  const devices = [
    await server.openDevice(await server.enrollDevice('a')),
    await server.openDevice(await server.enrollDevice('b')),
  ];
  const tickets = [await devices[0]?.ask('one'), await devices[1]?.ask('two')];
  const ids = [...devices.map((device) => device.deviceId), ...tickets.map((ticket) => ticket?.ticketId ?? '')];
  for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{20,}$/u);
  const beginnings = ids.map((id) => id.slice(0, 6));
  expect(new Set(beginnings).size).toBe(ids.length);
});
