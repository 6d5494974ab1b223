import { randomId, systemRandom } from '@alongside/base';
import { deviceSocket, http, type ScanAnswer } from '@alongside/protocol';
import { FakeClock, type Recorder } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, recorder, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

type Asked = { scanId: string; profile: string; levels: string[] };
type Enrolled = Parameters<TestServer['openDevice']>[0];

const clock = new FakeClock(Date.now());
/** For what the machine does in its own time. */
const PATIENCE = { timeout: 10_000 };
const WEEK_MS = 7 * 24 * 60 * 60_000;
let server: TestServer;
let supervisor: SignedIn;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor } = await server.everyRole());
});
afterAll(() => server.close());

const nextId = () => randomId(systemRandom());
interface Listening {
  readonly device: DeviceClient;
  readonly asked: Recorder<Asked>;
}
const listen = async (enrolled: Enrolled, at = server): Promise<Listening> => {
  const device = await at.openDevice(enrolled);
  return { device, asked: recorder<Asked>((heard) => device.connection.on(deviceSocket.scanAsk, heard)) };
};
const connect = async (name: string) => listen(await server.enrollDevice(name));
const start = async (...deviceIds: string[]) => {
  const { result } = await server.call(http.scanStart, { as: supervisor, body: { deviceIds, profile: 'quick' } });
  return result.id;
};
const read = async (id: string, at = server) =>
  (await at.call(http.scan, { as: at.technician, params: { id }, body: {} })).result;
const states = async (id: string) => (await read(id)).targets.map(({ state }) => state);
const act = (route: typeof http.scanRetry, id: string) => server.call(route, { as: supervisor, params: { id }, body: {} });
const answer = ({ device }: Listening, scanId: string, said: ScanAnswer) =>
  device.connection.call(deviceSocket.scanAnswer, { scanId, answer: said });
/** The wall clock alone, then the turn in which the desk looks at it. */
const later = async (ms: number) => {
  clock.jumpWall(ms);
  await clock.advance(10_000);
};

test('those that are there are asked, each answers for itself, and the report is found with the scan', async () => {
  const [one, two] = [await connect('scan-1'), await connect('scan-2')];
  const away = await server.enrollDevice('scan-3-away');
  const scanId = await start(one.device.deviceId, two.device.deviceId, away.deviceId, one.device.deviceId);
  expect(await one.asked.next()).toEqual({ scanId, profile: 'quick', levels: ['P0', 'P1'] });
  expect(await two.asked.next()).toMatchObject({ scanId });
  expect(await states(scanId)).toEqual(['asked', 'asked', 'waiting']);
  await answer(one, scanId, { is: 'running' });
  await answer(two, scanId, { is: 'person' });
  expect(await states(scanId)).toEqual(['running', 'person', 'waiting']);
  const report = reportOf(nextId(), { findings: FULL_DISK });
  await expect(answer(one, scanId, { is: 'done', reportId: report.meta.reportId })).rejects.toMatchObject({
    code: 'fleet.not-found',
  });
  await one.device.connection.call(deviceSocket.diagnosisSend, sendable(report));
  await answer(one, scanId, { is: 'done', reportId: report.meta.reportId });
  await answer(two, scanId, { is: 'refused' });
  const { run, targets } = await read(scanId);
  expect(run).toMatchObject({ profile: 'quick', counts: { done: 1, refused: 1, waiting: 1 } });
  expect(targets.map(({ reportId, attempts }) => [reportId === null, attempts])).toEqual([
    [false, 1],
    [true, 1],
    [true, 0],
  ]);
  const params = { id: targets[0]?.reportId ?? '' };
  expect((await server.call(http.diagnosis, { as: server.technician, params })).result.summary.fail).toBe(1);
  const { result: listed } = await server.call(http.scans, { as: server.technician });
  expect(listed[0]).toEqual(run);
});

test('one that was away is asked when it connects, and again by the connection that replaces another', async () => {
  const enrolled = await server.enrollDevice('comes-later');
  const scanId = await start(enrolled.deviceId);
  const first = await listen(enrolled);
  expect(await first.asked.next()).toMatchObject({ scanId });
  // It was told and lost the connection before it could answer.
  const second = await listen(enrolled);
  expect(await second.asked.next()).toMatchObject({ scanId });
  await answer(second, scanId, { is: 'running' });
  const third = await listen(enrolled);
  // Whatever would have been asked again came before this answer.
  await expect(answer(third, nextId(), { is: 'running' })).rejects.toMatchObject({ code: 'fleet.not-found' });
  third.asked.nonePending();
  expect((await read(scanId)).targets).toMatchObject([{ state: 'running', attempts: 2 }]);
});

test('one that goes before it answered waits again', async () => {
  const one = await connect('goes');
  const scanId = await start(one.device.deviceId);
  await one.asked.next();
  one.device.connection.close('power cut');
  await one.device.closed;
  await expect.poll(() => states(scanId), PATIENCE).toEqual(['waiting']);
});

