import { readFileSync } from 'node:fs';
import { CHECKS } from '@alongside/diagnostics';
import { PRIVACY_LEVELS, UNKNOWN_REASONS } from '@alongside/protocol';
import { expect, test } from 'vitest';
import { CHECKS_DOCUMENT, withChecksTable } from '../../scripts/lib/checks-table.ts';

const text = readFileSync(CHECKS_DOCUMENT, 'utf8');

test('docs/diagnostics.md has the checks as they are; `node scripts/diagnostics-docs.ts` writes its table anew', () => {
  expect(text).toBe(withChecksTable(text));
  const ids = [...text.matchAll(/^\| `([a-z]+\.[a-z]+)` \|/gmu)].map(([, id]) => id);
  expect(ids).toEqual(CHECKS.map(({ id }) => id).sort());
  // desk.md 3.3 has 74.
  expect(ids).toHaveLength(74);
});

test('it names every level and every reason, and says that Windows and macOS never ran', () => {
  for (const level of PRIVACY_LEVELS) expect(text).toMatch(new RegExp(`^\\| ${level} \\|`, 'mu'));
  for (const reason of UNKNOWN_REASONS) expect(text).toContain(`\`${reason}\``);
  expect(text).toContain('they have never run on those systems');
});

test('a check that is renamed, or loses a system, is found', () => {
  const altered = text.replace('| `disk.space` |', '| `disk.place` |');
  expect(altered).not.toBe(text);
  expect(withChecksTable(altered)).toBe(text);
  expect(() => withChecksTable('# Diagnostics')).toThrow('has no table');
});
