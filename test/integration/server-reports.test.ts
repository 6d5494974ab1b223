import { readFileSync } from 'node:fs';
import { randomId, systemRandom } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { consoleSocket, deviceSocket, http, type Report } from '@alongside/protocol';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { filesBelow } from '../fixtures/files-below.ts';
import { ENOUGH_MEMORY, FULL_DISK, LONG_UP, reportOf, sendable } from '../fixtures/reports.ts';
import { recorder, startTestServer, type TestServer } from '../fixtures/server.ts';

let server: TestServer;
let device: Awaited<ReturnType<TestServer['openDevice']>>;
beforeAll(async () => {
  server = await startTestServer();
  device = await server.openDevice(await server.enrollDevice());
});
afterAll(() => server.close());

const nextId = () => randomId(systemRandom());
const send = (report: Report, more: object = {}, from = device) =>
  from.connection.call(deviceSocket.diagnosisSend, { ...sendable(report), ...more });
const list = async (id = device.deviceId) =>
  (await server.call(http.deviceDiagnoses, { as: server.technician, params: { id } })).result;
/** Another computer each time: a computer may send a dozen a minute. */
const another = async (name: string) => server.openDevice(await server.enrollDevice(name));

test('a report is kept byte for byte, told to the pages, listed and read', async () => {
  const page = await server.openConsole(server.technician);
  const changes = recorder<unknown>((heard) => page.connection.on(consoleSocket.diagnosisChanged, heard));
  const { ticketId, requestId } = await device.ask('my disk is full');
  const report = reportOf(nextId(), { findings: { ...FULL_DISK, ...LONG_UP, ...ENOUGH_MEMORY } });
  const sent = sendable(report);
  await send(report, { requestId });
  expect(await changes.next()).toEqual({ deviceId: device.deviceId, ticketId });
  const [summary] = await list();
  expect(summary).toMatchObject({
    device: { id: device.deviceId, name: 'LT-4471' },
    ticket: { id: ticketId },
    fail: 1,
    warn: 1,
    profile: 'quick',
    basis: 'request',
    bytes: Buffer.byteLength(sent.body),
  });
  const ofTicket = await server.call(http.ticketDiagnoses, { as: server.technician, params: { id: ticketId } });
  expect(ofTicket.result).toEqual([summary]);
  const read = await server.call(http.diagnosis, { as: server.technician, params: { id: summary?.id ?? '' } });
  expect(read.result).toEqual({ summary, sha256: sent.sha256, body: sent.body, reduced: false });
  // Sent again, as after a lost answer: one report.
  await send(report, { requestId });
  expect(await list()).toHaveLength(1);
  await expect(send({ ...report, timings: [] })).rejects.toMatchObject({ code: 'request.invalid' });
});

describe('a report is refused', () => {
  const good = reportOf('report-refused-1', { findings: FULL_DISK });
  const finding = good.findings[0];
  const bytes = (body: string, reportId = good.meta.reportId) => ({ reportId, body, sha256: webCrypto().sha256(body) });
  const changed = (change: object) => bytes(canonical({ ...good, ...change }));
  const consent = (change: object) => changed({ consent: { ...good.consent, ...change } });

  test.each([
    ['with the hash of another text', { ...sendable(good), sha256: '0'.repeat(64) }, /hash/u],
    ['that is no JSON', bytes('{'), /not JSON/u],
    ['with a field that is not agreed', changed({ more: 1 }), /report\/v1.*more/u],
    ['with a field too many deep inside', changed({ findings: [{ ...finding, owner: 'x' }] }), /report\/v1.*owner/u],
    ['that is not canonical', bytes(JSON.stringify(good, null, 1)), /canonical/u],
    ['with a text that misleads the eye', changed({ meta: { ...good.meta, agentVersion: 'a\u202Eb' } }), /canonical/u],
    ['of another id', bytes(canonical(good), 'report-refused-2'), /another id/u],
    ['that was made for this computer alone', consent({ basis: 'local' }), /local/u],
    ['with content', consent({ levels: ['P0', 'P1', 'P3'] }), /levels/u],
    ['with behaviour, by a schedule', consent({ basis: 'standing', levels: ['P0', 'P1', 'P2'] }), /levels/u],
    ['with a fact of a level that it does not name', consent({ levels: ['P0'] }), /operatingsystem/u],
    ['with a check of a level that it does not name', changed({ findings: [{ ...finding, privacy: 'P2' }] }), /disk\.space/u],
    ['with a check twice', changed({ findings: [finding, finding] }), /twice/u],
  ])('%s is not kept, and why is said', async (_what, params, message) => {
    const own = await another('refused');
    await expect(own.connection.call(deviceSocket.diagnosisSend, params)).rejects.toMatchObject({
      code: 'request.invalid',
      message,
    });
    expect(await list(own.deviceId)).toEqual([]);
  });

  test('larger than agreed, and too many in a minute', async () => {
    const own = await another('large');
    const evidence = Array.from({ length: 64 }, () => ({ ...finding?.evidence[0], value: 'ü'.repeat(200) }));
    const large = reportOf(nextId(), { unknowns: [] });
    const checks = Array.from({ length: 90 }, (_, at) => ({
      ...finding,
      check: `disk.x${'abcdefghij'[Math.floor(at / 10)]}${'abcdefghij'[at % 10]}`,
    }));
    const body = canonical({ ...large, findings: checks.map((each) => ({ ...each, evidence: evidence.slice(0, 5) })) });
    expect(Buffer.byteLength(body)).toBeGreaterThan(192 * 1024);
    const params = { ...bytes(body, large.meta.reportId) };
    await expect(own.connection.call(deviceSocket.diagnosisSend, params)).rejects.toMatchObject({ code: 'request.too-large' });
    const many = await another('many');
    for (let sent = 0; sent < 12; sent += 1) await send(reportOf(nextId()), {}, many);
    await expect(send(reportOf(nextId()), {}, many)).rejects.toMatchObject({ code: 'request.rate-limited' });
    expect(await list(many.deviceId)).toHaveLength(12);
  });

  test('with a request of another computer', async () => {
    const { requestId } = await device.ask('mine');
    const own = await another('other');
    await expect(send(reportOf(nextId()), { requestId }, own)).rejects.toMatchObject({ code: 'ticket.not-found' });
  });
});