describe('what does not come to an answer', () => {
  test.each<[string, ScanAnswer | undefined, number]>([
    ['was told and said nothing for a minute', undefined, 60_000],
    ['runs for five minutes', { is: 'running' }, 5 * 60_000],
    ['asks a person who does not answer for a week', { is: 'person' }, WEEK_MS],
  ])('is timed out: %s', async (_what, said, limitMs) => {
    const one = await connect('slow');
    const scanId = await start(one.device.deviceId);
    await one.asked.next();
    if (said) await answer(one, scanId, said);
    const before = await states(scanId);
    await later(limitMs - 20_000);
    expect(await states(scanId)).toEqual(before);
    await later(20_000);
    expect(await states(scanId)).toEqual(['timed-out']);
    await expect(answer(one, scanId, { is: 'running' })).rejects.toMatchObject({ code: 'fleet.not-found' });
    one.device.connection.close('seen');
  });

  test('is asked once more by a retry; a no stands', async () => {
    const [failing, refusing] = [await connect('retry-1'), await connect('retry-2')];
    const scanId = await start(failing.device.deviceId, refusing.device.deviceId);
    await failing.asked.next();
    await refusing.asked.next();
    await answer(failing, scanId, { is: 'failed' });
    await answer(refusing, scanId, { is: 'refused' });
    expect((await act(http.scanRetry, scanId)).status).toBe(200);
    expect(await failing.asked.next()).toMatchObject({ scanId });
    expect((await read(scanId)).targets).toMatchObject([
      { state: 'asked', attempts: 2 },
      { state: 'refused', attempts: 1 },
    ]);
    await expect(answer(refusing, scanId, { is: 'running' })).rejects.toMatchObject({ code: 'fleet.not-found' });
    refusing.asked.nonePending();
  });
});

test('cancelled, it asks nobody any more, and nobody answers it', async () => {
  const one = await connect('cancel-1');
  const away = await server.enrollDevice('cancel-2');
  const scanId = await start(one.device.deviceId, away.deviceId);
  await one.asked.next();
  expect((await act(http.scanCancel, scanId)).status).toBe(200);
  expect(await states(scanId)).toEqual(['cancelled', 'cancelled']);
  const arrived = await listen(away);
  await expect(answer(arrived, scanId, { is: 'running' })).rejects.toMatchObject({ code: 'fleet.not-found' });
  arrived.asked.nonePending();
  await act(http.scanRetry, scanId);
  expect(await states(scanId)).toEqual(['cancelled', 'cancelled']);
});

test('nothing starts where one of them is unknown; an answer is only for one’s own scan, with a report made for it', async () => {
  const [one, other] = [await connect('own-1'), await connect('own-2')];
  const old = reportOf(nextId(), { findings: FULL_DISK });
  await one.device.connection.call(deviceSocket.diagnosisSend, sendable(old));
  await clock.advance(1_000);
  const body = { deviceIds: [one.device.deviceId, nextId()], profile: 'quick' as const };
  const refused = await server.call(http.scanStart, { as: supervisor, body });
  expect(refused.error?.code).toBe('device.unknown');
  const scanId = await start(one.device.deviceId);
  // Had the refused one been sent, it would have come first.
  expect((await one.asked.next()).scanId).toBe(scanId);
  await expect(answer(other, scanId, { is: 'running' })).rejects.toMatchObject({ code: 'fleet.not-found' });
  await expect(answer(one, scanId, { is: 'done', reportId: old.meta.reportId })).rejects.toMatchObject({
    code: 'fleet.not-found',
  });
  expect(await states(scanId)).toEqual(['asked']);
  for (const route of [http.scanRetry, http.scanCancel]) {
    expect((await act(route, nextId())).error?.code).toBe('fleet.not-found');
  }
});

test('a server that starts again asks again what was not answered, and keeps what was', async () => {
  const own = await startTestServer();
  const [one, two] = [await own.enrollDevice('restart-1'), await own.enrollDevice('restart-2')];
  const [first, second] = [await listen(one, own), await listen(two, own)];
  const body = { deviceIds: [one.deviceId, two.deviceId], profile: 'full' as const };
  const { result } = await own.call(http.scanStart, { as: own.admin, body });
  await first.asked.next();
  await second.asked.next();
  await answer(first, result.id, { is: 'person' });
  const again = await own.restart();
  try {
    expect((await read(result.id, again)).targets.map(({ state }) => state)).toEqual(['person', 'waiting']);
    const back = await listen(two, again);
    expect(await back.asked.next()).toMatchObject({ scanId: result.id, profile: 'full' });
    const person = await listen(one, again);
    await answer(person, result.id, { is: 'refused' });
    person.asked.nonePending();
    expect((await read(result.id, again)).run.counts).toEqual({ asked: 1, refused: 1 });
  } finally {
    await again.close();
  }
});
