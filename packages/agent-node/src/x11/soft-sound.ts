import { execFile } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import type { Environment } from './x11-connection.ts';

/** Not from PATH, which the user's shell may point anywhere. */
const PROGRAM_FOLDERS = ['/usr/bin', '/bin', '/usr/local/bin'];
const VORBIS = '/usr/share/sounds/freedesktop/stereo/message.oga';
const PLAYERS: readonly { readonly program: string; readonly args: readonly string[]; readonly needs?: string }[] = [
  { program: 'canberra-gtk-play', args: ['--id=message', '--volume=-12'] },
  { program: 'paplay', args: ['--volume=20000', VORBIS], needs: VORBIS },
];
const LIMIT_MS = 5000;

async function isUsable(path: string, mode: number): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}

/** Plays the desktop's message sound where there is a player; silence is fine. */
export async function playSoftSound(env: Environment): Promise<void> {
  for (const { program, args, needs } of PLAYERS) {
    if (needs && !(await isUsable(needs, constants.R_OK))) continue;
    for (const folder of PROGRAM_FOLDERS) {
      const path = `${folder}/${program}`;
      if (!(await isUsable(path, constants.X_OK))) continue;
      // No sound server is no failure: the window and its mark are there.
      execFile(path, args, { env: { ...env }, timeout: LIMIT_MS }, () => undefined).unref();
      return;
    }
  }
}
