import { deviceSocket, http } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { editData } from '../fixtures/edit-data.ts';
import { recorder, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

const clock = new FakeClock(Date.now());
const SWEEP_MS = 30_000;
let server: TestServer;
let supervisor: SignedIn;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor } = await server.everyRole());
});
afterAll(() => server.close());
afterEach(async () => {
  for (const { id } of await schedules()) await remove(id);
});

const NIGHTLY = { name: 'Every night', pattern: '30 3 * * *', profile: 'quick', filter: {} } as const;
const schedules = async (at = server) => (await at.call(http.schedules, { as: at.technician })).result;
const scans = async (at = server) => (await at.call(http.scans, { as: at.technician })).result;
const create = (schedule: { pattern?: string; filter?: object } = {}) =>
  server.call(http.scheduleCreate, { as: supervisor, body: { ...NIGHTLY, ...schedule } });
const remove = (id: string) => server.call(http.scheduleRemove, { as: supervisor, params: { id }, body: {} });
/** The wall clock to `lateMs` after the next time that one is due, and the turn in which that is seen. */
const whenDue = async (lateMs = 0) => {
  const [next] = await schedules();
  clock.jumpWall((next?.nextAt ?? 0) - clock.now() + lateMs);
  await clock.advance(SWEEP_MS);
};
const target = async (id: string) =>
  (await server.call(http.scan, { as: server.technician, params: { id }, body: {} })).result.targets;

test('is listed with its next time, in the organisation’s time zone, until it is removed', async () => {
  const zones = ['Asia/Tokyo', 'America/New_York'];
  const { result } = await create({ filter: { tag: 'nobody' } });
  for (const timeZone of zones) {
    const organisation = (await server.call(http.organisationRead, { as: server.admin })).result;
    const changed = await server.call(http.organisationWrite, { as: server.admin, body: { ...organisation, timeZone } });
    expect(changed.status).toBe(200);
    const [listed] = await schedules();
    expect(listed).toMatchObject({ id: result.id, ...NIGHTLY, filter: { tag: 'nobody' } });
    const inZone = new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'short' }).format(listed?.nextAt ?? 0);
    expect(inZone).toBe('03:30');
    expect(listed?.nextAt).toBeGreaterThan(clock.now());
    expect(listed?.nextAt).toBeLessThanOrEqual(clock.now() + 25 * 60 * 60_000);
  }
  expect((await remove(result.id)).status).toBe(200);
  expect(await schedules()).toEqual([]);
  expect((await remove(result.id)).error?.code).toBe('fleet.not-found');
});

test('asks the computers that fit when it is due, once, and not those that are still asked', async () => {
  const tagged = await server.openDevice(await server.enrollDevice('schedule-1'));
  const away = await server.enrollDevice('schedule-2-away');
  const other = await server.openDevice(await server.enrollDevice('schedule-3-other'));
  const asked = recorder<{ scanId: string }>((heard) => tagged.connection.on(deviceSocket.scanAsk, heard));
  const notAsked = recorder<object>((heard) => other.connection.on(deviceSocket.scanAsk, heard));
  const deviceIds = [tagged.deviceId, away.deviceId];
  await server.call(http.fleetMark, { as: supervisor, body: { deviceIds, marks: { addTags: ['nightly'] } } });
  await create({ filter: { tag: 'nightly' } });
  await whenDue();
  const { scanId } = await asked.next();
  expect((await scans())[0]).toMatchObject({ id: scanId, startedBy: null, profile: 'quick' });
  expect(await target(scanId)).toMatchObject([
    { device: { name: 'schedule-1' }, state: 'asked' },
    { device: { name: 'schedule-2-away' }, state: 'waiting' },
  ]);
  await tagged.connection.call(deviceSocket.scanAnswer, { scanId, answer: { is: 'failed' } });
  await clock.advance(SWEEP_MS);
  expect(await scans()).toHaveLength(1);
  await whenDue();
  const again = await asked.next();
  expect(await target(again.scanId)).toMatchObject([{ device: { name: 'schedule-1' } }]);
  notAsked.nonePending();
});

