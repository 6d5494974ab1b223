import { expect, it } from 'vitest';
import { nextRun, nextRuns } from './schedule.ts';

const at = (text: string) => Date.parse(text);

it.each([
  ['30 3 * * *', 'Europe/Berlin', '2026-11-29T00:00:00Z', '2026-11-29T02:30:00Z'],
  ['30 3 * * *', 'Europe/Berlin', '2026-07-01T00:00:00Z', '2026-07-01T01:30:00Z'],
  ['30 3 * * *', '', '2026-11-29T00:00:00Z', '2026-11-29T03:30:00Z'],
  // Its own moment is not next to itself.
  ['30 3 * * *', 'UTC', '2026-11-29T03:30:00Z', '2026-11-30T03:30:00Z'],
  ['0 9 * * 1-5', 'UTC', '2026-11-27T10:00:00Z', '2026-11-30T09:00:00Z'],
  ['15 * * * *', 'UTC', '2026-11-29T03:20:00Z', '2026-11-29T04:15:00Z'],
  // 02:30 is left out that night.
  ['30 2 * * *', 'Europe/Berlin', '2026-03-29T00:00:00Z', '2026-03-29T01:00:00Z'],
  // 02:30 comes twice that night, and is due once.
  ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:00:00Z', '2026-10-25T00:30:00Z'],
  ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00Z'],
])('%s in %s after %s is due at %s', (pattern, zone, after, due) => {
  expect(new Date(nextRun(pattern, zone, at(after)) ?? 0).toISOString()).toBe(new Date(due).toISOString());
});

it.each([
  ['0 0 31 2 *', 'UTC'],
  ['0 25 * * *', 'UTC'],
  ['0 0 * * * *', 'UTC'],
  ['@daily-ish', 'UTC'],
  ['', 'UTC'],
  ['0 0 * * *', 'Nowhere/Land'],
])('%s in %s is never due', (pattern, zone) => expect(nextRun(pattern, zone, at('2026-11-29T00:00:00Z'))).toBeUndefined());

it('the next times, one after the other; none where it is never due', () => {
  expect(nextRuns('30 3 * * 1-5', 'UTC', at('2026-11-27T10:00:00Z'), 3).map((run) => new Date(run).toISOString())).toEqual([
    '2026-11-30T03:30:00.000Z',
    '2026-12-01T03:30:00.000Z',
    '2026-12-02T03:30:00.000Z',
  ]);
  expect(nextRuns('0 0 31 2 *', 'UTC', 0, 3)).toEqual([]);
});
