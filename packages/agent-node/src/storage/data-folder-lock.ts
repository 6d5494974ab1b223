import { randomBytes } from 'node:crypto';
import { unlinkSync } from 'node:fs';
import { link, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { AppError, type Disposable, toDisposable } from '@alongside/base';
import { z } from 'zod';
import { isRunning, readProcess } from '../processes/index.ts';
import { FILE_MODE, preparePrivateFolder } from './durable-file.ts';
import { toStorageError } from './storage-error.ts';

const LOCK = 'agent.lock';
/** Held for the moment in which a stale lock is replaced, so that only one does it. */
const TAKEOVER = 'agent.lock.takeover';
/** A takeover lasts milliseconds; one this old was left behind by a power cut. */
const TAKEOVER_STALE_MS = 5000;
const MAX_TRIES = 50;
const RETRY_MS = 20;

const holderSchema = z.object({
  pid: z.int().min(1),
  startTime: z.string().max(32),
  /** How long the machine ran when it was taken, in seconds: where no start time is to be had, less now is another boot. */
  upSeconds: z.number().optional(),
  /** Its window can be asked for by a signal, which would end a program that does not listen to it. */
  listens: z.boolean().optional(),
});
type Holder = z.infer<typeof holderSchema>;

/**
 * One agent a data folder. Throws `environment.running-already` with the other's pid, and whether that `listens`. The lock of
 * a process that is gone is taken over; a pid that somebody else has by now is told by its start time, and elsewhere than on
 * Linux by a restart in between, mostly.
 */
export async function lockDataFolder(folder: string, { listens = false } = {}): Promise<Disposable> {
  await preparePrivateFolder(folder);
  const path = join(folder, LOCK);
  const own: Holder = { pid: process.pid, startTime: readProcess(process.pid)?.startTime ?? '', upSeconds: uptime(), listens };
  const draft = join(folder, `.lock-${randomBytes(8).toString('hex')}.tmp`);
  try {
    await writeFile(draft, JSON.stringify(own), { mode: FILE_MODE, flag: 'wx' });
    try {
      for (let tries = 0; tries < MAX_TRIES; tries += 1) {
        if (await linked(draft, path)) return toDisposable(() => release(path));
        const holder = parseHolder(await readIfThere(path));
        if (holder && stillRuns(holder)) throw alreadyRunning(folder, holder);
        if (await takenOver(folder, draft, path)) return toDisposable(() => release(path));
        await new Promise((resolve) => setTimeout(resolve, RETRY_MS));
      }
    } finally {
      await rm(draft, { force: true });
    }
  } catch (error) {
    throw toStorageError(error, path);
  }
  throw new AppError(
    'environment.running-already',
    `Another agent is starting with the data folder ${folder}. Try again in a moment.`,
    {
      context: { folder },
    },
  );
}

function alreadyRunning(folder: string, { pid, listens = false }: Holder): AppError {
  return new AppError(
    'environment.running-already',
    `Alongside already runs with the data folder ${folder} (process ${pid}). Use that one, end it, or choose another folder with --data.`,
    { context: { folder, pid, listens } },
  );
}

/** A hard link is made by one only, and the file behind it is complete from the first moment. */
async function linked(draft: string, path: string): Promise<boolean> {
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Replaces the lock where its holder is gone. Nobody else can meanwhile: a lock that is there cannot be made anew. */
async function takenOver(folder: string, draft: string, path: string): Promise<boolean> {
  const takeover = join(folder, TAKEOVER);
  if (!(await linked(draft, takeover))) {
    const found = await stat(takeover).catch(() => undefined);
    if (found && Date.now() - found.ctimeMs > TAKEOVER_STALE_MS) await rm(takeover, { force: true });
    return false;
  }
  try {
    const text = await readIfThere(path);
    const holder = parseHolder(text);
    if (text === undefined || (holder && stillRuns(holder))) return false;
    await rename(draft, path);
    return true;
  } finally {
    await rm(takeover, { force: true });
  }
}

function parseHolder(text: string | undefined): Holder | undefined {
  if (text === undefined) return undefined;
  try {
    return holderSchema.parse(JSON.parse(text));
  } catch {
    // A lock that nobody can have written whole belongs to nobody.
    return undefined;
  }
}

function stillRuns(holder: Holder): boolean {
  if (holder.startTime !== '') return isRunning(holder);
  if (holder.upSeconds !== undefined && uptime() < holder.upSeconds) return false;
  try {
    process.kill(holder.pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** At the end of the process too, hence without waiting; a lock that stays behind is taken over. */
function release(path: string): void {
  try {
    unlinkSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw toStorageError(error, path);
  }
}
