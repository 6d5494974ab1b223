import type { FixLook, FixResult } from '@alongside/agent-core';
import { AppError, type Event } from '@alongside/base';
import type { ProbeTools } from '@alongside/diagnostics';
import { eachItem, type MachineFix } from './fix.ts';

/** Names of units as systemd.unit(5) allows them, services only; what begins with a dash could be read as a switch. */
const SERVICE = /^[A-Za-z0-9:_.\\@][A-Za-z0-9:_.\\@-]{0,200}\.service$/u;
const MAX_SERVICES = 50;
const RESTART_MS = 30_000;
const LIST = ['list-units', '--failed', '--type=service', '--plain', '--no-legend', '--full'];

/** Starts the user's own failed services again. The system's need rights: those are told as commands. */
export class RestartService implements MachineFix {
  readonly #run: ProbeTools['run'];
  #listed: readonly string[] = [];

  constructor(run: ProbeTools['run']) {
    this.#run = run;
  }

  async look(): Promise<FixLook> {
    const own = await this.#failed('--user').catch(() => undefined);
    const system = await this.#failed('--system').catch(() => undefined);
    if (own === undefined && system === undefined)
      throw new AppError('fix.unavailable', 'services are not looked after by systemd here');
    this.#listed = own ?? [];
    return {
      items: this.#listed.map((name) => ({
        key: name,
        name,
        detail: `systemctl --user restart ${name}`,
        bytes: null,
        chosen: true,
      })),
      more: false,
      undoable: [],
      commands: (system ?? []).map((name) => `pkexec systemctl restart ${quoted(name)}`),
    };
  }

  apply(keys: readonly string[], onCancel: Event<void>): Promise<FixResult> {
    const items = this.#listed.filter((name) => keys.includes(name)).map((name) => ({ name }));
    return eachItem(items, onCancel, async ({ name }) => {
      // Only what has failed still: one that somebody started meanwhile is not thrown over.
      if (!(await this.#failed('--user')).includes(name)) return null;
      await this.#run('systemctl', ['--user', 'restart', '--', name], { limitMs: RESTART_MS });
      return 0;
    });
  }

  async #failed(whose: '--user' | '--system'): Promise<readonly string[]> {
    const { stdout } = await this.#run('systemctl', [whose, ...LIST]);
    return stdout
      .split('\n')
      .map((row) => row.trim().split(/\s+/u)[0] ?? '')
      .filter((name) => SERVICE.test(name))
      .slice(0, MAX_SERVICES);
  }
}

/** A template's escapes (`\x2d`) would be a shell's. */
function quoted(name: string): string {
  return /[\\]/u.test(name) ? `'${name}'` : name;
}
