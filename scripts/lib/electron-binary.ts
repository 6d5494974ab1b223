import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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
  /** A machine that cannot fetch it must not be waited for. */
  readonly fetchLimitMs?: number;
}

const FETCH_LIMIT_MS = 10_000;

/** Electron's program: the one of ELECTRON_OVERRIDE_DIST_PATH, the one that was fetched before, or one fetched now. */
export async function findElectron(options: ElectronBinaryOptions): Promise<ElectronBinary> {
  const { environment, packageDir = join(nodeModules, 'electron'), fetchLimitMs = FETCH_LIMIT_MS } = options;
  const given = environment.ELECTRON_OVERRIDE_DIST_PATH;
  if (given) {
    const file = join(given, programName(packageDir));
    return existsSync(file) ? found(file) : absent(`ELECTRON_OVERRIDE_DIST_PATH names ${given}, where there is no ${file}`);
  }
  const there = installed(packageDir);
  if (there) return found(there);
  const installer = join(packageDir, 'install.js');
  if (!existsSync(installer)) return absent('the package electron is not installed');
  const failure = await fetchElectron(installer, environment, fetchLimitMs);
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

/** Why it failed, in a line, or undefined where it went well. */
function fetchElectron(installer: string, environment: NodeJS.ProcessEnv, limitMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [installer], { env: environment, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, limitMs);
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(0, 2_000);
    });
    child.once('error', (error) => {
      clearTimeout(timer);
      resolve(error.message);
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      if (late) return resolve(`its program is not here and could not be fetched within ${Math.round(limitMs / 1_000)} s`);
      resolve(code === 0 ? undefined : `its program is not here and could not be fetched (${reasonIn(said)})`);
    });
  });
}

function reasonIn(said: string): string {
  return /^(?:\w*Error: )?(.+)$/mu.exec(said)?.[1]?.slice(0, 160) ?? 'it did not say why';
}
