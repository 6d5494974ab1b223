import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { PracticeSlot } from './practice-slot.ts';

let data: string;
let machine: string;
beforeEach(() => {
  data = mkdtempSync(join(tmpdir(), 'practice-slot-'));
  machine = join(data, 'machine');
});
afterEach(() => rmSync(data, { recursive: true }));

test('what a process that is gone left behind is told to the next of its number', () => {
  const first = PracticeSlot.take(data, machine);
  expect([first.number, first.leftBehind]).toEqual([1, undefined]);
  first.note('/tmp/first');
  // This process is no "npm run try": as one that ended and gave its number to something else.
  const second = PracticeSlot.take(data, machine);
  expect([second.number, second.leftBehind]).toEqual([1, '/tmp/first']);
  expect(PracticeSlot.take(data, machine).leftBehind).toBe('/tmp/first');
  second.release();
  expect([join(data, 'practice'), machine].flatMap((folder) => readdirSync(folder))).toEqual([]);
  expect(PracticeSlot.take(data, machine).leftBehind).toBeUndefined();
});

test('a note that was half written holds nothing', () => {
  PracticeSlot.take(data, machine);
  writeFileSync(join(data, 'practice', '1.json'), '{"pid":');
  const slot = PracticeSlot.take(data, machine);
  expect([slot.number, slot.leftBehind]).toEqual([1, undefined]);
});

test('a number that lives with another data folder of the machine is not taken: its user has one computer at a time', async () => {
  const other = spawn(process.execPath, ['-e', 'console.log(1); setTimeout(() => {}, 60_000)', 'try.ts']);
  try {
    await once(other.stdout, 'data');
    mkdirSync(machine);
    writeFileSync(join(machine, '1.json'), JSON.stringify({ pid: other.pid, folder: null }));
    expect(PracticeSlot.take(data, machine).number).toBe(2);
  } finally {
    other.kill('SIGKILL');
  }
});
