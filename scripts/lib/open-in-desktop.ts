import { spawn } from 'node:child_process';
import { win32 } from 'node:path';
import { findProgram } from './system-packages.ts';

/** Where a desktop is seen by whoever runs this: its name for a person; undefined where there is none. */
export function ownDesktop(environment: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): string | undefined {
  if (platform === 'win32' || platform === 'darwin') return 'this desktop';
  const screen = environment.DISPLAY || environment.WAYLAND_DISPLAY;
  return screen ? `this desktop (${screen})` : undefined;
}

/** The program, and what stands before the address, by which a desktop opens its browser. */
export function openerOf(
  environment: NodeJS.ProcessEnv,
  platform: NodeJS.Platform = process.platform,
): readonly [string, ...string[]] | undefined {
  if (platform === 'darwin') return ['/usr/bin/open'];
  // No shell reads the address: `start` is a word of cmd.exe, to which `&` and `%` mean something.
  const system = win32.join(environment.SystemRoot ?? 'C:\\Windows', 'System32', 'rundll32.exe');
  if (platform === 'win32') return [system, 'url.dll,FileProtocolHandler'];
  const program = ownDesktop(environment, platform) && findProgram('xdg-open');
  return program ? [program] : undefined;
}

/** Opens an address in the desktop's browser where there is a desktop; otherwise it is only printed. */
export function openInDesktop(url: string): void {
  const [program, ...before] = openerOf(process.env) ?? [];
  if (program === undefined) return;
  const child = spawn(program, [...before, url], { stdio: 'ignore', detached: true });
  // It stands on the terminal as well.
  child.on('error', () => undefined);
  child.unref();
}