test('is changed, and pauses until it goes on; what was due meanwhile is not made up for', async () => {
  const { deviceId } = await server.enrollDevice('schedule-4-paused');
  await server.call(http.fleetMark, { as: supervisor, body: { deviceIds: [deviceId], marks: { addTags: ['paused'] } } });
  const { result } = await create({ filter: { tag: 'paused' } });
  const write = (change: object, params: { id: string } = result) =>
    server.call(http.scheduleWrite, {
      as: supervisor,
      params,
      body: { ...NIGHTLY, filter: { tag: 'paused' }, paused: false, ...change },
    });
  expect((await write({ name: 'Later', pattern: '45 4 * * 1', paused: true })).status).toBe(200);
  expect(await schedules()).toMatchObject([{ name: 'Later', pattern: '45 4 * * 1', paused: true, nextAt: null }]);
  const before = (await scans()).length;
  clock.jumpWall(8 * 24 * 60 * 60_000);
  await clock.advance(SWEEP_MS);
  expect(await scans()).toHaveLength(before);
  await write({});
  await clock.advance(SWEEP_MS);
  expect(await scans()).toHaveLength(before);
  await whenDue();
  expect(await scans()).toHaveLength(before + 1);
  expect((await write({ pattern: '0 0 31 2 *' })).error?.code).toBe('request.invalid');
  expect((await write({}, { id: 'no-such-schedule' })).error?.code).toBe('fleet.not-found');
});

test('what was missed for long is not made up for after a sleep; what a restart overslept is, once', async () => {
  const before = (await scans()).length;
  await create({ filter: { text: 'schedule-3-other' } });
  await whenDue(15 * 60_000);
  expect(await scans()).toHaveLength(before);
  const [next] = await schedules();
  expect(next?.nextAt).toBeGreaterThan(clock.now());

  const own = await startTestServer({ clock });
  await own.enrollDevice('restarted');
  await own.call(http.scheduleCreate, { as: own.admin, body: NIGHTLY });
  const [due] = await schedules(own);
  clock.jumpWall((due?.nextAt ?? 0) - clock.now() + 1_000);
  let again = await own.restart();
  try {
    await clock.advance(SWEEP_MS);
    expect(await scans(again)).toHaveLength(1);
    again = await again.restart();
    await clock.advance(SWEEP_MS);
    expect(await scans(again)).toHaveLength(1);
    const [then] = await schedules(again);
    clock.jumpWall((then?.nextAt ?? 0) - clock.now() + 15 * 60_000);
    again = await again.restart();
    await clock.advance(SWEEP_MS);
    expect(await scans(again)).toHaveLength(1);
  } finally {
    await again.close();
  }
});

test.each(['* * * * *', '*/5 * * * *', '0,30 * * * *', '0 0 31 2 *', '0 25 * * *', '0 0 * * * *', '@daily', ''])(
  '%j is no pattern for one',
  async (pattern) => {
    expect((await create({ pattern })).error?.code).toBe('request.invalid');
    expect(await schedules()).toEqual([]);
  },
);

test('a technician reads them and makes none; there are at most fifty', async () => {
  const refused = await server.call(http.scheduleCreate, { as: server.technician, body: NIGHTLY });
  expect(refused.error?.code).toBe('auth.role');
  for (let made = 0; made < 50; made += 1) expect((await create()).status).toBe(200);
  expect((await create()).error?.code).toBe('request.invalid');
});

test('leaves no computer of a large fleet out, whatever its name', async () => {
  const last = await server.enrollDevice('zz-last-by-name');
  const more = `
    WITH RECURSIVE more(nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM more WHERE nth < 1000)
    INSERT INTO devices (id, organisation_id, public_key, name, system, enrolled_at)
    SELECT id || nth, organisation_id, public_key || nth, 'a-' || nth, system, enrolled_at FROM devices JOIN more WHERE id = ?`;
  editData(server.dataDir, more, last.deviceId);
  const before = (await scans()).length;
  await create();
  await whenDue();
  await expect.poll(async () => (await scans()).length).toBe(before + 1);
  const [made] = await scans();
  const call = { as: server.technician, params: { id: made?.id ?? '' }, body: { page: 1000 } };
  const { run, targets } = (await server.call(http.scan, call)).result;
  expect(run.counts.waiting).toBeGreaterThan(1000);
  expect(targets.at(-1)?.device.name).toBe('zz-last-by-name');
});
