import {
  chmodSync,
  chownSync,
  copyFileSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fillHome, type MenuEntry } from './practice-home.ts';
import type { PracticeUser } from './practice-user.ts';
import { newXAuthority } from './x-cookie.ts';

const BITMAP = 'practice.xbm';

/** Where everything of one practice computer is. */
export function places(folder: string) {
  const screen = join(folder, 'screen');
  return {
    home: join(folder, 'home'),
    bitmap: join(folder, 'home', BITMAP),
    agentData: join(folder, 'agent'),
    screen,
    socketPath: join(screen, 'screen.sock'),
    authority: join(folder, 'x-authority'),
  };
}

/** An empty folder, 0700, in the system's folder for what does not stay. */
export function newPracticeFolder(): string {
  return mkdtempSync(join(tmpdir(), 'alongside-practice-'));
}

/**
 * Puts into it what is there before anything runs. Programs of another user get what they need and no more: whoever
 * operates them could put links in the place of anything that lies in a folder of theirs, and lead us elsewhere.
 */
export function furnish(folder: string, { programs, agent }: PracticeUser, menu: readonly MenuEntry[]): void {
  const { home, bitmap, agentData, screen, authority } = places(folder);
  for (const path of [home, agentData, screen]) mkdirSync(path, { mode: 0o700 });
  writeFileSync(authority, newXAuthority(), { mode: 0o600 });
  fillHome(home, menu);
  copyFileSync(join(import.meta.dirname, BITMAP), bitmap);
  if (programs === undefined) return;
  for (const entry of readdirSync(home, { recursive: true, encoding: 'utf8' })) give(join(home, entry), programs);
  for (const path of [home, screen, authority]) give(path, programs);
  if (agent !== undefined) give(agentData, agent);
  chmodSync(folder, 0o711);
}

/** Once the screen's socket is there nobody may put another in its place: we connect to it. */
export function closeScreenFolder(folder: string): void {
  const { screen } = places(folder);
  chownSync(screen, process.getuid?.() ?? -1, process.getgid?.() ?? -1);
  chmodSync(screen, 0o700);
}

/** What stands at a name in a folder that all may write to may be anybody's: ours is a folder, no link, that we own. */
export function isOurs(folder: string): boolean {
  const found = lstatSync(folder, { throwIfNoEntry: false });
  return found?.isDirectory() === true && found.uid === process.getuid?.();
}

export function isEnrolled(folder: string): boolean {
  try {
    return readdirSync(places(folder).agentData).includes('enrollment.json');
  } catch {
    return false; // Never made.
  }
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
}

function give(path: string, { uid, gid }: { readonly uid: number; readonly gid: number }): void {
  chownSync(path, uid, gid);
}
