import { fileURLToPath } from 'node:url';
import type { ReleaseCommand } from '../watchdog/index.ts';

/** What lets go of keys and buttons on this display after the core died; null where there is no X display. */
export function releaseCommand(environment: NodeJS.ProcessEnv): ReleaseCommand | null {
  if (!environment.DISPLAY) return null;
  const passedOn = ['DISPLAY', 'XAUTHORITY', 'HOME'].flatMap((name) => {
    const value = environment[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    file: process.execPath,
    args: [fileURLToPath(new URL('../x11/release-held.ts', import.meta.url))],
    environment: Object.fromEntries(passedOn),
  };
}
