import { type DeviceFilter, deviceSocket, http } from '@alongside/protocol';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { editData } from '../fixtures/edit-data.ts';
import { FULL_DISK, reportOf, sendable } from '../fixtures/reports.ts';
import { type SignedIn, startTestServer, type TestServer } from '../fixtures/server.ts';

/** Beside the two that are enrolled. */
const MORE = 1_200;

let server: TestServer;
let supervisor: SignedIn;
let lastId: string;
beforeAll(async () => {
  server = await startTestServer();
  ({ supervisor } = await server.everyRole());
  const bad = await server.openDevice(await server.enrollDevice('bad'));
  await bad.connection.call(deviceSocket.diagnosisSend, sendable(reportOf('report-of-bad', { findings: FULL_DISK })));
  ({ deviceId: lastId } = await server.enrollDevice('zz-last-by-name'));
  const more = `
    WITH RECURSIVE more(nth) AS (SELECT 1 UNION ALL SELECT nth + 1 FROM more WHERE nth < ?)
    INSERT INTO devices (id, organisation_id, public_key, name, system, enrolled_at)
    SELECT id || nth, organisation_id, public_key || nth, 'WS-' || nth, system, enrolled_at FROM devices JOIN more WHERE id = ?`;
  editData(server.dataDir, more, MORE, lastId);
});
afterAll(() => server.close());

const find = async (filter: DeviceFilter, more: { page?: number; by?: 'name' | 'worst' | 'enrolled'; down?: boolean } = {}) =>
  (await server.call(http.fleetFind, { as: server.technician, body: { filter, ...more } })).result;
const idsOf = async (filter: DeviceFilter) => (await server.call(http.fleetIds, { as: supervisor, body: { filter } })).result.ids;
const names = ({ devices }: { devices: readonly { name: string }[] }) => devices.map(({ name }) => name);

test('the pages have each computer once, in one order, and say how many there are', async () => {
  const all: string[] = [];
  for (let page = 0; page < 13; page += 1) {
    const found = await find({}, { page });
    expect(found).toMatchObject({ page, count: MORE + 2 });
    all.push(...names(found));
  }
  expect(all).toEqual(['bad', ...Array.from({ length: MORE }, (_, at) => `WS-${at + 1}`), 'zz-last-by-name']);
  expect(await find({}, { page: 999 })).toMatchObject({ page: 12, devices: [{ name: 'WS-1200' }, { name: 'zz-last-by-name' }] });
});

test('filter, words and order reach those of all pages', async () => {
  expect(await find({ text: 'zz-last' })).toMatchObject({ count: 1, devices: [{ name: 'zz-last-by-name' }] });
  expect((await find({ text: 'ws-11' })).count).toBe(111);
  expect(await find({ text: 'ws-11' }, { page: 1, down: true })).toMatchObject({ page: 1, count: 111 });
  expect(await find({ check: 'disk.space' })).toMatchObject({ count: 1, devices: [{ name: 'bad' }] });
  expect(names(await find({}, { by: 'worst' }))[0]).toBe('bad');
  expect(names(await find({}, { down: true }))[0]).toBe('zz-last-by-name');
  expect(names(await find({}, { by: 'enrolled' }))[0]).toBe('bad');
  expect(await find({ text: 'nobody' })).toMatchObject({ page: 0, count: 0, devices: [] });
});

test('what stands out is counted over all', async () => {
  const { result } = await server.call(http.fleet, { as: server.technician });
  expect(result).toMatchObject({
    total: MORE + 2,
    reported: 1,
    findings: [{ check: 'disk.space', fail: 1, warn: 0 }],
    tags: [],
  });
});

test('all that fit are marked, whatever page they are on; a page that looks sees it at once', async () => {
  const deviceIds = await idsOf({ text: 'ws' });
  expect(new Set(deviceIds).size).toBe(MORE);
  const marks = { owner: 'Amara Obi', addTags: ['floor 2'] };
  expect((await server.call(http.fleetMark, { as: supervisor, body: { deviceIds, marks } })).status).toBe(200);
  expect(await find({ tag: 'floor 2' })).toMatchObject({ count: MORE, devices: [{ owner: 'Amara Obi' }, ...Array(99).fill({})] });
  editData(server.dataDir, `UPDATE devices SET name = 'renamed' WHERE id = ?`, deviceIds[0] ?? '');
  expect(names(await find({ text: 'renamed' }))).toEqual(['renamed']);
});

test('a scan has all that were named, counts all of them, and shows each', async () => {
  const deviceIds = await idsOf({});
  const { result } = await server.call(http.scanStart, { as: supervisor, body: { deviceIds, profile: 'quick' } });
  const read = async (page: number) =>
    (await server.call(http.scan, { as: server.technician, params: { id: result.id }, body: { page } })).result;
  const { run } = await read(0);
  expect(run.counts).toEqual({ asked: 1, waiting: MORE + 1 });
  const seen = new Set<string>();
  for (let page = 0; page < 13; page += 1) for (const { device } of (await read(page)).targets) seen.add(device.id);
  expect(seen).toEqual(new Set(deviceIds));
  expect((await read(999)).targets.at(-1)?.device.id).toBe(lastId);
  const listed = (await server.call(http.devices, { as: server.technician })).result;
  expect(listed).toHaveLength(MORE + 2);
});
