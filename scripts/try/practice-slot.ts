import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const MOST = 9;

const note = z.strictObject({ pid: z.int().min(1), folder: z.string().nullable() });
export type SlotNote = z.infer<typeof note>;

/** A number among the practice computers of one data folder, and where what it keeps is told. */
export class PracticeSlot {
  readonly number: number;
  /** What an earlier practice computer of this number left behind, where it did not end by itself. */
  readonly leftBehind: string | undefined;
  readonly #path: string;

  private constructor(number: number, path: string, leftBehind: string | undefined) {
    this.number = number;
    this.#path = path;
    this.leftBehind = leftBehind;
  }

  /** Takes the lowest number that no living process holds. Throws where there are too many already. */
  static take(data: string): PracticeSlot {
    const folder = join(data, 'practice');
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (let number = 1; number <= MOST; number += 1) {
      const path = join(folder, `${number}.json`);
      if (write(path, 'wx', { pid: process.pid, folder: null })) return new PracticeSlot(number, path, undefined);
      const held = read(path);
      if (held !== undefined && isTry(held.pid)) continue;
      const slot = new PracticeSlot(number, path, held?.folder ?? undefined);
      slot.note(slot.leftBehind ?? null);
      return slot;
    }
    throw new Error(`There are ${MOST} practice computers already. End one of them with Ctrl-C.`);
  }

  /** Where the computer is, so that the next of this number can clean up after this one. */
  note(folder: string | null): void {
    write(this.#path, 'w', { pid: process.pid, folder });
  }

  release(): void {
    rmSync(this.#path, { force: true });
  }
}

/** False where `wx` found it taken. */
function write(path: string, flag: 'w' | 'wx', value: SlotNote): boolean {
  try {
    writeFileSync(path, JSON.stringify(value), { flag, mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(path: string): SlotNote | undefined {
  try {
    return note.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined; // Half written when the power went: nobody holds it.
  }
}

/** Whether a process is one of these, and not another one that got its number. */
function isTry(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('try.ts');
  } catch {
    return false; // Gone.
  }
}

/** Processes whose home is this folder, whoever started them: a practice computer's programs, and what they started. */
export function processesAtHome(home: string): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(`HOME=${home}`));
}

function environmentOf(pid: number): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return []; // Gone, or another user's.
  }
}
