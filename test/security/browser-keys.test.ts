import { DatabaseSync } from 'node:sqlite';
import type { SigningKey } from '@alongside/base';
import { generateSigningKey } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http, type KeyDecision, keyDecisionText } from '@alongside/protocol';
import { contract } from '@alongside/rpc';
import { createServer } from '@alongside/server';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, it, test } from 'vitest';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { FakeMailer } from '../fixtures/fake-mailer.ts';
import {
  ADMIN,
  type ConsoleClient,
  fragmentOf,
  type SignedIn,
  startTestServer,
  TECHNICIAN,
  type TestServer,
} from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { frameOf, samplesOf } from './samples.ts';

/** Somebody who knows a technician's password, on a browser of their own. */

let server: TestServer;
beforeEach(async () => {
  server = await startTestServer();
});
afterEach(() => server.close());

type By = Pick<ConsoleClient, 'keyId' | 'key'>;
type Change = Partial<KeyDecision> & { readonly signedBy?: SigningKey; readonly said?: number };

/** Has `by` decide about the key of `page`, honestly or with something changed. */
async function decide(as: SignedIn, decision: KeyDecision['decision'], page: ConsoleClient, by: By, change: Change = {}) {
  const honest = { decision, userId: page.userId, publicKey: page.key.publicKey, at: Date.now() };
  const { signedBy = by.key, said, ...signed } = { ...honest, ...change };
  const signature = await signedBy.sign(new TextEncoder().encode(keyDecisionText(signed)));
  const body = { by: by.keyId, at: said ?? signed.at, signature };
  const route = decision === 'approve' ? http.keyApprove : http.keyRemove;
  const answer = await server.call(route, { as, params: { id: page.keyId }, body });
  return answer.error?.code ?? 'done';
}
const waitingPage = (who = server.technician, key?: SigningKey) => server.openConsole(who, key, { vouched: false });
/** A fresh key of `who`, without a page. */
async function register(who: SignedIn, label: string) {
  const { key } = await generateSigningKey();
  const proof = await key.sign(new TextEncoder().encode(`alongside-key/1\n${who.userId}`));
  return (await server.call(http.keyRegister, { as: who, body: { publicKey: key.publicKey, label, proof } })).result;
}
const claimOf = async (page: ConsoleClient, ticketId: string) =>
  page.connection.call(consoleSocket.ticketClaim, { ticketId }).then(
    () => 'done',
    (error: { code: string }) => error.code,
  );

