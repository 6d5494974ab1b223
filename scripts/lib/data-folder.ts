import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import { isRunning, readProcess } from '../../packages/agent-node/src/processes/process-table.ts';
import { usersOf } from './process-users.ts';

/** The folder of `npm start`: XDG's data folder unless `--data` names another. */
export function defaultDataFolder(): string {
  const xdg = process.env.XDG_DATA_HOME;
  return join(xdg?.startsWith('/') ? xdg : join(homedir(), '.local', 'share'), 'alongside');
}

const SERVER_FILE = 'last-server.json';
/** By one of these a folder is known for ours, or an agent's. */
const OURS: readonly string[] = ['server', 'agent', 'practice', SERVER_FILE, 'agent.log'];

/**
 * Makes the folder (0700) and proves that it can be written; a relative one is meant from where npm was called. Throws a
 * line that says what to do, also for a folder that is something else already, which would be closed to all others.
 */
export function openDataFolder(folder: string): string {
  const path = pathOf(folder);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    if (path !== defaultDataFolder() && !isOurs(path)) throw new Error('it holds other files');
    chmodSync(path, 0o700);
    accessSync(path, constants.W_OK);
  } catch (error) {
    throw new Error(
      `The data folder ${path} cannot be used (${reasonOf(error, path)}). Choose another with --data DIR, or change its rights.`,
    );
  }
  return path;
}

const REASONS: Partial<Record<string, (place: string) => string>> = {
  EROFS: (place) => `the disk of ${place} can only be read`,
  ENOSPC: (place) => `there is no room left on the disk of ${place}`,
  EACCES: (place) => `you may not change ${place}`,
  EPERM: (place) => `you may not change ${place}`,
  ENOTDIR: (place) => `${place} is no folder`,
  EEXIST: (place) => `${place} is no folder`,
};

function reasonOf(error: unknown, path: string): string {
  let place = path;
  while (!existsSync(place)) place = dirname(place);
  const { code } = error as { code?: string };
  // A folder within one that is not there either: Node's mkdir says that alone, whatever kept it from making both.
  const because = code === 'ENOENT' ? (writeTrouble(place) ?? error) : error;
  const words = REASONS[(because as { code?: string }).code ?? ''];
  return words?.(place) ?? (because instanceof Error ? because.message : String(because));
}

function writeTrouble(place: string): unknown {
  try {
    accessSync(place, constants.W_OK);
    return undefined;
  } catch (error) {
    return error;
  }
}

/** The folder of a server that was started before; another one is neither made nor touched. Throws a line that says so. */
export function usedDataFolder(folder: string): string {
  const path = pathOf(folder);
  if (existsSync(join(path, 'server', 'alongside.db'))) return path;
  throw new Error(`No server was ever started with the data folder ${path}. Choose another with --data DIR.`);
}

function pathOf(folder: string): string {
  if (folder === '') throw new Error('--data needs a folder.');
  return resolve(process.env.INIT_CWD ?? '', folder);
}

function isOurs(path: string): boolean {
  const found = readdirSync(path).filter((name) => name !== 'lost+found');
  return found.length === 0 || found.some((name) => OURS.includes(name));
}

const lastServerSchema = z.strictObject({
  /** That links are made for. */
  address: z.url(),
  /** For programs on this machine. */
  localAddress: z.url(),
  /** Of a server with its own authority: the certificate (PEM), and its hash as links carry it. */
  authority: z.strictObject({ certificate: z.string(), pin: z.string() }).nullable(),
  /** Whose server it is: an address alone may be anybody's by now. */
  process: z.strictObject({ pid: z.int().min(1), startTime: z.string().min(1) }),
});

/** A server as another process finds it. */
export type LastServer = Omit<z.infer<typeof lastServerSchema>, 'process'>;

/** For commands that need a server that this process runs. What is returned forgets it again. */
export function rememberServer(folder: string, { address, localAddress, authority }: LastServer): () => void {
  const path = join(folder, SERVER_FILE);
  const kept: z.infer<typeof lastServerSchema> = {
    address,
    localAddress,
    authority: authority && { certificate: authority.certificate, pin: authority.pin },
    process: { pid: process.pid, startTime: readProcess(process.pid)?.startTime ?? 'unknown' },
  };
  writeFileSync(path, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
  return () => {
    if (readServer(path)?.process.pid === process.pid) rmSync(path, { force: true });
  };
}

/**
 * The server that another process of ours runs with this data folder. Undefined where that process is gone, or somebody
 * else's: its port may then be held by anyone on this machine.
 */
export function lastServer(folder: string): LastServer | undefined {
  const kept = readServer(join(folder, SERVER_FILE));
  if (kept === undefined) return undefined;
  const { process: owner, ...server } = kept;
  const ours = isRunning(owner) && usersOf(owner.pid).every((uid) => uid === process.getuid?.());
  return ours ? server : undefined;
}

function readServer(path: string): z.infer<typeof lastServerSchema> | undefined {
  try {
    return lastServerSchema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined; // None was started, or the power went while it was written.
  }
}
