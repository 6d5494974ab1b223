import { accessSync, chmodSync, constants, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** The folder of `npm start`: XDG's data folder unless `--data` names another. */
export function defaultDataFolder(): string {
  const xdg = process.env.XDG_DATA_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.local', 'share'), 'alongside');
}

/** Makes the folder (0700) and proves that it can be written. Throws a line that says what to do. */
export function openDataFolder(folder: string): string {
  const path = resolve(folder);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    chmodSync(path, 0o700);
    accessSync(path, constants.W_OK);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new Error(
      `The data folder ${path} cannot be written (${reason}). Choose another with --data DIR, or change its rights.`,
    );
  }
  return path;
}

const PORT_FILE = 'last-port';

/** For commands that make addresses of a server that another process runs. */
export function rememberPort(folder: string, port: number): void {
  writeFileSync(join(folder, PORT_FILE), `${port}\n`, { mode: 0o600 });
}

export function lastPort(folder: string): number {
  try {
    return Number.parseInt(readFileSync(join(folder, PORT_FILE), 'utf8'), 10) || 7420;
  } catch {
    return 7420; // Never started here yet: the port that it would take.
  }
}
