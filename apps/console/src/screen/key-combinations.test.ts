import { session } from '@alongside/protocol';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { combinationEvents, KEY_COMBINATIONS, textEvents } from './key-combinations.ts';

test.each(KEY_COMBINATIONS)('$label is pressed and let go of, and fits the wire', (combination) => {
  const events = combinationEvents(combination);
  for (const event of events) expect(session.inputEvent.safeParse(event).success).toBe(true);
  const held = new Set<string>();
  for (const event of events) {
    if (event.type !== 'key') throw new Error('keys only');
    if (event.down) held.add(event.code);
    else held.delete(event.code);
  }
  expect([...held]).toEqual([]);
});

test('line ends and tabs are keys', () => {
  expect(textEvents('Ü€\r\n\t🙂')).toEqual([
    { type: 'text', text: 'Ü€' },
    { type: 'key', code: 'Enter', down: true },
    { type: 'key', code: 'Enter', down: false },
    { type: 'key', code: 'Tab', down: true },
    { type: 'key', code: 'Tab', down: false },
    { type: 'text', text: '🙂' },
  ]);
});

test('nothing is lost, split or too long', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 300 }), fc.integer({ min: 1, max: 30 }), (piece, times) => {
      const text = piece.repeat(times).replaceAll(/[\r\n\t]/gu, '');
      const events = textEvents(text);
      expect(events.map((event) => (event.type === 'text' ? event.text : '')).join('')).toBe(text);
      for (const event of events) expect(session.inputEvent.safeParse(event).success).toBe(true);
    }),
  );
});
