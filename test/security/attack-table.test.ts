import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { INCIDENTS } from './incidents.ts';
import { root, testNamed } from './named-tests.ts';
import { RULES } from './rules.ts';

/** The attacks, as SECURITY.md lists them: each against a rule, by a test that exists and runs. */

const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const table = text.slice(text.indexOf('\n## The attacks\n'));
const rows = [...table.matchAll(/^\| (?<rules>[^|]+) \| (?<attack>[^|]+) \| (?<cell>`.+) \|$/gmu)].map(({ groups }) => ({
  rules: (groups?.rules ?? '').split(', '),
  attack: groups?.attack ?? '',
  cell: groups?.cell ?? '',
}));

test('there are at least 120, each its own', () => {
  expect(rows.length).toBeGreaterThanOrEqual(120);
  const attacks = rows.map(({ attack }) => attack);
  expect(attacks.filter((attack, at) => attacks.indexOf(attack) !== at)).toEqual([]);
});

test('each is against a rule, by a test that exists and runs', () => {
  const wrong = rows.filter(
    ({ rules, cell }) => !rules.every((rule) => Object.hasOwn(RULES, rule)) || testNamed(cell)?.runs !== true,
  );
  expect(wrong).toEqual([]);
});

test('what happened to others is tried here, by its name', () => {
  for (const [incident, rule] of Object.entries(INCIDENTS)) {
    const told = rows.filter(({ attack }) => attack.startsWith(`${incident}: `));
    expect(told.length, `${incident} (${rule}) has no row`).toBeGreaterThan(0);
    for (const { cell } of told) {
      expect(cell, incident).toMatch(/^`test\/security\/incidents\//u);
      expect(cell, 'its test names it').toContain(incident.split(' (')[0] ?? '');
    }
  }
});