test('a report of nearly the whole bound passes the socket', async () => {
  const own = await another('full');
  const evidence = FULL_DISK['disk.space']?.evidence[0];
  const rows = Array.from(
    { length: 64 },
    (_, at) => ({ ...evidence, subject: '"'.repeat(110), value: at, name: 'free' }) as never,
  );
  const report = reportOf(nextId(), {
    findings: Object.fromEntries(
      ['disk.space', 'mem.avail', 'os.uptime'].map((check) => [check, { status: 'warn' as const, evidence: rows }]),
    ),
  });
  expect(Buffer.byteLength(sendable(report).body)).toBeGreaterThan(50 * 1024);
  await send(report, {}, own);
  expect(await list(own.deviceId)).toHaveLength(1);
});

test('what its user takes back is gone from the tables and from the files', async () => {
  const own = await another('taking-back');
  const report = reportOf(nextId(), { findings: FULL_DISK });
  const canary = 'CANARY-IN-THE-MODEL';
  const hardware = { status: 'known' as const, tookMs: 1, value: { manufacturer: canary, model: canary, virtual: false } };
  await send({ ...report, facts: { ...report.facts, hardware } }, {}, own);
  const [summary] = await list(own.deviceId);
  const files = () => filesBelow(server.dataDir).filter((path) => readFileSync(path).includes(canary));
  expect(files().length).toBeGreaterThan(0);
  // Another computer cannot.
  const takeBack = (from: typeof own) => from.connection.call(deviceSocket.diagnosisDelete, { reportId: report.meta.reportId });
  await expect(takeBack(device)).rejects.toMatchObject({ code: 'report.not-found' });
  expect(await list(own.deviceId)).toHaveLength(1);
  await takeBack(own);
  expect(await list(own.deviceId)).toEqual([]);
  const read = await server.call(http.diagnosis, { as: server.technician, params: { id: summary?.id ?? '' } });
  expect(read.error?.code).toBe('report.not-found');
  expect(files()).toEqual([]);
  await expect(takeBack(own)).rejects.toMatchObject({ code: 'report.not-found' });
});

test('the same finding is found on other computers, by their newest report', async () => {
  const [one, two, three] = [await another('one'), await another('two'), await another('three')];
  await send(reportOf(nextId(), { findings: LONG_UP }), {}, two);
  await send(reportOf(nextId(), { findings: LONG_UP }), {}, three);
  await send(reportOf(nextId(), { findings: ENOUGH_MEMORY }), {}, three);
  await send(reportOf(nextId(), { findings: { ...LONG_UP, ...ENOUGH_MEMORY } }), {}, one);
  const [summary] = await list(one.deviceId);
  const ask = () => server.call(http.diagnosisElsewhere, { as: server.technician, params: { id: summary?.id ?? '' } });
  const found = (await ask()).result;
  const names = found.find(({ check }) => check === 'os.uptime')?.devices.map((each) => each.device.name);
  expect(names).toContain('two');
  expect(names).not.toContain('three');
  expect(names).not.toContain('one');
  expect(found.map(({ check }) => check)).toEqual(['os.uptime']);
  // A computer that left takes its reports along.
  await two.connection.call(deviceSocket.deviceRetire, {});
  expect((await ask()).result.flatMap(({ devices }) => devices.map((each) => each.device.name))).not.toContain('two');
});

test('whose permission reaches their own tickets alone sees what was sent with these', async () => {
  const vendor = await server.invite('Vera Vendor', 'vendor@test.example', 'a password of length', 'vendor');
  const own = await another('vendors');
  const { ticketId, requestId } = await own.ask('for the vendor');
  await send(reportOf(nextId()), { requestId }, own);
  await send(reportOf(nextId()), {}, own);
  const as = { as: vendor, params: { id: own.deviceId } };
  expect((await server.call(http.deviceDiagnoses, as)).result).toEqual([]);
  const ofTicket = () => server.call(http.ticketDiagnoses, { as: vendor, params: { id: ticketId } });
  expect((await ofTicket()).error?.code).toBe('ticket.not-found');
});
