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

const SERVER_FILE = 'last-server.json';

/** A server as another process finds it. */
export interface LastServer {
  /** That links are made for. */
  readonly address: string;
  /** For programs on this machine. */
  readonly localAddress: string;
  /** Of a server with its own authority: the certificate (PEM), and its hash as links carry it. */
  readonly authority: { readonly certificate: string; readonly pin: string } | null;
}

const NEVER_STARTED: LastServer = { address: 'http://localhost:7420', localAddress: 'http://localhost:7420', authority: null };

/** For commands that make addresses of a server that another process runs. */
export function rememberServer(folder: string, { address, localAddress, authority }: LastServer): void {
  const kept: LastServer = {
    address,
    localAddress,
    authority: authority && { certificate: authority.certificate, pin: authority.pin },
  };
  writeFileSync(join(folder, SERVER_FILE), `${JSON.stringify(kept)}\n`, { mode: 0o600 });
}

/** The server that was started last with this data folder, whether it runs or not. */
export function lastServer(folder: string): LastServer {
  try {
    return JSON.parse(readFileSync(join(folder, SERVER_FILE), 'utf8')) as LastServer;
  } catch {
    return NEVER_STARTED; // The address that it would have.
  }
}
