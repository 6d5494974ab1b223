import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';
import { ISSUES, RULES } from './rules.ts';

/** SECURITY.md says which test tries to break which rule. Here is seen to it that each of them exists and runs. */

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(join(root, 'SECURITY.md'), 'utf8');
const rows = [...text.matchAll(/^\| (?<id>(?:\d+\.\d+|[LW]\d?)[a-z]) \| (?<rule>.+?) \| (?<tests>.+) \|$/gmu)].map(
  ({ groups }) => ({
    id: groups?.id ?? '',
    rule: groups?.rule ?? '',
    tests: (groups?.tests ?? '').split('<br>'),
  }),
);

interface Named {
  readonly runs: boolean;
}

/** The names of a file's tests as they are written, and whether they run wherever the file does. */
function testsIn(file: string, source = readFileSync(join(root, file), 'utf8')): ReadonlyMap<string, Named> {
  const found = new Map<string, Named>();
  const switchedOff: { readonly start: number; readonly end: number }[] = [];
  new Visitor({
    CallExpression: (node) => {
      const callee = source.slice(node.callee.start, node.callee.end);
      const [name] = node.arguments;
      const kind = /^(?:test|it|describe)\b/u.exec(callee)?.[0];
      // `test.each(table)('name', …)` has the table's call as its callee.
      if (kind === undefined || name === undefined) return;
      // Where a program is missing that `npm test` installs is no switching off; `skip`, `todo`, `fails` are.
      const off = /\.(?:skip|todo|fixme|fails)\b(?!If)/u.test(callee);
      if (kind === 'describe') {
        if (off) switchedOff.push(node);
        return;
      }
      if (name.type !== 'Literal' || typeof name.value !== 'string') return;
      found.set(name.value, { runs: !off && !switchedOff.some(({ start, end }) => start < node.start && node.end < end) });
    },
  }).visit(parseSync(file, source).program);
  return found;
}

const known = new Map<string, ReadonlyMap<string, Named>>();
function testNamed(file: string, name: string): Named | undefined {
  const tests = known.get(file) ?? testsIn(file);
  known.set(file, tests);
  return tests.get(name);
}

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
    const { file = '', name = '' } = /^`(?<file>[^`]+)`: (?<name>.+)$/u.exec(entry)?.groups ?? {};
    expect(file, `not "\`file\`: name": ${entry}`).not.toBe('');
    expect(testNamed(file, name.replaceAll('\\|', '|')), `${file} has no test "${name}"`).toEqual({ runs: true });
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
