import { DatabaseSync } from 'node:sqlite';
import { randomId, systemRandom } from '@alongside/base';
import { deviceSocket, http, type Report } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { SoftwareStore } from '../../apps/server/src/storage/software-store.ts';
import { reportOf, sendable, withSoftware } from '../fixtures/reports.ts';
import { type DeviceClient, startTestServer, type TestServer } from '../fixtures/server.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const clock = new FakeClock(Date.parse('2026-11-29T12:00:00Z'));
let server: TestServer;
let one: DeviceClient;
let two: DeviceClient;
beforeAll(async () => {
  server = await startTestServer({ clock });
  one = await server.openDevice(await server.enrollDevice('one'));
  two = await server.openDevice(await server.enrollDevice('TWO'));
  await server.enrollDevice('three');
});
afterAll(() => server.close());

const send = async (device: DeviceClient, report: Report) => {
  await clock.advance(1_000);
  await device.connection.call(deviceSocket.diagnosisSend, sendable(report));
  return report.meta.reportId;
};
const share = (device: DeviceClient, ...programs: (readonly [string, string])[]) =>
  send(device, withSoftware(randomId(systemRandom()), programs));
const software = async () => (await server.call(http.software, { as: server.technician })).result;
const named = async (name: string) => (await software()).programs.find((program) => program.name === name);
const having = async (name: string) =>
  (await server.call(http.softwareDevices, { as: server.technician, body: { name } })).result;

test('nobody shares at first; scans bring no list', async () => {
  await send(one, reportOf(randomId(systemRandom())));
  expect(await software()).toMatchObject({ devices: 3, sharing: 0, cut: 0, total: 0, programs: [] });
});

test('a computer’s newest list counts; what has ended is marked and stands first', async () => {
  await share(one, ['old-tool', '1']);
  await share(one, ['unzip', '6.0-28'], ['nodejs', '18.20.4'], ['linux-image', '6.1'], ['linux-image', '6.2']);
  await share(two, ['unzip', '6.0-28'], ['unzip', '6.0-29'], ['nodejs', '24.1.0']);
  // A later report without a list leaves what was shared.
  await send(two, reportOf(randomId(systemRandom())));
  const { sharing, devices, total, programs, table } = await software();
  expect([sharing, devices, total]).toEqual([2, 3, 3]);
  expect(programs.map(({ name, devices: count }) => [name, count])).toEqual([
    ['nodejs', 2],
    ['unzip', 2],
    ['linux-image', 1],
  ]);
  expect(programs[0]?.versions).toEqual([
    { version: '18.20.4', devices: 1, endedAt: Date.parse('2025-04-30T23:59:59Z') },
    { version: '24.1.0', devices: 1, endedAt: null },
  ]);
  expect(table.products).toContain('Node.js');
});

test('leads to the computers that have it, with the report that says so', async () => {
  expect(await having('unzip')).toMatchObject([
    { device: { id: one.deviceId, name: 'one' }, versions: ['6.0-28'] },
    { device: { name: 'TWO' }, versions: ['6.0-28', '6.0-29'] },
  ]);
  const [first] = await having('nodejs');
  const params = { id: first?.reportId ?? '' };
  expect((await server.call(http.diagnosis, { as: server.technician, params })).result.body).toContain('18.20.4');
  expect(await having('old-tool')).toEqual([]);
});

test('what its user takes back is gone at once; the list before it counts again', async () => {
  await share(two, ['before', '1']);
  const reportId = await share(two, ['secret-game', '1']);
  expect(await named('secret-game')).toMatchObject({ devices: 1 });
  await two.connection.call(deviceSocket.diagnosisDelete, { reportId });
  expect(await named('secret-game')).toBeUndefined();
  expect(await named('before')).toMatchObject({ devices: 1 });
});

test('a list that is longer than a report carries is said to be cut; a computer that leaves takes its list along', async () => {
  const report = withSoftware(randomId(systemRandom()), [['first', '1']], { count: 4000 });
  await send(two, report);
  expect(await software()).toMatchObject({ sharing: 2, cut: 1 });
  await two.connection.call(deviceSocket.deviceRetire, {});
  expect(await software()).toMatchObject({ devices: 2, sharing: 1, cut: 0 });
  expect(await named('first')).toBeUndefined();
});

test('lists of reports that came before there was this table count, too', async () => {
  const folder = temporaryFolder();
  try {
    const report = withSoftware('report-of-before', [['nodejs', '18.20.4']]);
    const before = await openDatabase(folder.path, '2026-11-29-2-fleet');
    before.close();
    const old = new DatabaseSync(before.file);
    old.exec(`
      INSERT INTO organisations (id, name, phone, time_zone, hours, next_ticket_number, created_at)
        VALUES ('organisation-1', 'Harbour', '', 'UTC', '[]', 1001, 0);
      INSERT INTO devices (id, organisation_id, public_key, name, system, enrolled_at)
        VALUES ('device-0001', 'organisation-1', 'key', 'LT-1', 'Debian 12', 0);
      INSERT INTO diagnosis_reports VALUES ('diagnosis-0001', 'organisation-1', 'device-0001', 'report-of-before', NULL, 1, 1,
        'quick', 'request', NULL, 0, 0, 10, 'hash', '${sendable(report).body}')`);
    old.close();
    const after = await openDatabase(folder.path);
    const store = new SoftwareStore(after.db);
    expect(await store.versions('organisation-1')).toEqual([{ name: 'nodejs', version: '18.20.4', devices: 1, again: 0 }]);
    expect(await store.versions('organisation-2')).toEqual([]);
    after.close();
  } finally {
    folder.remove();
  }
});
