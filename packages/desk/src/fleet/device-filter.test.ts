import type { DeviceFilter } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findingsOver, fits, systemKind } from './device-filter.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const device = (change: object = {}) => ({
  name: 'LT-4471',
  system: 'Windows 11',
  owner: 'Amara Obi' as string | null,
  groupId: 'group-of-sales' as string | null,
  tags: ['laptop', 'second floor'],
  online: false,
  lastSeenAt: (NOW - 2 * DAY) as number | null,
  report: { id: 'report-1', at: NOW - 2 * DAY, worst: 'fail' as 'fail' | 'warn' | 'info' | 'pass' | null },
  raised: [{ check: 'disk.space', status: 'fail' as const }],
  ...change,
});

describe('which devices a filter takes', () => {
  it.each<[DeviceFilter, boolean, object?]>([
    [{}, true],
    [{ text: 'lt-44' }, true],
    [{ text: 'obi windows' }, true],
    [{ text: 'obi linux' }, false],
    [{ text: 'floor' }, true],
    [{ system: 'windows' }, true],
    [{ system: 'linux' }, false],
    [{ group: 'group-of-sales' }, true],
    [{ group: 'group-of-others' }, false],
    [{ tag: 'laptop' }, true],
    [{ tag: 'lap' }, false],
    [{ seen: 'now' }, false],
    [{ seen: 'now' }, true, { online: true }],
    [{ seen: 'day' }, false],
    [{ seen: 'day' }, true, { online: true, lastSeenAt: null }],
    [{ seen: 'week' }, true],
    [{ seen: 'longer' }, false],
    [{ seen: 'longer' }, true, { lastSeenAt: null }],
    [{ seen: 'longer' }, true, { lastSeenAt: NOW - 8 * DAY }],
    [{ worst: 'fail' }, true],
    [{ worst: 'good' }, false],
    [{ worst: 'good' }, true, { report: { id: 'r', at: 0, worst: 'info' } }],
    [{ worst: 'none' }, true, { report: null }],
    // Nothing was answered: neither good nor absent.
    [{ worst: 'good' }, false, { report: { id: 'r', at: 0, worst: null } }],
    [{ check: 'disk.space' }, true],
    [{ check: 'mem.avail' }, false],
    [{ system: 'windows', worst: 'fail', tag: 'printer' }, false],
  ])('%j: %s %j', (filter, expected, change) => {
    expect(fits(device(change), filter, NOW)).toBe(expected);
  });

  it('what takes a device with all parts takes it with each of them', () => {
    const filter = fc.record<DeviceFilter>(
      {
        text: fc.constantFrom('lt', 'obi', 'nobody'),
        system: fc.constantFrom('windows', 'linux', 'macos', 'other'),
        tag: fc.constantFrom('laptop', 'other'),
        seen: fc.constantFrom('now', 'day', 'week', 'longer'),
        worst: fc.constantFrom('fail', 'warn', 'good', 'none'),
        check: fc.constantFrom('disk.space', 'mem.avail'),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(filter, fc.boolean(), (whole, online) => {
        const each = Object.entries(whole).every(([name, value]) => fits(device({ online }), { [name]: value }, NOW));
        expect(fits(device({ online }), whole, NOW)).toBe(each);
      }),
    );
  });
});

it.each([
  ['Windows 11', 'windows'],
  ['macOS 15', 'macos'],
  ['Debian 12', 'linux'],
  ['Debian GNU/Linux 12 (bookworm)', 'linux'],
  ['Ubuntu 24.04', 'linux'],
  ['Linux', 'linux'],
  ['FreeBSD 14', 'other'],
  ['', 'other'],
])('%s is %s', (system, kind) => expect(systemKind(system)).toBe(kind));

it('findings over many devices, most first', () => {
  const of = (...raised: [string, 'fail' | 'warn'][]) => ({ raised: raised.map(([check, status]) => ({ check, status })) });
  expect(
    findingsOver([
      of(['os.uptime', 'warn'], ['disk.space', 'fail']),
      of(['os.uptime', 'warn']),
      of(['mem.avail', 'warn']),
      of(['disk.space', 'warn']),
      of(),
    ]),
  ).toEqual([
    { check: 'disk.space', fail: 1, warn: 1 },
    { check: 'os.uptime', fail: 0, warn: 2 },
    { check: 'mem.avail', fail: 0, warn: 1 },
  ]);
});
