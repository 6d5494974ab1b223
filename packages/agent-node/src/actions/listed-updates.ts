import { win32 } from 'node:path';
import type { ActionHooks, PendingUpdate, UpdatesLook, UpdatesPort } from '@alongside/agent-core';
import { AppError } from '@alongside/base';
import { runTool, type ToolParts } from './run-tool.ts';

/** How a system lists its updates, and what its user enters to install them. */
export interface UpdateLister {
  readonly by: string;
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  readonly read: (lines: readonly string[]) => readonly PendingUpdate[];
  readonly steps: string;
}

const MAX_UPDATES = 500;
const MAX_LINES = 5_000;

/** Updates of systems that install them by a window of their own: they are listed here, and the way there is shown. */
export class ListedUpdates implements UpdatesPort {
  readonly #parts: ToolParts;
  readonly #lister: UpdateLister;

  constructor(parts: ToolParts, lister: UpdateLister) {
    this.#parts = parts;
    this.#lister = lister;
  }

  async look(): Promise<UpdatesLook> {
    const { by, steps } = this.#lister;
    return { by, install: { how: 'by-hand', steps } };
  }

  async list({ onCancel }: ActionHooks): Promise<readonly PendingUpdate[]> {
    const { file, args, read } = this.#lister;
    const lines: string[] = [];
    const onLine = (line: string) => void (lines.length < MAX_LINES && lines.push(line));
    const code = await runTool(this.#parts, { file, args, onCancel, onLine });
    if (code !== 0) throw new AppError('action.failed', `${file} ended with ${code}`);
    return read(lines).slice(0, MAX_UPDATES);
  }

  install(): Promise<never> {
    return Promise.reject(new AppError('action.unavailable', 'the system installs them by itself'));
  }
}

const SEARCH = [
  '[Console]::OutputEncoding = [Text.Encoding]::UTF8',
  '$s = (New-Object -ComObject Microsoft.Update.Session).CreateUpdateSearcher()',
  '$s.Online = $false',
  'foreach ($u in $s.Search(\'IsInstalled=0 and IsHidden=0\').Updates) { "$([bool]$u.MsrcSeverity)`t$($u.Title)" }',
].join('; ');

/** What Windows found when it last looked, by the documented Windows Update Agent API. Never run on Windows yet. */
export function windowsLister(systemRoot: string): UpdateLister {
  return {
    by: 'Windows Update',
    file: win32.join(systemRoot, 'System32', 'WindowsPowerShell', 'v1.0', 'powershell.exe'),
    args: ['-NoLogo', '-NoProfile', '-NonInteractive', '-Command', SEARCH],
    read: (lines) =>
      lines.flatMap((line) => {
        const [, security, name] = /^(True|False)\t(\S.*)$/u.exec(line.trim()) ?? [];
        return name === undefined ? [] : [{ name, from: '', to: '', security: security === 'True' }];
      }),
    steps: 'start ms-settings:windowsupdate',
  };
}

/** softwareupdate(8), without a new search: `* Label: …`, then `Title: …, Version: …, … Recommended: YES,`. Never run on macOS yet. */
export const MAC_LISTER: UpdateLister = {
  by: 'softwareupdate',
  file: '/usr/sbin/softwareupdate',
  args: ['--list', '--no-scan'],
  read: (lines) =>
    lines.flatMap((line) => {
      const [, name, to] = /^\s+Title: (.+?), Version: ([^,]+),/u.exec(line) ?? [];
      if (name === undefined || to === undefined) return [];
      return [{ name, from: '', to, security: /Recommended: YES/u.test(line) && /security/iu.test(name) }];
    }),
  steps: 'sudo softwareupdate --install --all',
};
