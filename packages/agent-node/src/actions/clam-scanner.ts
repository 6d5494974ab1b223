import { constants } from 'node:fs';
import { access, readdir, readFile } from 'node:fs/promises';
import type { ActionHooks, ScanFound, ScanLook, ScannerPort } from '@alongside/agent-core';
import { AppError, type Clock, Emitter, type Event } from '@alongside/base';
import type { ScanFolder } from '@alongside/protocol';
import { ClamOutput } from './clam-output.ts';
import { countFiles } from './count-files.ts';
import { runTool, type ToolParts } from './run-tool.ts';
import type { UserFolders } from './user-folders.ts';

const CLAMSCAN = '/usr/bin/clamscan';
const CLAMDSCAN = '/usr/bin/clamdscan';
/** Where Debian has the daemon's settings. */
const DAEMON = '/etc/clamav/clamd.conf';
const FOLLOWS_LINKS = /^\s*Follow(?:Directory|File)Symlinks\s+(?:true|yes|1)\s*$/imu;
/** Where Debian and the others keep what freshclam fetched. */
const DATABASE = '/var/lib/clamav';
/** Of what clamscan reads signatures from (clamscan(1), "database formats"). */
const SIGNATURES = /\.(?:c[vlu]d|[hmn]db|[hm]s[bu]|ldb|cdb|yara)$/u;
/** clamscan(1): nothing found, something found, and something could not be read. */
const ANSWERS = [0, 1, 2];
/** For what only tells something about itself. */
const QUICK_MS = 5_000;

export interface ClamScannerOptions extends ToolParts {
  readonly clock: Clock;
  readonly folders: UserFolders;
  /** Another folder of signatures than the system's, or other settings of the daemon. */
  readonly database?: string;
  readonly daemon?: string;
}

/**
 * ClamAV as it is installed, with its own signatures: by its daemon where that runs, which has them in memory, else by
 * itself. It removes, moves and reports nothing.
 */
export class ClamScanner implements ScannerPort {
  readonly #options: ClamScannerOptions;

  constructor(options: ClamScannerOptions) {
    this.#options = options;
  }

  async look(folder: ScanFolder): Promise<ScanLook> {
    const { clock, folders } = this.#options;
    const daemon = await this.#daemon();
    if (daemon === undefined) await this.#mustHaveSignatures();
    const path = await folders.find(folder);
    const { files, bytes, more } = await countFiles(path, clock);
    return { by: await this.#version(daemon === undefined ? CLAMSCAN : CLAMDSCAN), files, bytes, more };
  }

  async #mustHaveSignatures(): Promise<void> {
    const { database = DATABASE } = this.#options;
    await access(CLAMSCAN, constants.X_OK).catch((cause: unknown) => {
      throw new AppError('action.unavailable', 'there is no ClamAV on this computer', { cause });
    });
    const names = await readdir(database).catch(() => []);
    if (!names.some((name) => SIGNATURES.test(name))) throw new AppError('action.unavailable', 'ClamAV has no signatures');
  }

  async scan(folder: ScanFolder, { onCancel, onProgress }: ActionHooks): Promise<ScanFound> {
    const { clock, folders } = this.#options;
    const path = await folders.find(folder);
    const { files, more } = await countFiles(path, clock);
    const daemon = await this.#daemon(onCancel);
    // The daemon tells of nothing but what it finds.
    const total = more || daemon !== undefined ? null : files;
    const output = new ClamOutput(path);
    const code = await runTool(this.#options, {
      ...(daemon === undefined ? this.#byItself(path) : { file: CLAMDSCAN, args: [daemon, '--stdout', '--fdpass', path] }),
      onCancel,
      onLine: (line) => {
        output.handleLine(line);
        onProgress({ done: total === null ? output.rows : Math.min(output.rows, total), total });
      },
    });
    if (!ANSWERS.includes(code)) throw new AppError('action.failed', `clamscan ended with ${code}`);
    return output.result();
  }

  /** Links could lead out of what the question named, and another file system may have no end. */
  #byItself(path: string): { readonly file: string; readonly args: readonly string[] } {
    const { database } = this.#options;
    const own = database === undefined ? [] : [`--database=${database}`];
    const narrow = ['--recursive=yes', '--follow-dir-symlinks=0', '--follow-file-symlinks=0', '--cross-fs=no', '--remove=no'];
    return { file: CLAMSCAN, args: ['--stdout', ...narrow, ...own, path] };
  }

  /** How clamdscan finds a daemon that answers and follows no links; undefined where there is none. */
  async #daemon(onCancel?: Event<void>): Promise<string | undefined> {
    const { database, daemon = database === undefined ? DAEMON : undefined } = this.#options;
    const settings = daemon === undefined ? undefined : await readFile(daemon, 'utf8').catch(() => undefined);
    if (settings === undefined || FOLLOWS_LINKS.test(settings)) return undefined;
    const config = `--config-file=${daemon}`;
    const there = await access(CLAMDSCAN, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (!there) return undefined;
    const answers = await this.#quick(CLAMDSCAN, [config, '--ping', '1'], () => undefined, onCancel);
    return answers === 0 ? config : undefined;
  }

  /** `ClamAV 1.4.6/27123/…`: the engine alone; the day of the signatures is no matter of the question. */
  async #version(file: string): Promise<string> {
    let version = 'ClamAV';
    await this.#quick(file, ['--version'], (line) => {
      version = /^ClamAV [\d.]{1,20}/u.exec(line)?.[0] ?? version;
    });
    return version;
  }

  /** The exit code; undefined where it did not end in time. */
  async #quick(
    file: string,
    args: readonly string[],
    onLine: (line: string) => void,
    onCancel?: Event<void>,
  ): Promise<number | undefined> {
    const over = new Emitter<void>();
    const cancelling = onCancel?.(() => over.fire());
    const limit = this.#options.clock.after(QUICK_MS, () => over.fire());
    try {
      return await runTool(this.#options, { file, args, onCancel: over.event, onLine });
    } catch (error) {
      if (error instanceof AppError && error.code === 'request.cancelled') return undefined;
      throw error;
    } finally {
      limit.dispose();
      cancelling?.dispose();
    }
  }
}
