import { spawn } from 'node:child_process';
import { findProgram } from './system-packages.ts';

/** Opens an address in the desktop's browser where there is a desktop; otherwise it is only printed. */
export function openInDesktop(url: string): void {
  const opener = process.env.DISPLAY || process.env.WAYLAND_DISPLAY ? findProgram('xdg-open') : undefined;
  if (opener) spawn(opener, [url], { stdio: 'ignore', detached: true }).unref();
}
