import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PracticeSlot } from './practice-slot.ts';

let data: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'practice-slot-'));
});
afterEach(() => rmSync(data, { recursive: true }));

test('what a process that is gone left behind is told to the next of its number', () => {
  const first = PracticeSlot.take(data);
  expect([first.number, first.leftBehind]).toEqual([1, undefined]);
  first.note('/tmp/first');
  // This process is no "npm run try": as one that ended and gave its number to something else.
  const second = PracticeSlot.take(data);
  expect([second.number, second.leftBehind]).toEqual([1, '/tmp/first']);
  expect(PracticeSlot.take(data).leftBehind).toBe('/tmp/first');
  second.release();
  expect(readdirSync(join(data, 'practice'))).toEqual([]);
  expect(PracticeSlot.take(data).leftBehind).toBeUndefined();
});

test('a note that was half written holds nothing', () => {
  PracticeSlot.take(data);
  writeFileSync(join(data, 'practice', '1.json'), '{"pid":');
  const slot = PracticeSlot.take(data);
  expect([slot.number, slot.leftBehind]).toEqual([1, undefined]);
});
