import { spawnSync } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { readProcess, readProcFile, sendSignal } from '../../packages/agent-node/src/processes/process-table.ts';
import { processIds, usersOf } from '../lib/process-users.ts';

const PATIENCE_MS = 10_000;
const ROUND_MS = 20;

/** Processes whose home is this folder, whoever started them: a practice computer's programs, and what they started. */
export function processesAtHome(home: string): readonly number[] {
  return processIds().filter((pid) => pid !== process.pid && environmentOf(pid).includes(`HOME=${home}`));
}

function environmentOf(pid: number): readonly string[] {
  return readProcFile(`/proc/${pid}/environ`)?.split('\0') ?? [];
}

/**
 * Ends every process of a user that is there for one practice computer alone, whatever it calls its home and its session.
 * Throws where they come faster than they end.
 */
export async function endAllOf({ uid, gid }: { readonly uid: number; readonly gid: number }): Promise<void> {
  if (uid === 0 || uid === process.getuid?.()) throw new Error(`All of user ${uid} is not ours to end.`);
  const until = performance.now() + PATIENCE_MS;
  for (let left = runningAs(uid); left.length > 0; left = runningAs(uid)) {
    if (performance.now() > until) throw new Error(`Processes of an earlier practice do not end: ${left.join(' ')}`);
    // All at once (kill(2), -1): one that starts others all the time is never in two of our lists.
    spawnSync('/bin/sh', ['-c', 'kill -9 -1'], { uid, gid, cwd: '/', env: {}, stdio: 'ignore' });
    for (const pid of runningAs(uid)) sendSignal(pid, 'SIGKILL');
    await delay(ROUND_MS);
  }
}

/** Those of which any of the four uids is this one; not those that have ended and wait to be collected. */
function runningAs(uid: number): readonly number[] {
  return processIds().filter((pid) => {
    const state = usersOf(pid).includes(uid) ? readProcess(pid)?.state : undefined;
    return state !== undefined && state !== 'Z' && state !== 'X';
  });
}
