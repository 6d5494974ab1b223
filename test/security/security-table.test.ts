import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root, testNamed, testsIn } from './named-tests.ts';
import { ISSUES, RULES } from './rules.ts';

/** SECURITY.md says which test tries to break which rule. Here is seen to it that each of them exists and runs. */

const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
/** The rules; what is tried against them stands in the table of attacks (attack-table.test.ts). */
const rules = text.slice(0, text.indexOf('\n## The attacks\n'));
const rows = [...rules.matchAll(/^\| (?<id>(?:\d+\.\d+|[LW]\d?)[a-z]) \| (?<rule>.+?) \| (?<tests>.+) \|$/gmu)].map(
  ({ groups }) => ({
    id: groups?.id ?? '',
    rule: groups?.rule ?? '',
    tests: (groups?.tests ?? '').split('<br>'),
  }),
);

test('SECURITY.md has a row for each rule, in order, in the rule’s own words', () => {
  expect(rows.map(({ id, rule }) => [id, rule])).toEqual(Object.entries(RULES));
});

test.each(rows.map(({ id, tests }) => [id, tests] as const))('%s names tests that exist and run, or an issue', (_id, tests) => {
  expect(tests.length).toBeGreaterThan(0);
  for (const entry of tests) {
    const issue = /^not yet: issue "(?<name>[^"]+)"$/u.exec(entry)?.groups?.name;
    if (issue !== undefined) {
      expect(ISSUES).toContain(issue);
      continue;
    }
    expect(testNamed(entry), `no such test, or not "\`file\`: name": ${entry}`).toEqual({ runs: true });
  }
});

test('what is not there yet is said in the text too', () => {
  const owed = rows.filter(({ tests }) => tests.some((entry) => entry.startsWith('not yet')));
  expect(owed.length).toBeGreaterThan(0);
  for (const issue of new Set(owed.flatMap(({ tests }) => tests.flatMap((entry) => /"([^"]+)"/u.exec(entry)?.[1] ?? [])))) {
    expect(text.slice(0, text.indexOf('## The table'))).toContain(`"${issue}"`);
  }
});

test('a test that is switched off, or inside of what is, does not count', () => {
  const source = `
    describe.skip('x', () => { test('inside', () => {}); });
    it.todo('later');
    test.skip('off', () => {});
    test.each([1]).skip('table off', () => {});
    describe.skipIf(missing)('y', () => { it('there', () => {}); });
    test.each([1])('table %s', () => {});`;
  expect(Object.fromEntries([...testsIn('x.ts', source)].map(([name, { runs }]) => [name, runs]))).toEqual({
    inside: false,
    later: false,
    off: false,
    'table off': false,
    there: true,
    'table %s': true,
  });
});
