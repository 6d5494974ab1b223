import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import data from './data/end-of-life.json' with { type: 'json' };
import { releasesSince, supportOf, windowsSupportOf } from './end-of-life.ts';

const day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/u);
const table = z.strictObject({
  source: z.url({ protocol: /^https$/u }).or(z.string().startsWith('https://endoflife.date')),
  date: day,
  licence: z.string().startsWith('Copyright'),
  products: z.record(
    z.string(),
    z.strictObject({
      title: z.string().min(2),
      releases: z
        .array(
          z.strictObject({
            cycle: z.string().min(1),
            label: z.string().optional(),
            build: z.string().regex(/^\d+$/u).optional(),
            eol: z.union([day, z.boolean()]),
            extended: day.optional(),
          }),
        )
        .min(2),
    }),
  ),
});
const until = (end: { endsAt: number | null } | undefined) => end && new Date(end.endsAt ?? 0).toISOString().slice(0, 10);

describe('the table of ends of support', () => {
  it('has the shape that its reader takes for granted', () => {
    expect(table.safeParse(data).error).toBeUndefined();
  });

  it.each([
    ['debian', '12', 'Debian 12', '2026-07-11'],
    ['ubuntu', '24.04', 'Ubuntu 24.04', '2029-05-31'],
    ['macos', '10.15.7', 'Apple macOS 10.15', '2026-02-02'],
    ['rhel', '9.4', 'Red Hat Enterprise Linux 9', '2032-05-31'],
    ['alpine-linux', '3.2.1', 'Alpine Linux 3.2', '2017-05-01'],
  ] as const)('finds %s %s', (product, version, name, ends) => {
    const end = supportOf(product, version);
    expect([end?.name, until(end)]).toEqual([name, ends]);
  });

  it('does not know what is not in it', () => {
    expect(supportOf('debian', '1')).toBeUndefined();
    expect(supportOf('ubuntu', '24.4')).toBeUndefined();
    expect(windowsSupportOf({ build: '99999', edition: 'Core', server: false })).toBeUndefined();
  });

  it.each([
    ['22631', 'Professional', false, 'Microsoft Windows 11 23H2 (W)'],
    ['22631', 'Enterprise', false, 'Microsoft Windows 11 23H2 (E)'],
    ['19045', 'Core', false, 'Microsoft Windows 10 22H2'],
    ['26100', 'EnterpriseS', false, 'Microsoft Windows 11 24H2 (E)'],
    ['26100', 'IoTEnterpriseS', false, 'Microsoft Windows 11 24H2 IoT'],
    ['17763', 'ServerStandard', true, 'Microsoft Windows Server 2019'],
  ])('tells Windows %s %s apart', (build, edition, server, name) => {
    expect(windowsSupportOf({ build, edition, server })?.name).toBe(name);
  });

  it('counts how far a browser is behind', () => {
    expect(releasesSince('firefox', '152.0.6')).toBe(2);
    expect(releasesSince('chrome', '156.0.8078.108')).toBe(0);
  });
});
