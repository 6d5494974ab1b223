import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineDiff } from './line-diff.ts';

const of = (before: string, after: string) => lineDiff(before, after).map(({ kind, text }) => `${kind[0]} ${text}`);

test('a line that was changed stands there as it was and as it is', () => {
  expect(of('one\ntwo\nthree', 'one\n2\nthree\nfour')).toEqual(['s one', 'r two', 'a 2', 's three', 'a four']);
});

test('what is the same or was taken out is the old text, what is the same or was put in the new one', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = lineDiff(before, after);
      const without = (kind: string) =>
        lines
          .filter((line) => line.kind !== kind)
          .map((line) => line.text)
          .join('\n');
      expect(without('added')).toBe(before);
      expect(without('removed')).toBe(after);
    }),
    { numRuns: 60 },
  );
});

test('a text of many lines is compared as a whole, at once', () => {
  const long = Array.from({ length: 5_000 }, (_, index) => String(index)).join('\n');
  expect(lineDiff(long, `${long}\nx`)).toHaveLength(10_001);
});
