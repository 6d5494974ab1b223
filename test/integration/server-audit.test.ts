import { verifyAudit } from '@alongside/consent';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Audit, TERMINAL } from '../../apps/server/src/accounts/audit.ts';
import { deskDatabase } from '../fixtures/desk-database.ts';
import { fragmentOf, type SignedIn, startTestServer, TECHNICIAN, type TestServer } from '../fixtures/server.ts';

let test: TestServer;
beforeEach(async () => {
  test = await startTestServer();
});
afterEach(() => test.close());

const role = (id: string, to: 'auditor' | 'technician') =>
  test.call(http.userRole, { as: test.admin, params: { id }, body: { role: to } });
const entries = async () => (await test.call(http.audit, { as: test.admin })).result;
const askExport = ({ cookie }: SignedIn) => fetch(`${test.address}${http.auditExport.path}`, { headers: { cookie } });
const exported = async () => (await askExport(test.admin)).text();

it('has each act of an admin, with whom and with what, before it is done, and what failed', async () => {
  const before = (await entries()).length;
  await role(test.technician.userId, 'auditor');
  expect((await role('nobody-at-all', 'auditor')).status).toBe(400);
  const device = await test.enrollDevice('LT-1');
  expect(device.deviceId).not.toBe('');
  const added = (await entries()).slice(before);
  expect(added.map(({ actor, action, subject, detail, failed }) => [actor.name, action, subject, detail, failed?.code])).toEqual([
    ['Ada Admin', 'PUT /api/users/:id/role', test.technician.userId, '{"role":"auditor"}', undefined],
    ['Ada Admin', 'PUT /api/users/:id/role', 'nobody-at-all', '{"role":"auditor"}', undefined],
    ['Ada Admin', 'PUT /api/users/:id/role', 'nobody-at-all', '', 'request.invalid'],
    ['terminal', 'enrollment link', null, '{"label":"LT-1"}', undefined],
  ]);
  expect(added[2]?.failed?.seq).toBe(added[1]?.seq);
});

it('says where a webhook leads, and not by which address', async () => {
  const url = 'https://hooks.example/services/T0001/whoever-knows-this-may-post';
  const { result } = await test.call(http.webhookCreate, { as: test.admin, body: { url } });
  const change = { url: `${url}-2`, paused: true };
  await test.call(http.webhookWrite, { as: test.admin, params: { id: result.id }, body: change });
  const details = (await entries()).filter(({ action }) => action.includes('webhooks')).map(({ detail }) => JSON.parse(detail));
  const shown = 'https://hooks.example/services/…';
  expect(details).toEqual([{ url: shown }, { url: shown, paused: true }]);
  const text = await exported();
  expect(text).not.toContain('whoever-knows-this');
  expect((await test.call(http.webhooks, { as: test.admin })).result).toMatchObject([{ url: `${url}-2`, paused: true }]);
});

it('has who chose a password by a link, and by which, without the link; nothing of a link that is none', async () => {
  const before = (await entries()).length;
  const accept = (token: string) => test.call(http.invitationAccept, { body: { token, password: 'a perfectly long password' } });
  const { userId: id } = await test.invite('Tom', 'tom@test.example', 'another long password');
  const { result } = await test.call(http.passwordLinkCreate, { as: test.admin, params: { id }, body: {} });
  expect((await accept(fragmentOf(result.url))).status).toBe(200);
  expect((await accept(fragmentOf(result.url))).error?.code).toBe('auth.token-used');
  const added = (await entries()).slice(before).filter(({ action }) => action === 'POST /api/invitations/accept');
  expect(added.map(({ actor, subject, detail }) => [actor.name, subject, detail])).toEqual([
    ['Tom', id, '{"email":"tom@test.example","link":"invitation"}'],
    ['Tom', id, '{"email":"tom@test.example","link":"reset"}'],
  ]);
});

it('has no entry of what only reads, whatever it needs', async () => {
  const before = (await entries()).length;
  expect((await test.call(http.holidaysLook, { as: test.admin, body: { place: null } })).status).toBe(200);
  expect(await entries()).toHaveLength(before);
});

it('is exported signed, verifies offline with the server’s key, goes on after a restart, and has no password in it', async () => {
  await role(test.technician.userId, 'technician');
  const { stepUpKey } = await test.enrollDevice();
  test = await test.restart();
  await role(test.technician.userId, 'auditor');
  const text = await exported();
  const verified = await verifyAudit(text, webCrypto(), stepUpKey);
  expect(verified.verdict).toBe('good');
  expect(verified.verdict === 'good' && verified.entries.map(({ seq }) => seq)).toEqual((await entries()).map(({ seq }) => seq));
  expect(text).not.toContain(TECHNICIAN.password);
});

it('is exported whole, however long it is, as it stood when it was asked for', async () => {
  const { stores, organisationId, close } = await deskDatabase();
  const { key } = await generateSigningKey();
  const audit = new Audit({ store: stores.audit, organisationId, crypto: webCrypto(), clock: new FakeClock(), key });
  const act = { actor: TERMINAL, action: 'PUT /api/users/:id/role', subject: 'user-0001', detail: { role: 'auditor' } };
  const acts = async (count: number) => {
    for (let nth = 0; nth < count; nth += 1) {
      await audit.during(
        act,
        async () => undefined,
        () => 'request.invalid',
      );
    }
  };
  await acts(1_203);
  const parts: string[] = [];
  for await (const part of audit.export()) {
    if (parts.length === 0) await acts(2);
    parts.push(part);
  }
  const verified = await verifyAudit(parts.join(''), webCrypto(), key.publicKey);
  expect(verified.verdict === 'good' && verified.entries.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 1_203 }, (_, seq) => seq),
  );
  // Cut anywhere, as by a line that breaks, it is no audit.
  expect(await verifyAudit(parts.slice(0, -1).join(''), webCrypto())).toMatchObject({ verdict: 'broken', why: 'format' });
  close();
});

it('is for admins and auditors, and nobody can write to it', async () => {
  const people = await test.everyRole();
  for (const [name, who] of Object.entries(people)) {
    const mayRead = name === 'admin' || name === 'auditor';
    expect((await test.call(http.audit, { as: who })).status, name).toBe(mayRead ? 200 : 403);
    expect((await askExport(who)).status, name).toBe(mayRead ? 200 : 403);
  }
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH']) {
    const headers = { cookie: test.admin.cookie, origin: test.address };
    expect((await fetch(`${test.address}/api/audit`, { method, headers })).status).toBe(404);
  }
});

it('is beside the records: which sessions there were and how each ledger ends, for whoever may look afterwards', async () => {
  const { auditor, technician, user } = await test.everyRole();
  const page = await test.openConsole(technician);
  const device = await test.openDevice(await test.enrollDevice('LT-1'));
  const { ticketId, number } = await device.ask('No sound');
  const { sessionId } = await page.connection.call(consoleSocket.ticketClaim, { ticketId });
  await device.offers.next();
  expect((await test.call(http.records, { as: auditor })).result).toEqual([]);
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
  const head = { seq: 4, hash: 'ab'.repeat(32) };
  await device.connection.call(deviceSocket.sessionEnded, { sessionId, reason: 'user-stopped', head });
  const [record] = (await test.call(http.records, { as: auditor })).result;
  expect(record).toMatchObject({ id: sessionId, number, device: 'LT-1', technician: 'Tess Technician', head, heads: 0 });
  expect((await test.call(http.tickets, { as: auditor })).status).toBe(403);
  for (const who of [technician, user]) expect((await test.call(http.records, { as: who })).status).toBe(403);
});