describe('a key that nobody vouched for', () => {
  it('signs in, and moves nothing: neither a request nor a word reaches anybody', async () => {
    await server.openConsole(server.technician);
    const device = await server.openDevice(await server.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const stranger = await waitingPage();
    expect(await stranger.keys.next()).toEqual({ approved: false, waiting: 1 });
    const asked = [...contract(consoleSocket).values()].filter(
      (message) => message.kind === 'request' && message.from === 'technician' && message !== consoleSocket.consoleAuthenticate,
    );
    const codes = new Map<string, string>();
    for (const [index, message] of asked.entries()) {
      const [sample] = samplesOf(message.params, 1);
      const params = typeof sample === 'object' && sample && 'ticketId' in sample ? { ...sample, ticketId } : sample;
      const answered = new Promise<string>((resolve) => {
        stranger.socket.on('message', (data) => {
          const answer = JSON.parse(String(data)) as { i?: number; e?: { code: string } };
          if (answer.i === 1000 + index) resolve(answer.e?.code ?? 'done');
        });
      });
      stranger.socket.send(frameOf(message, params ?? null, 1000 + index));
      codes.set(message.method, await answered);
    }
    expect(codes.size).toBeGreaterThan(8);
    // It may be there, and ask whether it is heard.
    const harmless = ['presence/set', 'console/beat'];
    for (const [method, code] of codes) expect(code, method).toBe(harmless.includes(method) ? 'done' : 'auth.key-waiting');
    expect(device.offers.values).toEqual([]);
    const { result } = await server.call(http.ticket, { as: server.technician, params: { id: ticketId } });
    expect(result.events.map(({ body }) => body.type)).toEqual(['created']);
  });

  it('does not count as somebody who is there to help', async () => {
    const page = await server.openConsole(server.technician);
    page.connection.close('leaves');
    await page.closed;
    await waitingPage();
    const device = await server.openDevice(await server.enrollDevice());
    const status = new Promise((resolve) => device.connection.on(deviceSocket.requestStatus, resolve));
    await device.ask('No sound');
    expect(await status).toMatchObject({ techniciansAvailable: 0 });
  });

  it('is added by an earlier browser of the account, at once and for good', async () => {
    const first = await server.openConsole(server.technician);
    const device = await server.openDevice(await server.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const second = await waitingPage();
    await second.keys.next();
    expect(await claimOf(second, ticketId)).toBe('auth.key-waiting');
    expect(await decide(server.technician, 'approve', second, first)).toBe('done');
    expect(await second.keys.next()).toEqual({ approved: true, waiting: 0 });
    expect(await claimOf(second, ticketId)).toBe('done');
    expect((await device.offers.next()).technician.publicKey).toBe(second.key.publicKey);
    expect(await decide(server.technician, 'approve', second, first)).toBe('request.invalid');
    const { result } = await server.call(http.keys, { as: server.technician });
    expect(result.map(({ approved }) => approved?.by).sort()).toEqual(['browser', 'link']);
  });

  it('is added by an admin, whose own key counts', async () => {
    await server.openConsole(server.technician);
    const page = await waitingPage();
    const admin = await server.openConsole(server.admin);
    expect(await admin.keys.next()).toEqual({ approved: true, waiting: 1 });
    const adminElsewhere = await waitingPage(server.admin);
    expect(await decide(server.admin, 'approve', page, adminElsewhere)).toBe('auth.key-waiting');
    expect(await decide(server.admin, 'approve', page, admin)).toBe('done');
  });

  it('is not added by itself, by another technician, nor by a signature of anything else', async () => {
    const first = await server.openConsole(server.technician);
    const stranger = await waitingPage();
    const tom = await server.invite('Tom', 'tom@test.example', 'another long password');
    const colleague = await server.openConsole(tom);
    const tries: [string, Promise<string>][] = [
      ['auth.key-waiting', decide(server.technician, 'approve', stranger, stranger)],
      ['auth.key-waiting', decide(server.technician, 'approve', stranger, colleague)],
      ['request.invalid', decide(tom, 'approve', stranger, colleague)],
      ['request.invalid', decide(tom, 'remove', first, colleague)],
      ['auth.key-mismatch', decide(server.technician, 'approve', stranger, first, { signedBy: stranger.key })],
      ['auth.key-mismatch', decide(server.technician, 'approve', stranger, first, { publicKey: colleague.key.publicKey })],
      ['auth.key-mismatch', decide(server.technician, 'approve', stranger, first, { userId: tom.userId })],
      ['auth.key-mismatch', decide(server.technician, 'approve', stranger, first, { decision: 'remove' })],
      ['auth.key-mismatch', decide(server.technician, 'approve', stranger, first, { at: 1, said: Date.now() })],
      ['auth.token-used', decide(server.technician, 'approve', stranger, first, { at: Date.now() - 6 * 60_000 })],
      ['auth.token-used', decide(server.technician, 'approve', stranger, first, { at: Date.now() + 6 * 60_000 })],
    ];
    for (const [code, answer] of tries) expect(await answer).toBe(code);
    const { result } = await server.call(http.keys, { as: server.technician });
    expect(result.find(({ id }) => id === stranger.keyId)?.approved).toBeNull();
    expect(result.find(({ id }) => id === first.keyId)?.removedAt).toBeNull();
    // Another's keys are told to admins alone.
    expect(new Set(result.map(({ user }) => user.id))).toEqual(new Set([server.technician.userId]));
  });

  it('cannot fill the list: the newest twenty are kept', async () => {
    const first = await server.openConsole(server.technician);
    for (let i = 0; i < 25; i += 1) {
      await register(server.technician, `browser ${i}`);
    }
    const { result } = await server.call(http.keys, { as: server.technician });
    expect(result).toHaveLength(21);
    expect(result.map(({ id }) => id)).toContain(first.keyId);
    expect(result.map(({ label }) => label)).toContain('browser 24');
  });
});

describe('a key that was removed', () => {
  it('ends its pages and their sessions, and never comes back', async () => {
    const first = await server.openConsole(server.technician);
    const second = await server.openConsole(server.technician);
    const device = await server.openDevice(await server.enrollDevice());
    const { ticketId } = await device.ask('No sound');
    const { sessionId } = await second.connection.call(consoleSocket.ticketClaim, { ticketId });
    const gone = new Promise((resolve) =>
      device.connection.on(deviceSocket.technicianPresence, (told) => told.state === 'gone' && resolve(told.sessionId)),
    );
    await device.offers.next();
    await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
    expect(await decide(server.technician, 'remove', second, first)).toBe('done');
    expect(await second.closed).toBe('this key was removed');
    expect(await gone).toBe(sessionId);
    await expect(waitingPage(server.technician, second.key)).rejects.toThrow('auth.key-removed');
    expect(await decide(server.technician, 'approve', second, first)).toBe('request.invalid');
  });

  it('vouches for nobody', async () => {
    const first = await server.openConsole(server.technician);
    const second = await server.openConsole(server.technician);
    const stranger = await waitingPage();
    expect(await decide(server.technician, 'remove', second, first)).toBe('done');
    expect(await decide(server.technician, 'approve', stranger, second)).toBe('auth.key-waiting');
  });
});

describe('a one-time link', () => {
  it('lets in the one browser that comes after it, within a day', async () => {
    await server.close();
    const clock = new FakeClock(Date.now());
    server = await startTestServer({ clock });
    const password = 'a perfectly long password';
    let who = server.technician;
    const reset = async () => {
      const token = fragmentOf(await server.server.resetLink(TECHNICIAN.email));
      await server.call(http.invitationAccept, { body: { token, password } });
      who = await server.signIn(TECHNICIAN.email, password);
    };
    const isApproved = async () => {
      const { keyId } = await register(who, 'another');
      const { result } = await server.call(http.keys, { as: who });
      return result.find(({ id }) => id === keyId)?.approved?.by;
    };
    expect([await isApproved(), await isApproved()]).toEqual(['link', undefined]);
    await reset();
    expect([await isApproved(), await isApproved()]).toEqual(['link', undefined]);
    await reset();
    clock.jumpWall(24 * 60 * 60_000);
    who = await server.signIn(TECHNICIAN.email, password);
    expect(await isApproved()).toBeUndefined();
  });

  it('lets in no browser where it came by mail or by hand, not even one that an invitation left room for', async () => {
    await server.close();
    const mailer = new FakeMailer();
    server = await startTestServer({ mailer });
    const password = 'a perfectly long password';
    const approvedAfter = async (token: string) => {
      expect((await server.call(http.invitationAccept, { body: { token, password } })).status).toBe(200);
      const who = await server.signIn(TECHNICIAN.email, password);
      await register(who, 'another');
      return (await server.call(http.keys, { as: who })).result.map(({ approved }) => approved);
    };
    // The account is fresh: its invitation was taken, and no browser has come by it yet.
    await server.call(http.passwordForgotten, { body: { email: TECHNICIAN.email } });
    const { text } = await mailer.tried.next();
    expect(await approvedAfter(/#invite=(\S+)/u.exec(text)?.[1] ?? '')).toEqual([null]);
    const params = { id: server.technician.userId };
    const { result } = await server.call(http.passwordLinkCreate, { as: server.admin, params, body: {} });
    expect(await approvedAfter(fragmentOf(result.url))).toEqual([null, null]);
  });

  it('lets in nobody and lasts no longer where an admin’s came by mail, until a browser that counts has been used', async () => {
    await server.close();
    const mailer = new FakeMailer();
    server = await startTestServer({ mailer });
    const first = await server.openConsole(server.admin);
    const password = 'of whoever reads the mail';
    const params = { id: server.technician.userId };
    let nth = 0;
    const tried = async (as: SignedIn) => {
      nth += 1;
      const body = { name: 'Stranger', email: `stranger-${nth}@test.example` };
      const { result: desk } = await server.call(http.organisationRead, { as });
      const { logo: _, ...profile } = desk;
      const answers = [
        await server.call(http.invitationCreate, { as, body }),
        await server.call(http.userRole, { as, params, body: { role: 'technician' } }),
        await server.call(http.userActive, { as, params, body: { active: true } }),
        await server.call(http.apiKeyCreate, { as, body: { name: `Program ${nth}`, scopes: ['tickets.read'], days: 30 } }),
        await server.call(http.webhookCreate, { as, body: { url: `https://hooks.example/${nth}` } }),
        await server.call(http.enrollmentCreate, { as, body: { label: 'LT-9' } }),
        await server.call(http.organisationWrite, { as, body: profile }),
      ];
      return answers.map(({ status, error }) => error?.code ?? status);
    };
    const done = [200, 200, 200, 200, 200, 200, 200];
    expect(await tried(server.admin)).toEqual(done);
    expect((await mailer.tried.next()).to).not.toContain(ADMIN.email);
    await server.call(http.passwordForgotten, { body: { email: ADMIN.email } });
    const { text } = await mailer.tried.next();
    const token = /#invite=(\S+)/u.exec(text)?.[1] ?? '';
    expect((await server.call(http.invitationAccept, { body: { token, password } })).status).toBe(200);
    const who = await server.signIn(ADMIN.email, password);
    await waitingPage(who);
    expect(await tried(who)).toEqual(done.map(() => 'auth.key-waiting'));
    expect((await server.call(http.users, { as: who })).status).toBe(200);
    // The admin’s own, with the password that the link gave.
    await server.openConsole(who, first.key);
    expect(await tried(who)).toEqual(done);
    await server.call(http.invitationAccept, {
      body: { token: fragmentOf(await server.server.resetLink(ADMIN.email)), password },
    });
    expect(await tried(await server.signIn(ADMIN.email, password))).toEqual(done);
  });
});

test('keys of a database from before this question count as they did', async () => {
  const folder = temporaryFolder();
  const before = await openDatabase(folder.path, '2026-11-22-retired-devices');
  before.close();
  const old = new DatabaseSync(before.file);
  old.exec(`
    INSERT INTO organisations VALUES ('organisation-1', 'Harbour', '', 'Europe/Berlin', '[[],[],[],[],[],[],[]]', 7, 5, 1);
    INSERT INTO users (organisation_id, id, name, email, role, created_at, updated_at)
      VALUES ('organisation-1', 'user-0001', 'Tess', 'tess@test.example', 'technician', '2026-11-22', '2026-11-22');
    INSERT INTO technician_keys VALUES ('organisation-1', 'key-00001', 'user-0001', 'public-key', 'Firefox', 42);`);
  old.close();
  const again = await createServer({ dataDir: folder.path, port: 0, logLevel: 'silent' });
  await again.close();
  const after = new DatabaseSync(before.file);
  expect(after.prepare('SELECT id, approved_at, approved_how FROM technician_keys').all()).toEqual([
    { id: 'key-00001', approved_at: 42, approved_how: 'earlier' },
  ]);
  expect(after.prepare('SELECT name, next_ticket_number AS next FROM organisations').all()).toEqual([
    { name: 'Harbour', next: 7 },
  ]);
  after.close();
  folder.remove();
});
