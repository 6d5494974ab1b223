import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync, Visitor } from 'oxc-parser';

/** Tests that SECURITY.md names: whether they exist, and run wherever their file does. */

export const root = fileURLToPath(new URL('../..', import.meta.url));

interface Named {
  readonly runs: boolean;
}

/** The names of a file's tests as they are written. */
export function testsIn(file: string, source = readFileSync(join(root, file), 'utf8')): ReadonlyMap<string, Named> {
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

/** A test by a cell of a table: `file`: name. */
export function testNamed(cell: string): Named | undefined {
  const { file, name } = /^`(?<file>[^`]+)`: (?<name>.+)$/u.exec(cell)?.groups ?? {};
  if (file === undefined || name === undefined) return undefined;
  const tests = known.get(file) ?? testsIn(file);
  known.set(file, tests);
  return tests.get(name.replaceAll('\\|', '|'));
}
