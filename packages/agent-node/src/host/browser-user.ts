import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { promisify } from 'node:util';

/** The user that the browser runs as where the agent itself is root; of no use to anything else. */
export const BROWSER_USER_NAME = 'alongside-browser';

export interface BrowserUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly home: string;
}

const run = promisify(execFile);
const TIME_LIMIT_MS = 10_000;

/** The browser's own user, made where it is missing and we are root. */
export function ensureBrowserUser(): Promise<BrowserUser | undefined> {
  return ensureSystemUser(BROWSER_USER_NAME);
}

/**
 * A user without password and login shell, made where it is missing and we are root. Undefined where the system lacks
 * `useradd` or refuses it.
 */
export async function ensureSystemUser(name: string): Promise<BrowserUser | undefined> {
  const there = findUser(name);
  if (there !== undefined || process.getuid?.() !== 0) return there;
  const useradd = systemProgram('useradd');
  if (useradd === undefined) return undefined;
  try {
    const options = ['--system', '--create-home', '--user-group', '--shell', '/usr/sbin/nologin'];
    await run(useradd, [...options, name], { timeout: TIME_LIMIT_MS });
  } catch {
    // Refused, or another start made it at the same time: what counts is whether it is there now.
  }
  return findUser(name);
}

/** The words that run a program as that user, in front of it; undefined where the system has no `runuser`. */
export function runAs(user: BrowserUser): readonly string[] | undefined {
  const runuser = systemProgram('runuser');
  return runuser === undefined ? undefined : [runuser, '-u', user.name, '--'];
}

/** Administration programs by absolute path: they are not on everybody's PATH, and PATH is not ours to trust as root. */
function systemProgram(name: string): string | undefined {
  return ['/usr/sbin', '/sbin', '/usr/bin', '/bin'].map((folder) => `${folder}/${name}`).find((path) => existsSync(path));
}

function findUser(name: string): BrowserUser | undefined {
  return userIn(readFileSync('/etc/passwd', 'utf8'), name);
}

/** The row of `name` in passwd(5); root under another name is nobody to run a browser as. */
export function userIn(passwd: string, name: string): BrowserUser | undefined {
  for (const row of passwd.split('\n')) {
    const [rowName, , uid, gid, , home] = row.split(':');
    if (rowName !== name || uid === undefined || gid === undefined || !home?.startsWith('/')) continue;
    const user = { name, uid: Number(uid), gid: Number(gid), home };
    return Number.isInteger(user.uid) && Number.isInteger(user.gid) && user.uid > 0 ? user : undefined;
  }
  return undefined;
}
