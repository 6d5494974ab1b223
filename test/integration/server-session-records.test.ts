import { DeviceAttachments } from '@alongside/agent-node';
import { eraseFromExport, verifyLedger } from '@alongside/consent';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http } from '@alongside/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ledgerSides, tellStory } from '../fixtures/ledger-story.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

const crypto = webCrypto();
let server: TestServer;
let device: DeviceClient;
let second: SignedIn;
let first: SignedIn;
let vendor: SignedIn;
let keeper: DeviceAttachments;
let ticketId: string;
let sessionId: string;
let whole: string;
let unfinished: string;
let foreign: string;
let keys: Awaited<ReturnType<typeof keysOf>>;

const keysOf = async () => ({ agentKey: device.key, technicianKey: (await generateSigningKey()).key });
const exported = async (session: string, by: typeof keys, end = true) => {
  const sides = await ledgerSides(session, by);
  await tellStory(sides, { end });
  return sides.ledger.export();
};

beforeAll(async () => {
  server = await startTestServer();
  ({ vendor } = await server.everyRole());
  first = await server.invite('Fay First', 'fay@test.example', 'a first tier of help');
  second = await server.invite('Uli Second', 'uli@test.example', 'a second tier of help');
  const group = { name: 'Two', tier: 2, specialisation: '', acceptWithinMin: 30, memberIds: [second.userId] };
  await server.call(http.supportGroupCreate, { as: server.admin, body: group });
  device = await server.openDevice(await server.enrollDevice());
  keeper = new DeviceAttachments({ server: server.address }, device, {});
  keys = await keysOf();
  const page = await server.openConsole(server.technician, keys.technicianKey);
  ({ ticketId } = await device.ask('the printer is off'));
  ({ sessionId } = await page.connection.call(consoleSocket.ticketClaim, { ticketId }));
  await device.offers.next();
  await device.connection.call(deviceSocket.joinAnswer, { sessionId, accepted: true });
  await device.connection.call(deviceSocket.sessionEnded, { sessionId, reason: 'user-stopped', head: null });
  whole = await exported(sessionId, keys);
  unfinished = await exported(sessionId, keys, false);
  foreign = await exported('session-of-another', keys);
});
afterAll(() => server.close());

const now = () => Date.now();
const keep = (text: string) => keeper.keepRecord({ sessionId, text, at: now() });
const read = (as: SignedIn) => server.call(http.sessionRecord, { as, params: { id: ticketId, session: sessionId } });
const lastEntries = async (count: number) =>
  (await server.call(http.ticket, { as: second, params: { id: ticketId } })).result.events.slice(-count);

test('a record that is none of this session, has no end, or was changed is not taken', async () => {
  const strangers = await exported(sessionId, { ...keys, technicianKey: (await generateSigningKey()).key });
  for (const text of [foreign, unfinished, strangers, whole.replace('Ada Byron', 'Eve Byron'), '{}']) {
    await expect(keep(text)).rejects.toMatchObject({ code: 'ledger.invalid' });
  }
  const stranger = new DeviceAttachments(
    { server: server.address },
    { deviceId: device.deviceId, key: (await generateSigningKey()).key },
    {},
  );
  await expect(stranger.keepRecord({ sessionId, text: whole, at: now() })).rejects.toMatchObject({ code: 'auth.key-mismatch' });
  const other = await server.enrollDevice('other');
  const fromElsewhere = new DeviceAttachments({ server: server.address }, other, {});
  await expect(fromElsewhere.keepRecord({ sessionId, text: whole, at: now() })).rejects.toMatchObject({
    code: 'session.not-found',
  });
  expect((await read(second)).error?.code).toBe('session.not-found');
});

test('what its user kept stands in the timeline; who reads which words of it is the table’s, and every copy verifies', async () => {
  const bare = await eraseFromExport(whole, 'all', crypto);
  if (bare.outcome !== 'erased') throw new Error('broken');
  await keep(bare.text);
  expect((await lastEntries(1))[0]).toMatchObject({
    actor: { kind: 'user' },
    body: { type: 'record-kept', outline: { sessionId, technician: 'Ada Byron', allowed: ['shell.run'], words: false } },
  });
  // With the words it takes the place of the other, whose bytes go.
  await keep(whole);
  await keep(whole);
  expect((await lastEntries(2)).map(({ body }) => body.type)).toEqual(['record-kept', 'detached']);
  expect((await read(second)).result).toEqual({ text: whole, withheld: 0 });
  const { text, withheld } = (await read(first)).result;
  expect([text.includes('lpstat -t'), text.includes('thank you'), withheld > 0]).toEqual([false, true, true]);
  expect(await verifyLedger(text, crypto)).toMatchObject({ verdict: 'good', session: sessionId });
  expect((await read(vendor)).status).toBe(404);
});

test('its user takes it back, and an organisation can want none', async () => {
  await keeper.takeRecordBack({ sessionId, at: now() });
  expect((await read(second)).error?.code).toBe('session.not-found');
  await expect(keeper.takeRecordBack({ sessionId, at: now() })).rejects.toMatchObject({ code: 'session.not-found' });
  const { result: organisation } = await server.call(http.organisationRead, { as: server.admin });
  await server.call(http.organisationWrite, { as: server.admin, body: { ...organisation, records: 'never' } });
  await expect(keep(whole)).rejects.toMatchObject({ code: 'policy.forbidden' });
});
