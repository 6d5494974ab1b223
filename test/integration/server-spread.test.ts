import { ticketCase } from '@alongside/desk';
import { deviceSocket, http, type Report, type SignatureFact } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FULL_DISK, reportOf, sendable, withSoftware } from '../fixtures/reports.ts';
import { type DeviceClient, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

const clock = new FakeClock(Date.parse('2026-11-29T12:00:00Z'));
const disk: SignatureFact = { fact: 'finding', check: 'disk.space', status: 'bad' };
const unzip: SignatureFact = { fact: 'app', name: 'unzip', from: '', before: '7' };

let server: TestServer;
let first: SignedIn;
let second: SignedIn;
let vendor: SignedIn;
let ticketId: string;
let reports = 0;

const send = async (device: DeviceClient, report: (id: string) => Report, requestId?: string) => {
  reports += 1;
  await clock.advance(1_000);
  const sent = sendable(report(`report-spread-${reports}`));
  await device.connection.call(deviceSocket.diagnosisSend, { ...sent, ...(requestId ? { requestId } : {}) });
};
const full = (id: string) => reportOf(id, { findings: FULL_DISK });
const roomy = (id: string) => reportOf(id, { findings: { 'disk.space': { status: 'pass', evidence: [] } } });
const params = () => ({ params: { id: ticketId } });
const look = (as: SignedIn, fact: SignatureFact) => server.call(http.spreadLook, { as, ...params(), body: { fact } });
const keep = (as: SignedIn, fact: SignatureFact) => server.call(http.spreadKeep, { as, ...params(), body: { fact } });
const eventsSeenBy = async (as: SignedIn) => (await server.call(http.ticket, { as, ...params() })).result.events;

beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ vendor } = await server.everyRole());
  first = server.technician;
  second = await server.invite('Uli Second', 'uli@test.example', 'a second tier of help');
  const body = { name: 'Two', tier: 2, specialisation: '', acceptWithinMin: 30, memberIds: [second.userId] };
  await server.call(http.supportGroupCreate, { as: server.admin, body });
  const [own, other, better, listing] = await Promise.all(
    ['own', 'other', 'better', 'listing'].map(async (name) => server.openDevice(await server.enrollDevice(name))),
  );
  if (!own || !other || !better || !listing) throw new Error('no devices');
  const asked = await own.ask('no room left');
  ticketId = asked.ticketId;
  await send(own, full, asked.requestId);
  await send(other, full);
  // Mended since: only the newest report of a computer counts.
  await send(better, full);
  await send(better, roomy);
  await send(listing, (id) => withSoftware(id, [['unzip', '6.0-28']]));
});
afterAll(() => server.close());

test('what stands out is looked for on every other computer, by the newest report of each', async () => {
  const { facts, hasReport } = (await server.call(http.ticketSpread, { as: first, ...params() })).result;
  expect(hasReport).toBe(true);
  expect(facts.map(({ fact }) => fact)).toEqual(['finding', 'system', 'hardware']);
  const { count, outOf, devices } = (await look(first, disk)).result;
  expect([count, outOf, devices.map(({ name }) => name)]).toEqual([1, 2, ['other']]);
  const debian = facts.find(({ fact }) => fact === 'system');
  if (!debian) throw new Error('no system');
  expect((await look(first, debian)).result).toMatchObject({
    count: 3,
    outOf: 3,
    devices: [{ detail: 'Debian GNU/Linux 12' }, {}, {}],
  });
});

test('programs are for tier 2, and nothing of it is for people from outside', async () => {
  expect((await look(first, unzip)).error?.code).toBe('auth.role');
  expect((await look(second, unzip)).result).toMatchObject({
    count: 1,
    outOf: 1,
    devices: [{ name: 'listing', detail: 'unzip 6.0-28' }],
  });
  expect((await look(second, { ...unzip, before: '6' } as SignatureFact)).result).toMatchObject({ count: 0, outOf: 1 });
  expect((await look(vendor, disk)).error?.code).toBe('auth.role');
  expect((await look(second, { fact: 'answer', question: 'since', is: 'today' })).error?.code).toBe('request.invalid');
});

test('one press puts it on the ticket as evidence, counted by the server', async () => {
  expect((await keep(first, unzip)).error?.code).toBe('auth.role');
  expect((await keep(second, disk)).status).toBe(200);
  const entry = (await eventsSeenBy(second)).at(-1);
  expect(entry?.body).toMatchObject({
    type: 'recorded',
    item: { kind: 'spread', fact: disk, count: 1, outOf: 2, devices: [{ name: 'other' }] },
  });
  expect((await eventsSeenBy(first)).at(-1)?.body).toEqual({ type: 'withheld', edits: false });
  // A page cannot say of itself what was counted.
  const forged = { kind: 'spread', fact: disk, count: 900, outOf: 900, devices: [] };
  const body = { item: forged } as never;
  expect((await server.call(http.ticketRecord, { as: second, ...params(), body })).error?.code).toBe('request.invalid');
});

test('a key that only reads adds nothing to a ticket', async () => {
  const keyed = async (...scopes: ('fleet.read' | 'tickets.write')[]) => {
    const body = { name: 'Reader', scopes, days: 30 } as const;
    const { key } = (await server.call(http.apiKeyCreate, { as: server.admin, body })).result;
    const path = http.spreadKeep.path.replace(':id', ticketId);
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    return (await fetch(`${server.address}${path}`, { method: 'POST', headers, body: JSON.stringify({ fact: disk }) })).status;
  };
  const before = (await eventsSeenBy(second)).length;
  expect(await keyed('fleet.read')).toBe(403);
  expect((await eventsSeenBy(second)).length).toBe(before);
  expect(await keyed('fleet.read', 'tickets.write')).toBe(200);
});

test('answers that were kept as a report had them name it, and the report stands in the timeline', async () => {
  const guide = (await server.call(http.ticketGuide, { as: first, params: { id: ticketId, language: 'en' } })).result;
  expect(guide.category).toMatchObject({ value: 'disks', check: 'disk.space' });
  const system = guide.answers.system;
  const events = await eventsSeenBy(first);
  const came = events.find(({ body }) => body.type === 'report-came')?.body;
  expect(came).toMatchObject({ diagnosisId: system?.source.diagnosisId, fail: 1, warn: 0 });
  const item = { kind: 'answers', version: 3, answers: { system: system?.answer ?? '', computer: 'an old one' } } as const;
  expect((await server.call(http.ticketRecord, { as: first, ...params(), body: { item } })).status).toBe(200);
  const kept = ticketCase(await eventsSeenBy(first))?.work.at(-1);
  expect(kept?.kind === 'answers' ? kept.sources : undefined).toEqual({ system: system?.source });
});
