import { spawn } from 'node:child_process';
import { join } from 'node:path';
import type { ProcessMark } from './process-mark.ts';
import { type ProcessEntry, processKey, readProcess, sendSignal, signalProcess } from './process-table.ts';
import { ProcessTracker } from './process-tracker.ts';

/** Stops even where processes fork faster than they can be listed. */
const MAX_ROUNDS = 40;

/**
 * Ends a child of ours that nobody has collected yet, and all that came from it: by parent, session and marks, and its
 * group where it leads one. Without `pid`, of a child that ended by itself, what carries its marks. Returns at once; what
 * waits for a device inside the kernel ends when that answers.
 */
export function killTree({
  pid,
  marks,
  leadsGroup,
  platform = process.platform,
}: {
  readonly pid: number | undefined;
  readonly marks: readonly ProcessMark[];
  readonly leadsGroup: boolean;
  readonly platform?: NodeJS.Platform;
}): void {
  if (platform === 'win32') return killOnWindows(pid);
  const root = pid === undefined ? undefined : readProcess(pid);
  // Found before the end: afterwards nobody knows whose children they were.
  const tracker = new ProcessTracker({ roots: root ? [root] : [], marks });
  killAll(() => tracker.scan());
  if (pid !== undefined) sendSignal(leadsGroup ? -pid : pid, 'SIGKILL');
}

function killOnWindows(pid: number | undefined): void {
  if (pid === undefined) return;
  const taskkill = join(process.env.SystemRoot ?? 'C:\\Windows', 'System32', 'taskkill.exe');
  const killer = spawn(taskkill, ['/T', '/F', '/PID', String(pid)], { stdio: 'ignore', windowsHide: true });
  // Then the child alone is ended, which is better than nothing.
  killer.on('error', () => sendSignal(pid, 'SIGKILL'));
  killer.unref();
}

/** Round after round without a pause, so that what forks between two of them is caught. */
export function killAll(members: () => readonly ProcessEntry[]): void {
  const seen = new Set<string>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const fresh = members().filter((entry) => !seen.has(processKey(entry)));
    if (fresh.length === 0) return;
    for (const entry of fresh) {
      seen.add(processKey(entry));
      signalProcess(entry, 'SIGKILL');
    }
  }
}
