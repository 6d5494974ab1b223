import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { BrowserUser } from './browser-user.ts';
import { runAs } from './browser-user.ts';
import { writePrivateFile } from './private-file.ts';
import { entriesForDisplay } from './x-authority-entries.ts';

const run = promisify(execFile);

/** Where and as whom the browser runs. */
export interface BrowserSeat {
  /** 0700, the browser user's own. */
  readonly profileDir: string;
  /** Another user than ours, where we are root and it can be had. */
  readonly user: BrowserUser | undefined;
  /** The whole environment of the browser. */
  readonly environment: Readonly<Record<string, string>>;
}

/** What a browser needs of a desktop's environment. Anything else, such as variables that add switches, is left out. */
const PASSED_ON =
  /^(HOME|USER|LOGNAME|PATH|LANG|LANGUAGE|LC_[A-Z]+|TZ|DISPLAY|XAUTHORITY|WAYLAND_DISPLAY|XDG_(RUNTIME_DIR|SESSION_TYPE|CURRENT_DESKTOP|CONFIG_HOME|CACHE_HOME|DATA_HOME|DATA_DIRS|CONFIG_DIRS)|DBUS_SESSION_BUS_ADDRESS|SYSTEMROOT|LOCALAPPDATA|APPDATA|TEMP|TMP|TMPDIR|USERPROFILE|PROGRAMFILES)$/iu;
/** Another user has no part in our session's bus and folders. */
const PASSED_ON_TO_OTHERS = /^(LANG|LANGUAGE|LC_[A-Z]+|TZ|DISPLAY)$/u;

export async function openSeat(dataDir: string, environment: NodeJS.ProcessEnv, user?: BrowserUser): Promise<BrowserSeat> {
  if (user === undefined) {
    const profileDir = join(dataDir, 'browser');
    await mkdir(profileDir, { recursive: true, mode: 0o700 });
    await chmod(profileDir, 0o700);
    return { profileDir, user, environment: pick(environment, PASSED_ON) };
  }
  // The data folder is closed to that user: its profile is in its own home, one for each data folder of ours.
  const profileDir = join(user.home, `profile-${createHash('sha256').update(dataDir).digest('hex').slice(0, 16)}`);
  const [program = '', ...words] = runAs(user) ?? [];
  await run(program, [...words, 'mkdir', '-p', '-m', '700', profileDir], { cwd: '/', env: { PATH: '/usr/bin:/bin' } });
  const own = { ...pick(environment, PASSED_ON_TO_OTHERS), HOME: user.home, USER: user.name, PATH: '/usr/bin:/bin' };
  const cookies = await displayCookies(environment);
  if (cookies === undefined) return { profileDir, user, environment: own };
  writePrivateFile(profileDir, 'x-authority', cookies, user);
  return { profileDir, user, environment: { ...own, XAUTHORITY: join(profileDir, 'x-authority') } };
}

function pick(environment: NodeJS.ProcessEnv, names: RegExp): Record<string, string> {
  return Object.fromEntries(
    Object.entries(environment).filter((entry): entry is [string, string] => entry[1] !== undefined && names.test(entry[0])),
  );
}

/** Our own right to the display, handed on; undefined where the display asks for none. */
async function displayCookies(environment: NodeJS.ProcessEnv): Promise<Uint8Array | undefined> {
  const file = environment.XAUTHORITY ?? (environment.HOME === undefined ? undefined : join(environment.HOME, '.Xauthority'));
  if (file === undefined || environment.DISPLAY === undefined) return undefined;
  try {
    const cookies = entriesForDisplay(await readFile(file), environment.DISPLAY);
    return cookies.length > 0 ? cookies : undefined;
  } catch {
    return undefined; // No such file: a display without cookies, such as Xvfb.
  }
}
