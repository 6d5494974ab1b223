import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import type { ActionHooks, PendingUpdate, UpdatesLook, UpdatesPort } from '@alongside/agent-core';
import { AppError } from '@alongside/base';
import { runTool, type ToolParts } from './run-tool.ts';

/** Many enough for all: an update that is not listed would not be installed with those that need it. */
const MAX_UPDATES = 2_000;
/** As dpkg allows them (deb-control(5), deb-version(7)): nothing that apt could read as a switch or as "remove this" (`NAME-`). */
const NAME = /^[a-z0-9][a-z0-9+.-]{0,98}[a-z0-9+](?::[a-z0-9-]{1,20})?$/u;
const VERSION = /^[A-Za-z0-9][A-Za-z0-9.+:~-]{0,99}$/u;
/** pkexec(1): the prompt was closed, and it was not allowed. */
const NOT_ALLOWED = [126, 127];

export interface AptUpdatesOptions extends ToolParts {
  readonly apt?: string;
  readonly pkexec?: string;
}

/** apt's updates, installed by way of polkit's own prompt; apt itself runs as root then, and the agent never. */
export class AptUpdates implements UpdatesPort {
  readonly #options: AptUpdatesOptions;
  readonly #apt: string;
  readonly #pkexec: string;

  constructor(options: AptUpdatesOptions) {
    this.#options = options;
    this.#apt = options.apt ?? '/usr/bin/apt-get';
    this.#pkexec = options.pkexec ?? '/usr/bin/pkexec';
  }

  async look(): Promise<UpdatesLook> {
    if (!(await isThere(this.#apt))) throw new AppError('action.unavailable', 'no package manager that is known here');
    const prompt = await isThere(this.#pkexec);
    return { by: 'apt', install: prompt ? { how: 'prompt' } : { how: 'by-hand', steps: 'sudo apt-get upgrade' } };
  }

  async list({ onCancel }: ActionHooks): Promise<readonly PendingUpdate[]> {
    const lines: string[] = [];
    const code = await runTool(this.#options, {
      file: this.#apt,
      args: ['-s', '-q', '-o', 'Debug::NoLocking=1', 'upgrade'],
      onCancel,
      onLine: (line) => void (lines.length < 20_000 && lines.push(line)),
    });
    if (code !== 0) throw new AppError('action.failed', `apt-get ended with ${code}`);
    return lines.flatMap((line) => readUpdate(line) ?? []).slice(0, MAX_UPDATES);
  }

  async install(updates: readonly PendingUpdate[], hooks: ActionHooks): Promise<{ updated: number; left: number }> {
    const total = updates.length;
    hooks.onProgress({ done: 0, total });
    await this.#mustBring(updates, hooks);
    const code = await runTool(this.#options, {
      file: this.#pkexec,
      args: [this.#apt, ...installArguments(updates)],
      onCancel: hooks.onCancel,
    });
    if (NOT_ALLOWED.includes(code)) return { updated: 0, left: total };
    // What apt says of itself is one thing; what still waits is the other.
    const still = new Set((await this.list(hooks)).map(({ name, to }) => `${name}=${to}`));
    const left = updates.filter(({ name, to }) => still.has(`${name}=${to}`)).length;
    if (code !== 0 && left === total) throw new AppError('action.failed', `apt-get ended with ${code}`);
    return { updated: total - left, left };
  }

  /**
   * Packages and archives change, and an update may need a package that was not there: apt says beforehand what it would
   * do, and where that is more than the user read, nothing begins.
   */
  async #mustBring(updates: readonly PendingUpdate[], { onCancel }: ActionHooks): Promise<void> {
    const wanted = new Set(updates.map(({ name, to }) => `${name}=${to}`));
    let others = 0;
    const code = await runTool(this.#options, {
      file: this.#apt,
      args: ['-s', '-o', 'Debug::NoLocking=1', ...installArguments(updates)],
      onCancel,
      onLine: (line) => {
        const update = readUpdate(line);
        const isOther = update ? !wanted.has(`${update.name}=${update.to}`) : /^(?:Inst|Remv|Purg) /u.test(line);
        if (isOther) others += 1;
      },
    });
    if (code !== 0 || others > 0) {
      throw new AppError('action.failed', `apt-get would end with ${code} and do ${others} other things`);
    }
  }
}

/** These packages in these versions; nothing that is merely recommended with them, nothing removed, no settings file replaced. */
export function installArguments(updates: readonly PendingUpdate[]): readonly string[] {
  const named = updates.filter(({ name, to }) => NAME.test(name) && VERSION.test(to)).map(({ name, to }) => `${name}=${to}`);
  const careful = ['--only-upgrade', '--no-install-recommends', '--no-remove', '-o', 'Dpkg::Options::=--force-confold'];
  return ['-y', '-q', ...careful, 'install', ...named];
}

/** `Inst NAME [OLD] (NEW ORIGIN, ORIGIN [ARCH])`; security updates come from an archive that says so in its name. */
export function readUpdate(line: string): PendingUpdate | undefined {
  const [, name, from, to, origin] = /^Inst (\S+) \[([^\]]+)\] \((\S+) ([^)]*)\)/u.exec(line) ?? [];
  if (name === undefined || from === undefined || to === undefined) return undefined;
  if (!NAME.test(name) || !VERSION.test(to)) return undefined;
  return { name, from, to, security: /-security/iu.test(origin ?? '') };
}

function isThere(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
