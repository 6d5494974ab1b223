import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

const MOST = 9;

const note = z.strictObject({ pid: z.int().min(1), folder: z.string().nullable() });
export type SlotNote = z.infer<typeof note>;

/** As root, what all data folders of the machine share: each number has one user. Gone when the machine starts anew. */
const MACHINE_FOLDER = '/run/alongside-practice';

/** A number among the practice computers of one data folder (as root: of the machine), and where what it keeps is told. */
export class PracticeSlot {
  readonly number: number;
  /** What an earlier practice computer of this number left behind, where it did not end by itself. */
  readonly leftBehind: string | undefined;
  readonly #path: string;
  readonly #machinePath: string | undefined;

  private constructor(number: number, path: string, machinePath: string | undefined, leftBehind: string | undefined) {
    this.number = number;
    this.#path = path;
    this.#machinePath = machinePath;
    this.leftBehind = leftBehind;
  }

  /** Takes the lowest number that no living process holds. Throws where there are too many already. */
  static take(data: string, machineFolder = process.getuid?.() === 0 ? MACHINE_FOLDER : undefined): PracticeSlot {
    const folder = join(data, 'practice');
    for (const each of [folder, machineFolder]) if (each !== undefined) mkdirSync(each, { recursive: true, mode: 0o700 });
    for (let number = 1; number <= MOST; number += 1) {
      const path = join(folder, `${number}.json`);
      const machinePath = machineFolder === undefined ? undefined : join(machineFolder, `${number}.json`);
      if (machinePath !== undefined && claim(machinePath) === undefined) continue;
      const claimed = claim(path);
      if (claimed !== undefined) return new PracticeSlot(number, path, machinePath, claimed.leftBehind);
      if (machinePath !== undefined) rmSync(machinePath, { force: true });
    }
    throw new Error(`There are ${MOST} practice computers already. End one of them with Ctrl-C.`);
  }

  /** Where the computer is, so that the next of this number can clean up after this one. */
  note(folder: string | null): void {
    write(this.#path, 'w', { pid: process.pid, folder });
  }

  release(): void {
    rmSync(this.#path, { force: true });
    if (this.#machinePath !== undefined) rmSync(this.#machinePath, { force: true });
  }
}

/** Undefined where a living process holds it. */
function claim(path: string): { readonly leftBehind: string | undefined } | undefined {
  if (write(path, 'wx', { pid: process.pid, folder: null })) return { leftBehind: undefined };
  const held = read(path);
  if (held !== undefined && isTry(held.pid)) return undefined;
  write(path, 'w', { pid: process.pid, folder: held?.folder ?? null });
  return { leftBehind: held?.folder ?? undefined };
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
