import { homedir, tmpdir } from 'node:os';
import { isAbsolute, join } from 'node:path';
import type { FixLook, FixPort, FixResult } from '@alongside/agent-core';
import { AppError, type Clock, type Event } from '@alongside/base';
import type { FixId, ProbeTools } from '@alongside/diagnostics';
import { nodeProbeTools } from '../probes/node-probe-tools.ts';
import { EmptyTrash } from './empty-trash.ts';
import type { MachineFix } from './fix.ts';
import { FlushDns } from './flush-dns.ts';
import { FreeSpace, sessionFiles } from './free-space.ts';
import { RestartService } from './restart-service.ts';
import { StartupItems } from './startup-items.ts';

export interface NodeFixOptions {
  readonly clock: Clock;
  readonly environment: NodeJS.ProcessEnv;
  /** Of the agent: never cleaned. */
  readonly dataDir: string;
  /** Runs a program of the system; default: the machine's own. */
  readonly run?: ProbeTools['run'];
}

/** The safe fixes of this machine. Linux only: on the others each is `fix.unavailable`, and articles tell the way by hand. */
export class NodeFixPort implements FixPort {
  readonly #fixes: Readonly<Partial<Record<FixId, MachineFix>>>;

  constructor(options: NodeFixOptions) {
    this.#fixes = process.platform === 'linux' ? linuxFixes(options) : {};
  }

  async look(fix: FixId): Promise<FixLook> {
    return this.#fix(fix).look();
  }

  async apply(fix: FixId, keys: readonly string[], onCancel: Event<void>, onDone?: (count: number) => void): Promise<FixResult> {
    return this.#fix(fix).apply(keys, onCancel, onDone);
  }

  async undo(fix: FixId, key: string): Promise<void> {
    const { undo } = this.#fix(fix);
    if (undo === undefined) throw new AppError('fix.unavailable', 'it cannot be undone');
    await undo.call(this.#fix(fix), key);
  }

  #fix(fix: FixId): MachineFix {
    const found = this.#fixes[fix];
    if (found === undefined) throw new AppError('fix.unavailable', `this computer does not offer ${fix}`);
    return found;
  }
}

function linuxFixes({ clock, environment, dataDir, run = ownRun(environment) }: NodeFixOptions): Record<FixId, MachineFix> {
  const home = homedir();
  // XDG base directories: a path that is not absolute is ignored.
  const folder = (variable: string, otherwise: string) => {
    const named = environment[variable];
    return named !== undefined && isAbsolute(named) ? named : join(home, otherwise);
  };
  return {
    'free-space': new FreeSpace({
      roots: [
        { path: tmpdir(), kind: 'temporary' },
        { path: '/var/tmp', kind: 'temporary' },
        { path: folder('XDG_CACHE_HOME', '.cache'), kind: 'cache' },
      ],
      uid: process.getuid?.() ?? -1,
      clock,
      keep: [dataDir, ...sessionFiles(environment)],
    }),
    'empty-trash': new EmptyTrash(join(folder('XDG_DATA_HOME', '.local/share'), 'Trash')),
    'flush-dns': new FlushDns(run),
    'restart-service': new RestartService(run),
    'startup-items': new StartupItems({
      own: join(folder('XDG_CONFIG_HOME', '.config'), 'autostart'),
      system: '/etc/xdg/autostart',
    }),
  };
}

function ownRun({ XDG_RUNTIME_DIR: runtimeDir, DBUS_SESSION_BUS_ADDRESS: bus }: NodeJS.ProcessEnv): ProbeTools['run'] {
  const session = { ...(runtimeDir ? { runtimeDir } : {}), ...(bus ? { bus } : {}) };
  return nodeProbeTools({ home: homedir(), uid: process.getuid?.() ?? -1, session }, undefined).run;
}
