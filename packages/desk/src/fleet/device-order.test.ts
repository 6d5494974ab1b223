import type { FleetDevice } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { type DeviceOrder, inOrder } from './device-order.ts';

const groups = [
  { id: 'group-1', name: 'Reception' },
  { id: 'group-2', name: 'Accounting' },
];
const compare = new Intl.Collator('en', { numeric: true }).compare;

function device(name: string, more: Partial<FleetDevice> = {}): FleetDevice {
  const nothing = { owner: null, groupId: null, tags: [], lastSeenAt: null, maintenanceUntil: null, report: null, raised: [] };
  return { id: name, name, system: 'Debian 12', enrolledAt: 0, online: false, ...nothing, ...more };
}
const report = { id: 'report', at: 0, worst: 'pass' } as const;
const devices = [
  device('PC-10', {
    owner: 'Mara',
    groupId: 'group-1',
    lastSeenAt: 5,
    report,
    raised: [{ check: 'disk.space', status: 'warn' }],
  }),
  device('PC-9', { owner: 'anna', groupId: 'group-2', online: true, report }),
  device('PC-11', { lastSeenAt: 9, report, raised: [{ check: 'disk.space', status: 'fail' }], system: 'Arch' }),
  device('PC-1', { groupId: 'group-that-went' }),
];

const order = (by: DeviceOrder, down = false) => inOrder(devices, { by, down, groups, compare }).map(({ name }) => name.slice(3));

test.each<[DeviceOrder, string, string]>([
  ['name', '1 9 10 11', '11 10 9 1'],
  ['system', '11 1 9 10', '1 9 10 11'],
  // What is not there stands last both ways.
  ['owner', '9 10 1 11', '10 9 1 11'],
  ['group', '9 10 1 11', '10 9 1 11'],
  ['seen', '10 11 9 1', '9 11 10 1'],
  ['worst', '11 10 9 1', '9 10 11 1'],
])('by %s', (by, up, down) => {
  expect(order(by).join(' ')).toBe(up);
  expect(order(by, true).join(' ')).toBe(down);
});

test('the list that was given stays as it is', () => {
  order('worst');
  expect(devices[0]?.name).toBe('PC-10');
});
