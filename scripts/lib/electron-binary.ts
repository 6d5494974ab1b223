import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeModules } from './paths.ts';

export type ElectronBinary =
  | { readonly kind: 'found'; readonly file: string }
  /** `reason` completes the sentence "Electron cannot be used here: …". */
  | { readonly kind: 'absent'; readonly reason: string };

export interface ElectronBinaryOptions {
  readonly environment: NodeJS.ProcessEnv;
  /** Where npm put the package `electron`. */
  readonly packageDir?: string;
  /** How long nothing of it may come: a machine that cannot fetch it must not be waited for. */
  readonly fetchLimitMs?: number;
  readonly say?: (line: string) => void;
}

const FETCH_LIMIT_MS = 10_000;
const LOOK_MS = 500;
const INSTALLER = 'install.js';

/** Electron's program: the one of ELECTRON_OVERRIDE_DIST_PATH, the one that was fetched before, or one fetched now. */
export async function findElectron(options: ElectronBinaryOptions): Promise<ElectronBinary> {
  const {
    environment,
    packageDir = join(nodeModules, 'electron'),
    fetchLimitMs = FETCH_LIMIT_MS,
    say = () => undefined,
  } = options;
  const given = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) {
    const file = join(given, programName(packageDir));
    return existsSync(file) ? found(file) : absent(`ELECTRON_OVERRIDE_DIST_PATH names ${given}, where there is no ${file}`);
  }
  const there = installed(packageDir);
  if (there) return found(there);
  if (!existsSync(join(packageDir, INSTALLER))) return absent('the package electron is not installed');
  say('Fetching Electron (once, more than 100 MB)');
  const failure = await fetchElectron(packageDir, environment, fetchLimitMs);
  const fetched = installed(packageDir);
  return fetched ? found(fetched) : absent(failure ?? 'its download left no program');
}

function found(file: string): ElectronBinary {
  return { kind: 'found', file };
}

function absent(reason: string): ElectronBinary {
  return { kind: 'absent', reason };
}

/** The package writes the program's name into `path.txt` once it is there. */
function installed(packageDir: string): string | undefined {
  const pathFile = join(packageDir, 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const file = join(packageDir, 'dist', readFileSync(pathFile, 'utf8'));
  return existsSync(file) ? file : undefined;
}

function programName(packageDir: string): string {
  const pathFile = join(packageDir, 'path.txt');
  if (existsSync(pathFile)) return readFileSync(pathFile, 'utf8');
  if (process.platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return process.platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Why it failed, in a line, or undefined where it went well. It may take as long as something of it comes. */
async function fetchElectron(packageDir: string, environment: NodeJS.ProcessEnv, limitMs: number): Promise<string | undefined> {
  const place = mkdtempSync(join(tmpdir(), 'alongside-electron-'));
  try {
    // What comes is kept there first (@electron/get), and unpacked into the package.
    const env = { ...environment, TMPDIR: place, TEMP: place, TMP: place };
    return await runInstaller(packageDir, env, limitMs, () => bytesIn(place) + bytesIn(join(packageDir, 'dist')));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

function runInstaller(
  packageDir: string,
  env: NodeJS.ProcessEnv,
  limitMs: number,
  arrived: () => number,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [join(packageDir, INSTALLER)], { env, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let late = false;
    let bytes = 0;
    let since = performance.now();
    const looking = setInterval(
      () => {
        const now = arrived();
        if (now !== bytes) since = performance.now();
        bytes = now;
        late = performance.now() - since >= limitMs;
        if (late) child.kill('SIGKILL');
      },
      Math.min(LOOK_MS, limitMs / 2),
    );
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(0, 2_000);
    });
    child.once('error', (error) => {
      clearInterval(looking);
      resolve(error.message);
    });
    child.once('close', (code) => {
      clearInterval(looking);
      if (late) return resolve(`its program is not here, and nothing of it came for ${Math.round(limitMs / 1_000)} s`);
      resolve(code === 0 ? undefined : `its program is not here and could not be fetched (${reasonIn(said)})`);
    });
  });
}

function bytesIn(folder: string): number {
  try {
    const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
    return entries.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  } catch {
    return 0; // Not made yet, or being moved this moment.
  }
}

function reasonIn(said: string): string {
  return /^(?:\w*Error: )?(.+)$/mu.exec(said)?.[1]?.slice(0, 160) ?? 'it did not say why';
}
