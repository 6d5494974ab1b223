import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { win32 } from 'node:path';
import type { ActionHooks, ScanFound, ScanLook, ScannerPort } from '@alongside/agent-core';
import { AppError, type Clock } from '@alongside/base';
import type { ScanFolder } from '@alongside/protocol';
import { countFiles } from './count-files.ts';
import { runTool, type ToolParts } from './run-tool.ts';
import type { UserFolders } from './user-folders.ts';

const MAX_THREATS = 20;

export interface DefenderScannerOptions extends ToolParts {
  readonly clock: Clock;
  readonly folders: UserFolders;
  /** `%ProgramFiles%`. */
  readonly programFiles: string;
}

/**
 * Microsoft Defender by MpCmdRun.exe, as Microsoft documents it ("Configure and manage Microsoft Defender Antivirus with
 * the mpcmdrun.exe command-line tool"): a custom scan of one folder that lists what it finds and touches none of it. Never
 * run on Windows yet.
 */
export class DefenderScanner implements ScannerPort {
  readonly #options: DefenderScannerOptions;

  constructor(options: DefenderScannerOptions) {
    this.#options = options;
  }

  async look(folder: ScanFolder): Promise<ScanLook> {
    const { clock, folders } = this.#options;
    await access(this.#program, constants.X_OK).catch((cause: unknown) => {
      throw new AppError('action.unavailable', 'there is no Microsoft Defender on this computer', { cause });
    });
    return { by: 'Microsoft Defender', ...(await countFiles(await folders.find(folder), clock)) };
  }

  async scan(folder: ScanFolder, { onCancel }: ActionHooks): Promise<ScanFound> {
    const path = await this.#options.folders.find(folder);
    const lines: string[] = [];
    const code = await runTool(this.#options, {
      file: this.#program,
      args: defenderArguments(path),
      onCancel,
      onLine: (line) => void (lines.length < 10_000 && lines.push(line)),
    });
    return readDefender(code, lines, path);
  }

  get #program(): string {
    return win32.join(this.#options.programFiles, 'Windows Defender', 'MpCmdRun.exe');
  }
}

/** Type 3 is a custom scan; without remediation what is found is listed and left, and stands in no event log. */
export function defenderArguments(folder: string): readonly string[] {
  return ['-Scan', '-ScanType', '3', '-File', folder, '-DisableRemediation'];
}

/**
 * 0: nothing was found. 2: something was found, or the scan failed; then no threat is listed. Rows are `Threat : NAME`, and
 * below each the places where it was, `file : PATH`. How many files it read it does not say.
 */
export function readDefender(code: number, lines: readonly string[], folder: string): ScanFound {
  if (code === 0) return { checked: null, found: 0, skipped: 0, threats: [] };
  const threats: { threat: string; file: string | null }[] = [];
  for (const line of lines) {
    const threat = /^Threat\s+: (\S.{0,200})$/u.exec(line)?.[1];
    if (threat !== undefined) threats.push({ threat: threat.trim(), file: null });
    const file = /^\s+file\s+: (\S.{0,400})$/u.exec(line)?.[1];
    const last = threats.at(-1);
    const below = file?.startsWith(`${folder}\\`) ? file.slice(folder.length + 1).trim() : undefined;
    if (last?.file === null && below !== undefined) threats[threats.length - 1] = { ...last, file: below };
  }
  if (code !== 2 || threats.length === 0) throw new AppError('action.failed', `MpCmdRun ended with ${code} and found nothing`);
  return { checked: null, found: threats.length, skipped: 0, threats: threats.slice(0, MAX_THREATS) };
}
