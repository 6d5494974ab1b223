import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { canonical } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { codeToHash, consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pinoLogger } from '../../apps/server/src/logging.ts';
import { ADMIN, fragmentOf, startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';
import { playedAs } from './attack-notes.ts';

playedAs('whoever reads logs, disks and answers');

/**
 * Secrets that are looked for where they must not be: the server's log, at its most talkative, its files, and everything
 * that it answers. They are used first, rightly and wrongly, so that each had its chance to be written down.
 */

const CODE = '8391047256';
const WRONG_PASSWORD = 'a wrong password with canary';
const CHAT = 'canary of what was said: my PIN is 4711';

let server: TestServer;
const log: string[] = [];
/** By name; and whether it may stand in the server's files (as a hash it may, of course). */
const secrets = new Map<string, { readonly secret: string; readonly kept: boolean }>();

const keep = (name: string, secret: string, kept = false) => void secrets.set(name, { secret, kept });

beforeAll(async () => {
  server = await startTestServer({ logger: pinoLogger('debug', { write: (line: string) => void log.push(line) }) });
  keep('the admin’s password', ADMIN.password);
  keep('the technician’s password', TECHNICIAN.password);
  keep('the technician’s cookie', decodeURIComponent(server.technician.cookie.split('=')[1] ?? '').split('.')[0] ?? '');
  keep('the server’s own secret', readFileSync(join(server.dataDir, 'secret'), 'utf8').trim(), true);
  keep('a wrong password', WRONG_PASSWORD);
  await server.signIn(TECHNICIAN.email, WRONG_PASSWORD).catch(() => undefined);

  const invited = await server.call(http.invitationCreate, {
    as: server.admin,
    body: { name: 'Iris Invited', email: 'iris@test.example' },
  });
  keep('an invitation', fragmentOf(invited.result.url));
  await server.call(http.invitationRead, { body: { token: fragmentOf(invited.result.url) } });
  const enrollment = await server.server.createEnrollmentLink('LT-1');
  keep('an enrollment', fragmentOf(enrollment));
  const token = await server.call(http.socketToken, { as: server.technician, body: {} });
  keep('a socket’s token', token.result.token);

  const console = await server.openConsole(server.technician);
  const enrolled = await server.enrollDevice();
  const device = await server.openDevice(enrolled);
  keep('a code that was read out', CODE);
  const requestId = 'request-of-the-code';
  const at = Date.now();
  const codeHash = webCrypto().sha256(codeToHash(requestId, CODE));
  const told = { requestId, codeHash, at, until: at + 60_000 };
  const proof = await enrolled.key.signJws(canonical({ ...told, deviceId: device.deviceId }));
  await device.connection.call(deviceSocket.codeCreate, { ...told, name: 'Uma', nameplate: CODE.slice(0, 4), proof });
  await console.connection.call(consoleSocket.codeRedeem, { code: `${CODE.slice(0, 4)}000000` }).catch(() => undefined);
  // The desk counts a computer as here a moment after its proof.
  await vi.waitFor(() => console.connection.call(consoleSocket.codeRedeem, { code: CODE }));
  keep('what was said', CHAT, true);
  await device.connection
    .call(deviceSocket.deviceChatSay, { requestId, messageId: 'message-0001', text: CHAT })
    .catch(() => undefined);
  // Each in places where none belongs, as people paste them.
  for (const { secret } of secrets.values()) {
    await fetch(`${server.address}/api/none?token=${encodeURIComponent(secret)}`);
    await fetch(`${server.address}/get?e=${encodeURIComponent(secret)}`);
    await fetch(`${server.address}/api/users`, { headers: { authorization: `Bearer ${secret.replace(/[^\x20-\x7e]/gu, '')}` } });
    await server.call(http.enroll, { body: { token: secret, publicKey: 'x', name: secret, system: '', proof: '' } });
    console.socket.send(JSON.stringify({ m: 'no/such', p: { secret } }));
  }
});
afterAll(() => server.close());

test('the log has none of them, however much it says', () => {
  expect(log.length).toBeGreaterThan(10);
  const text = log.join('');
  expect([...secrets].filter(([, { secret }]) => text.includes(secret)).map(([name]) => name)).toEqual([]);
});

test('the files have none that can be used, and nobody else can read them', () => {
  const files = readdirSync(server.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name));
  const text = paths.map((path) => readFileSync(path).toString('latin1')).join('');
  const written = [...secrets].filter(([, { secret, kept }]) => !kept && text.includes(secret));
  expect(written.map(([name]) => name)).toEqual([]);
  for (const path of paths) expect(statSync(path).mode & 0o077, path).toBe(0);
});

test('no answer has them: no route, as nobody or as an admin, and no error', async () => {
  const routes = Object.values(http).flatMap((route: unknown) => (isRoute(route) ? [route] : []));
  const answers: string[] = [];
  for (const route of routes) {
    for (const cookie of ['', server.technician.cookie, server.admin.cookie]) {
      const response = await fetch(`${server.address}${route.path.replace(/:\w+/gu, 'id-of-nobody-1')}`, {
        method: route.method,
        headers: { cookie, ...(route.method === 'GET' ? {} : { origin: server.address, 'content-type': 'application/json' }) },
        ...(route.method === 'GET' ? {} : { body: '{}' }),
      });
      answers.push(await response.text(), JSON.stringify([...response.headers].filter(([name]) => name !== 'set-cookie')));
    }
  }
  const text = answers.join('');
  // What was said in a ticket is the desk's to read.
  const found = [...secrets].filter(([name, { secret }]) => name !== 'what was said' && text.includes(secret));
  expect(found.map(([name]) => name)).toEqual([]);
});

function isRoute(value: unknown): value is http.Route {
  return typeof value === 'object' && value !== null && 'path' in value && 'access' in value;
}
