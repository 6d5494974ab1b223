import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@alongside/base';
import type { Check } from '@alongside/diagnostics';
import { checkId, instant } from '@alongside/protocol';
import { z } from 'zod';
import { preparePrivateFolder, refuseForeign, replaceFile, toStorageError } from '../storage/index.ts';
import { type EarlierReading, earlierReading } from './lane-messages.ts';
import type { JobOutcome } from './run-lanes.ts';

/** A check that hung this often in a row is left alone (desk.md 3.2, 8) … */
const MAX_HUNG = 2;
/** … for a day: then it is tried once more, since what hung may have been mended. */
const LEFT_ALONE_MS = 24 * 60 * 60 * 1000;
const FILE_NAME = 'check-readings.json';
/** Of one reading, in characters of JSON; those that are compared with later ones are small. */
const MAX_READING = 16 * 1024;
const MAX_FILE = 512 * 1024;

const entry = z.strictObject({
  previous: earlierReading.optional(),
  hung: z.strictObject({ times: z.int().min(1).max(1000), at: instant }).optional(),
});
type Entry = z.infer<typeof entry>;
const kept = z.strictObject({ format: z.literal('check-readings/v1'), checks: z.record(checkId, entry) });

export interface ProbeMemoryOptions {
  readonly checks: readonly Check[];
  /** The agent's data folder; without one nothing outlives this process. */
  readonly folder: string | undefined;
  /** What could not be read or kept; a run does without. */
  readonly tellTrouble: (error: AppError) => void;
}

/**
 * What checks read last, for those that compare (how fast a disk fills), and which of them hang. One small file of the
 * data folder, `check-readings.json`; what is of level P2 and above never gets there.
 */
export class ProbeMemory {
  readonly #options: ProbeMemoryOptions;
  #entries = new Map<string, Entry>();

  constructor(options: ProbeMemoryOptions) {
    this.#options = options;
  }

  /** Takes in what the file has; another program may have run the checks meanwhile. `now`: what claims to be later is dropped. */
  async load(now: number): Promise<void> {
    const { folder, tellTrouble } = this.#options;
    if (folder === undefined) return;
    try {
      const text = await readSmallFile(join(folder, FILE_NAME));
      if (text !== undefined) this.#take(kept.parse(JSON.parse(text)).checks, now);
    } catch (error) {
      const path = join(folder, FILE_NAME);
      const broken = error instanceof SyntaxError || error instanceof z.ZodError;
      // It is written anew at the end of the run.
      tellTrouble(broken ? new AppError('storage.broken', `${path} cannot be understood`) : toStorageError(error, path));
    }
  }

  previous(check: Check): EarlierReading | undefined {
    return this.#entries.get(check.id)?.previous;
  }

  /** How often in a row it has hung. */
  hung(check: Check): number {
    return this.#entries.get(check.id)?.hung?.times ?? 0;
  }

  isLeftAlone(check: Check, now: number): boolean {
    const hung = this.#entries.get(check.id)?.hung;
    return hung !== undefined && hung.times >= MAX_HUNG && now < hung.at + LEFT_ALONE_MS;
  }

  note(check: Check, outcome: JobOutcome, now: number): void {
    const before = this.#entries.get(check.id);
    if (outcome.status === 'read') {
      // What is not a reading of that check is no reason to compare with it.
      const fits = check.reading.safeParse(outcome.reading).success;
      this.#entries.set(check.id, fits ? { previous: { at: now, reading: outcome.reading } } : {});
    } else if (outcome.hung) {
      this.#entries.set(check.id, { ...before, hung: { times: Math.min(1000, (before?.hung?.times ?? 0) + 1), at: now } });
    }
  }

  async save(): Promise<void> {
    const { folder, tellTrouble } = this.#options;
    if (folder === undefined) return;
    try {
      await refuseForeign(folder);
      await preparePrivateFolder(folder);
      const text = JSON.stringify({ format: 'check-readings/v1', checks: this.#lasting() } satisfies z.infer<typeof kept>);
      if (text.length > MAX_FILE) throw new AppError('storage.full', 'what the checks read is too much to be kept');
      await replaceFile(join(folder, FILE_NAME), text);
    } catch (error) {
      tellTrouble(toStorageError(error, folder));
    }
  }

  #take(found: Readonly<Record<string, Entry>>, now: number): void {
    for (const check of this.#options.checks) {
      const { previous, hung } = found[check.id] ?? {};
      const mine = this.#entries.get(check.id);
      const fits = previous !== undefined && previous.at <= now && check.reading.safeParse(previous.reading).success;
      const reading = fits && previous.at >= (mine?.previous?.at ?? 0) ? previous : mine?.previous;
      const hanging = hung !== undefined && hung.at <= now ? hung : mine?.hung;
      this.#entries.set(check.id, { ...(reading && { previous: reading }), ...(hanging && { hung: hanging }) });
    }
  }

  #lasting(): Readonly<Record<string, Entry>> {
    const lasting: Record<string, Entry> = {};
    for (const { id, privacy } of this.#options.checks) {
      const { previous, hung } = this.#entries.get(id) ?? {};
      const keeps = previous && (privacy === 'P0' || privacy === 'P1') && JSON.stringify(previous).length <= MAX_READING;
      if (keeps || hung) lasting[id] = { ...(keeps && { previous }), ...(hung && { hung }) };
    }
    return lasting;
  }
}

/** Undefined where there is none. Nothing that could block or never end is read. */
async function readSmallFile(path: string): Promise<string | undefined> {
  try {
    const found = await stat(path);
    if (!found.isFile() || found.size > MAX_FILE) throw new AppError('storage.broken', `${path} was not written by Alongside`);
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
