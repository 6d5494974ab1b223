import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findInText } from './find-in-text.ts';

test('marks what is looked for, whatever its case, and reads signs as signs', () => {
  expect(findInText('Disk disk', 'DISK')).toEqual([
    { text: 'Disk', found: true },
    { text: ' ', found: false },
    { text: 'disk', found: true },
  ]);
  expect(findInText('a.b', '.').map(({ found }) => found)).toEqual([false, true, false]);
  expect(findInText('abc', '')).toEqual([{ text: 'abc', found: false }]);
  expect(findInText('', 'x')).toEqual([{ text: '', found: false }]);
});

test('property: the pieces together are the text', () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ maxLength: 3 }), (text, wanted) => {
      expect(
        findInText(text, wanted)
          .map((piece) => piece.text)
          .join(''),
      ).toBe(text);
    }),
  );
});
