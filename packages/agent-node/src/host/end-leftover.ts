import { execFileSync } from 'node:child_process';
import { readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { readProcFile, sendSignal } from '../processes/index.ts';
import { groupMembers } from './group-members.ts';

const PS_LIMIT_MS = 3_000;

/**
 * A browser that outlived a core that was killed holds the profile, and would open our page in a window that is not
 * ours: it is ended, if it is truly one with this profile, and its lock removed. Windows has no such lock.
 */
export function endLeftover(profileDir: string, platform: NodeJS.Platform = process.platform): void {
  const pid = lockHolder(profileDir);
  if (pid !== undefined) {
    if (platform === 'darwin') endByList(pid, profileDir);
    else endByProc(pid, profileDir);
  }
  for (const name of ['SingletonLock', 'SingletonCookie', 'SingletonSocket']) rmSync(join(profileDir, name), { force: true });
}

/** Chromium writes `HOST-PID`, as where a link leads. */
function lockHolder(profileDir: string): number | undefined {
  try {
    const pid = Number(/-(\d+)$/u.exec(readlinkSync(join(profileDir, 'SingletonLock')))?.[1] ?? 0);
    // 0, 1 and negative numbers mean more than one process to kill(2).
    return pid > 1 ? pid : undefined;
  } catch {
    return undefined; // No lock.
  }
}

function endByProc(pid: number, profileDir: string): void {
  const commandLine = readProcFile(`/proc/${pid}/cmdline`)?.split('\0');
  if (commandLine?.includes(switchOf(profileDir))) for (const one of groupMembers(pid)) sendSignal(one, 'SIGKILL');
}

/** macOS has no /proc. Its list writes a command line as one text, in which a folder may have blanks. NEVER RUN there. */
function endByList(pid: number, profileDir: string): void {
  let line: string;
  try {
    const args = ['-ww', '-o', 'pgid=,command=', '-p', String(pid)];
    const stdio: ['ignore', 'pipe', 'ignore'] = ['ignore', 'pipe', 'ignore'];
    line = execFileSync('/bin/ps', args, { encoding: 'utf8', timeout: PS_LIMIT_MS, stdio }).trim();
  } catch {
    return; // Nobody is behind the lock any more.
  }
  if (!`${line} `.includes(` ${switchOf(profileDir)} `)) return;
  // It was started as the first of a group of its own; its helpers are in it, or end with it.
  const leads = Number.parseInt(line, 10) === pid;
  sendSignal(leads ? -pid : pid, 'SIGKILL');
}

function switchOf(profileDir: string): string {
  return `--user-data-dir=${profileDir}`;
}
