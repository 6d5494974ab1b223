import { spawnSync } from 'node:child_process';
import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcess, readProcFile, sendSignal } from '../../packages/agent-node/src/processes/process-table.ts';
import { processIds, usersOf } from '../lib/process-users.ts';

const PATIENCE_MS = 10_000;
const ROUND_MS = 20;
/** Where cron(8) and at(1) keep what users told them to start later: Debian's, then Fedora's. */
const JOB_FOLDERS = ['/var/spool/cron/crontabs', '/var/spool/cron/atjobs', '/var/spool/cron', '/var/spool/at'];

/** Processes whose home is this folder, whoever started them: a practice computer's programs, and what they started. */
export function processesAtHome(home: string): readonly number[] {
  return processIds().filter((pid) => pid !== process.pid && environmentOf(pid).includes(`HOME=${home}`));
}

function environmentOf(pid: number): readonly string[] {
  return readProcFile(`/proc/${pid}/environ`)?.split('\0') ?? [];
}

/**
 * Ends every process of a user that is there for one practice computer alone, whatever it calls its home and its session,
 * and takes back what it told cron and at to start later. Throws where processes come faster than they end.
 */
export async function endAllOf(
  { uid, gid }: { readonly uid: number; readonly gid: number },
  jobFolders: readonly string[] = JOB_FOLDERS,
): Promise<void> {
  if (uid === 0 || uid === process.getuid?.()) throw new Error(`All of user ${uid} is not ours to end.`);
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const left = runningAs(uid);
    // Last, when nobody is left who could tell more; a job may have begun meanwhile, hence one more look.
    if (left.length === 0 && takeJobs(uid, jobFolders) === 0) return;
    if (performance.now() > until) throw new Error(`Processes of an earlier practice do not end: ${left.join(' ')}`);
    if (left.length === 0) continue;
    // All at once (kill(2), -1): one that starts others all the time is never in two of our lists.
    spawnSync('/bin/sh', ['-c', 'kill -9 -1'], { uid, gid, cwd: '/', env: {}, stdio: 'ignore' });
    for (const pid of runningAs(uid)) sendSignal(pid, 'SIGKILL');
    await delay(ROUND_MS);
  }
}

/** How many there were. The folders are the system's own: no user can put links for names there. */
function takeJobs(uid: number, folders: readonly string[]): number {
  const jobs = folders.flatMap(filesIn).filter((path) => {
    const found = lstatSync(path, { throwIfNoEntry: false });
    return found?.isFile() && found.uid === uid;
  });
  for (const path of jobs) rmSync(path, { force: true });
  return jobs.length;
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder).map((name) => join(folder, name));
  } catch {
    return []; // Not on this system.
  }
}

/** Those of which any of the four uids is this one; not those that have ended and wait to be collected. */
function runningAs(uid: number): readonly number[] {
  return processIds().filter((pid) => {
    const state = usersOf(pid).includes(uid) ? readProcess(pid)?.state : undefined;
    return state !== undefined && state !== 'Z' && state !== 'X';
  });
}
