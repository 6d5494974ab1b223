import { randomId, systemRandom } from '@alongside/base';
import { consoleSocket, deviceSocket, http, MAX_TAGS, type Report } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ENOUGH_MEMORY, FULL_DISK, LONG_UP, reportOf, sendable } from '../fixtures/reports.ts';
import { type DeviceClient, recorder, type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

const clock = new FakeClock(Date.now());
let server: TestServer;
let supervisor: SignedIn;
beforeAll(async () => {
  server = await startTestServer({ clock });
  ({ supervisor } = await server.everyRole());
});
afterAll(() => server.close());

const nextId = () => randomId(systemRandom());
const sendReport = async (device: DeviceClient, parts: Parameters<typeof reportOf>[1] = {}) => {
  const report = reportOf(nextId(), parts);
  await device.connection.call(deviceSocket.diagnosisSend, sendable(report));
  return report.meta.reportId;
};
const connect = async (name: string) => server.openDevice(await server.enrollDevice(name));
const fleet = async () => (await server.call(http.fleet, { as: server.technician })).result;
const found = async () => (await server.call(http.fleetFind, { as: server.technician, body: { filter: {} } })).result;
const inFleet = async (id: string) => (await found()).devices.find((device) => device.id === id);
const mark = (deviceIds: string[], marks: object) => server.call(http.fleetMark, { as: supervisor, body: { deviceIds, marks } });

describe('the list', () => {
  test('has every computer by name, with its newest report and what stands out', async () => {
    const away = await server.enrollDevice('b-away');
    const here = await connect('A-here');
    await sendReport(here, { findings: { ...FULL_DISK, ...LONG_UP, ...ENOUGH_MEMORY } });
    const { at, devices } = await found();
    expect(at).toBe(clock.now());
    const listed = devices.filter(({ id }) => [away.deviceId, here.deviceId].includes(id));
    expect(listed).toMatchObject([
      {
        name: 'A-here',
        online: true,
        report: { worst: 'fail' },
        raised: [
          { check: 'disk.space', status: 'fail' },
          { check: 'os.uptime', status: 'warn' },
        ],
      },
      { name: 'b-away', online: false, lastSeenAt: null, report: null, raised: [], tags: [], owner: null, groupId: null },
    ]);
  });

  test('a newer report that looked at something else leaves what was found; one that looked takes it away', async () => {
    const device = await connect('two-reports');
    await sendReport(device, { findings: FULL_DISK });
    await clock.advance(1);
    await sendReport(device, { findings: ENOUGH_MEMORY });
    expect(await inFleet(device.deviceId)).toMatchObject({
      report: { worst: 'fail' },
      raised: [{ check: 'disk.space', status: 'fail' }],
    });
    await clock.advance(1);
    await sendReport(device, { findings: { 'disk.space': { status: 'pass', evidence: [] } } });
    expect(await inFleet(device.deviceId)).toMatchObject({ report: { worst: 'pass' }, raised: [] });
  });

  test('pages are told that it changed, once a second', async () => {
    const page = await server.openConsole(server.technician);
    const changes = recorder<object>((heard) => page.connection.on(consoleSocket.fleetChanged, heard));
    const device = await connect('telling');
    await sendReport(device, { findings: FULL_DISK });
    await sendReport(device, { findings: LONG_UP });
    await clock.advance(1_000);
    expect(await changes.next()).toEqual({});
    // Another message of the same socket comes after whatever was sent before it.
    await sendReport(device, { findings: ENOUGH_MEMORY });
    await clock.advance(1_000);
    await changes.next();
    expect(changes.values).toHaveLength(2);
    page.connection.close('read');
  });

  test('pages are told of a computer that comes, and of one that goes', async () => {
    await clock.advance(1_000);
    const page = await server.openConsole(server.technician);
    const changes = recorder<object>((heard) => page.connection.on(consoleSocket.fleetChanged, heard));
    const device = await connect('comes-and-goes');
    await clock.advance(1_000);
    await changes.next();
    expect(await inFleet(device.deviceId)).toMatchObject({ online: true });
    device.connection.close('switched off');
    await device.closed;
    await expect.poll(async () => (await inFleet(device.deviceId))?.online, { timeout: 10_000 }).toBe(false);
    await clock.advance(1_000);
    await changes.next();
    page.connection.close('read');
  });

  test('a computer that makes up names of checks fills neither the table nor the list', async () => {
    const device = await connect('inventive');
    const [finding] = reportOf(nextId(), { findings: FULL_DISK }).findings;
    const letters = 'abcdefghij';
    for (const round of letters.slice(0, 3)) {
      const names = Array.from({ length: 60 }, (_, at) => `made.${round}${letters[Math.floor(at / 10)]}${letters[at % 10]}`);
      const findings = names.map((check) => ({ ...finding, check, evidence: [] }));
      const report = { ...reportOf(nextId()), findings } as Report;
      await device.connection.call(deviceSocket.diagnosisSend, sendable(report));
    }
    expect((await inFleet(device.deviceId))?.raised).toHaveLength(100);
  });

  test('one whose clock once ran ahead is heard when it is right again', async () => {
    const device = await connect('ahead');
    const meta = reportOf(nextId()).meta;
    const inAYear = clock.now() + 365 * 86_400_000;
    const ahead = reportOf(meta.reportId, { meta: { ...meta, startedAt: inAYear }, findings: FULL_DISK });
    await device.connection.call(deviceSocket.diagnosisSend, sendable(ahead));
    expect((await inFleet(device.deviceId))?.raised).toHaveLength(1);
    await clock.advance(1_000);
    const id = nextId();
    const right = reportOf(id, {
      meta: { ...meta, reportId: id, startedAt: clock.now() },
      findings: { 'disk.space': { status: 'pass', evidence: [] } },
    });
    await device.connection.call(deviceSocket.diagnosisSend, sendable(right));
    expect((await inFleet(device.deviceId))?.raised).toEqual([]);
  });

  test('what its user takes back, and what leaves, is gone from it', async () => {
    const device = await connect('leaving');
    const reportId = await sendReport(device, { findings: FULL_DISK });
    await mark([device.deviceId], { owner: 'Uma User' });
    await device.connection.call(deviceSocket.diagnosisDelete, { reportId });
    expect(await inFleet(device.deviceId)).toMatchObject({ owner: 'Uma User', report: null, raised: [] });
    await device.connection.call(deviceSocket.deviceRetire, {});
    expect(await inFleet(device.deviceId)).toBeUndefined();
  });
});

describe('what people say of computers', () => {
  test('many at once; what is not named stays', async () => {
    const [one, two] = [await server.enrollDevice('marked-1'), await server.enrollDevice('marked-2')];
    const ids = [one.deviceId, two.deviceId];
    const { result: group } = await server.call(http.groupCreate, { as: supervisor, body: { name: 'Sales' } });
    const until = clock.now() + 60_000;
    expect((await mark(ids, { owner: 'Amara Obi', groupId: group.id, addTags: ['laptop', 'floor 2'] })).status).toBe(200);
    expect((await mark(ids, { removeTags: ['floor 2'], addTags: ['loan'], maintenanceUntil: until })).status).toBe(200);
    expect((await mark([two.deviceId], { owner: null })).status).toBe(200);
    const { groups } = await fleet();
    const { devices } = await found();
    expect(groups).toContainEqual({ id: group.id, name: 'Sales' });
    const common = { groupId: group.id, tags: ['laptop', 'loan'], maintenanceUntil: until };
    expect(devices.filter(({ id }) => ids.includes(id))).toMatchObject([
      { ...common, owner: 'Amara Obi' },
      { ...common, owner: null },
    ]);
    const removed = await server.call(http.groupRemove, { as: supervisor, params: { id: group.id }, body: {} });
    expect(removed.status).toBe(200);
    expect(await inFleet(one.deviceId)).toMatchObject({ groupId: null, owner: 'Amara Obi' });
  });

  test('nothing is changed where one of them, or the group, is unknown, or tags are too many', async () => {
    const { deviceId } = await server.enrollDevice('unmarked');
    const tags = (from: number, count: number) => Array.from({ length: count }, (_, at) => `tag ${from + at}`);
    expect((await mark([deviceId], { addTags: tags(0, MAX_TAGS - 1) })).status).toBe(200);
    const before = await inFleet(deviceId);
    expect((await mark([deviceId, nextId()], { owner: 'X' })).error?.code).toBe('device.unknown');
    expect((await mark([deviceId], { owner: 'X', groupId: nextId() })).error?.code).toBe('fleet.not-found');
    expect((await mark([deviceId], { owner: 'X', addTags: tags(50, 2) })).error?.code).toBe('request.invalid');
    expect(await inFleet(deviceId)).toEqual(before);
  });

  test('a view is kept as it was saved, for everybody, until it is removed', async () => {
    const filter = { system: 'linux', worst: 'fail', tag: 'laptop' } as const;
    const body = { name: 'Bad laptops', filter };
    const { result } = await server.call(http.viewCreate, { as: supervisor, body });
    expect((await fleet()).views).toEqual([{ id: result.id, ...body }]);
    const remove = () => server.call(http.viewRemove, { as: supervisor, params: { id: result.id }, body: {} });
    expect((await remove()).status).toBe(200);
    expect((await fleet()).views).toEqual([]);
    expect((await remove()).error?.code).toBe('fleet.not-found');
  });

  test('a technician reads all of it and changes nothing', async () => {
    const { deviceId } = await server.enrollDevice('read-only');
    const body = { deviceIds: [deviceId], marks: { owner: 'X' } };
    expect((await server.call(http.fleetMark, { as: server.technician, body })).error?.code).toBe('auth.role');
    expect((await inFleet(deviceId))?.owner).toBeNull();
  });
});
