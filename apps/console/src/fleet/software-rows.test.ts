import { expect, test } from 'vitest';
import { programRows, programsShown } from './software-rows.ts';

const ENDED = Date.parse('2025-04-30T23:59:59Z');
const version = (name: string, devices: number, endedAt: number | null = null) => ({ version: name, devices, endedAt });
const programs = [
  { name: 'unzip', devices: 2, versions: [version('6.0', 2)], moreVersions: 0 },
  { name: 'nodejs', devices: 3, versions: [version('18.20.4', 1, ENDED), version('24.1', 2)], moreVersions: 0 },
  { name: 'Google Chrome', devices: 3, versions: [version('156', 3)], moreVersions: 0 },
];
const { compare } = new Intl.Collator('en');
const shown = (filter: Parameters<typeof programsShown>[1]) => programsShown(programs, filter, compare).map(({ name }) => name);

test('most computers first; words in any order and case; those that ended alone', () => {
  expect(shown({})).toEqual(['Google Chrome', 'nodejs', 'unzip']);
  expect(shown({ program: 'chrome goo' })).toEqual(['Google Chrome']);
  expect(shown({ ended: true })).toEqual(['nodejs']);
  expect(shown({ program: 'unzip', ended: true })).toEqual([]);
});

test('a row for each version', () => {
  expect(programRows(programs.slice(1, 2), ['Program', 'Version', 'Computers', 'Ended on'])).toEqual([
    ['Program', 'Version', 'Computers', 'Ended on'],
    ['nodejs', '18.20.4', '1', '2025-04-30'],
    ['nodejs', '24.1', '2', ''],
  ]);
});
