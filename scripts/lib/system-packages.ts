import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** A program that a command needs, and the Debian package that has it. */
export interface Need {
  readonly program: string;
  readonly package: string;
  /** Where it is no program but what something is compiled against. */
  readonly file?: string;
  /** Of the package, started at each boot if nobody prevents it; we start the program ourselves. */
  readonly service?: string;
}

const BROWSER: Need = { program: 'chromium', package: 'chromium' };
const VIRTUAL_SCREEN: readonly Need[] = [
  { program: 'Xvfb', package: 'xvfb' },
  { program: 'openbox', package: 'openbox' },
];

/** What a virtual screen with an agent on it takes. */
export const FOR_VIRTUAL: readonly Need[] = [BROWSER, ...VIRTUAL_SCREEN];
export const FOR_DEMO: readonly Need[] = [
  ...FOR_VIRTUAL,
  { program: 'xterm', package: 'xterm' },
  { program: 'xdotool', package: 'xdotool' },
  { program: 'ffmpeg', package: 'ffmpeg' },
  { program: 'import', package: 'imagemagick' },
  { program: 'xwininfo', package: 'x11-utils' },
  { program: 'xsetroot', package: 'x11-xserver-utils' },
  { program: 'l3afpad', package: 'l3afpad' },
];
/** What a practice computer takes: a screen that can be looked at from a page, and a few programs. */
export const FOR_TRY: readonly Need[] = [
  BROWSER,
  { program: 'openbox', package: 'openbox' },
  { program: 'Xtigervnc', package: 'tigervnc-standalone-server' },
  { program: 'xterm', package: 'xterm' },
  { program: 'l3afpad', package: 'l3afpad' },
  { program: 'xcalc', package: 'x11-apps' },
  { program: 'xsetroot', package: 'x11-xserver-utils' },
];
export const FOR_TESTS: readonly Need[] = [
  ...FOR_DEMO,
  ...FOR_TRY,
  { program: 'xprop', package: 'x11-utils' },
  { program: 'xev', package: 'x11-utils' },
  { program: 'xrandr', package: 'x11-xserver-utils' },
  { program: 'xauth', package: 'xauth' },
  { program: 'ps', package: 'procps' },
  { program: 'ip', package: 'iproute2' },
  { program: 'turnserver', package: 'coturn', service: 'coturn.service' },
  { program: 'zsh', package: 'zsh' },
  { program: 'fish', package: 'fish' },
  { program: 'dbus-run-session', package: 'dbus' },
  { program: 'gnome-keyring-daemon', package: 'gnome-keyring' },
  { program: 'libsecret headers', package: 'libsecret-1-dev', file: '/usr/include/libsecret-1/libsecret/secret.h' },
  { program: 'certutil', package: 'libnss3-tools' },
  { program: 'ping', package: 'iputils-ping' },
  // With a signature of the tests' own: what keeps signatures up to date asks other machines, and is not started.
  { program: 'clamscan', package: 'clamav', service: 'clamav-freshclam.service' },
  { program: 'clamd', package: 'clamav-daemon', service: 'clamav-daemon.service' },
  { program: 'clamdscan', package: 'clamdscan' },
];
export const FOR_BENCH: readonly Need[] = [
  ...FOR_DEMO,
  { program: 'X0tigervnc', package: 'tigervnc-scraping-server' },
  { program: 'websockify', package: 'websockify' },
  { program: '../share/novnc/utils/novnc_proxy', package: 'novnc' },
];
/** `osqueryi` would be another peer; Debian does not have it. */
export const FOR_BENCH_DIAGNOSTICS: readonly Need[] = [BROWSER, { program: 'inxi', package: 'inxi' }];

export function findProgram(name: string): string | undefined {
  for (const folder of [...(process.env.PATH ?? '').split(delimiter), '/usr/bin', '/usr/local/bin', '/usr/sbin', '/bin']) {
    const path = join(folder, name);
    try {
      accessSync(path, constants.X_OK);
      return path;
    } catch {
      // Not in this folder.
    }
  }
  return undefined;
}

export function missing(needs: readonly Need[]): readonly Need[] {
  return needs.filter(({ program, file }) => (file === undefined ? !findProgram(program) : !existsSync(file)));
}

/** apt runs by itself only as root on Debian or a child of it, on a machine without a desktop. */
export function mayInstall(): boolean {
  const onDebian = existsSync('/etc/debian_version') && findProgram('apt-get') !== undefined;
  return onDebian && process.getuid?.() === 0 && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY;
}

/** The line to paste where apt may not run by itself. */
export function installLine(needs: readonly Need[]): string {
  return `sudo apt install --no-install-recommends ${names(needs).join(' ')}`;
}

/** Installs what is missing where that is allowed; returns what is still missing. */
export function ensurePrograms(needs: readonly Need[], say: (line: string) => void): readonly Need[] {
  const absent = missing(needs);
  if (absent.length === 0) return absent;
  if (!mayInstall()) {
    say(`Missing: ${absent.map(({ program }) => program).join(', ')}. To install: ${installLine(absent)}`);
    return absent;
  }
  say(`Installing from Debian: ${names(absent).join(', ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (args: string[]) => spawnSync('apt-get', args, { env, stdio: ['ignore', 'ignore', 'pipe'], encoding: 'utf8' });
  apt(['update', '-qq']);
  const done = withoutServices(() => apt(['install', '-y', '-qq', '--no-install-recommends', ...names(absent)]));
  for (const { service } of absent) if (service) spawnSync('deb-systemd-helper', ['disable', service], { stdio: 'ignore' });
  if (done.status !== 0) say(`apt-get could not install them: ${done.stderr.trim().split('\n').at(-1) ?? ''}`);
  return missing(needs);
}

/** Debian asks this program whether a package may start its service (invoke-rc.d(8)); 101 is a no. */
const POLICY = '/usr/sbin/policy-rc.d';

/** What is installed for a test must not begin to listen on the machine. */
function withoutServices<T>(install: () => T): T {
  if (existsSync(POLICY)) return install();
  writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    return install();
  } finally {
    rmSync(POLICY, { force: true });
  }
}

function names(needs: readonly Need[]): string[] {
  return [...new Set(needs.map((need) => need.package))];
}
