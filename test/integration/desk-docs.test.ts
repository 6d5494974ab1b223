import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../../scripts/lib/paths.ts';

const text = readFileSync(join(root, 'docs', 'desk.md'), 'utf8');
const rows = [...text.matchAll(/^\| (\d+) \|(.+)\|$/gmu)].map(([, number, rest]) => {
  const [feature, stands, where, tested] = (rest ?? '').split('|').map((cell) => cell.trim());
  return { number: Number(number), feature, stands, where, tested };
});
const pathsOf = (cell = '') => [...cell.matchAll(/`([^`]+)`/gu)].map(([, path]) => path ?? '');

test('docs/desk.md has each of the 68 features once, in order, and says how it stands', () => {
  expect(rows.map(({ number }) => number)).toEqual(Array.from({ length: 68 }, (_, index) => index + 1));
  expect(rows.filter(({ feature }) => !feature)).toEqual([]);
  expect(rows.filter(({ stands }) => !/^(?:yes|done|partly|not yet)(?:$|[:,] )/u.test(stands ?? ''))).toEqual([]);
});

test('every path that it names is there', () => {
  const named = rows.flatMap(({ where, tested }) => [...pathsOf(where), ...pathsOf(tested)]);
  expect(named.length).toBeGreaterThan(40);
  expect(named.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('what is there names where it is and the test that holds it; what is not yet there names neither', () => {
  for (const { number, stands = '', where, tested } of rows) {
    if (stands.startsWith('not yet')) expect([where, tested], `${number}`).toEqual(['–', '–']);
    else expect(pathsOf(where).length, `${number}`).toBeGreaterThan(0);
    if (/^(?:yes|done)/u.test(stands))
      expect(
        pathsOf(tested).some((path) => /\.(?:test|spec)\.ts$/u.test(path)),
        `${number}`,
      ).toBe(true);
  }
});
