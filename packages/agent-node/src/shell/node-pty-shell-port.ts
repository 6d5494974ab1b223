import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import type { ShellPort, ShellProcess, WatchdogPort } from '@alongside/agent-core';
import { AppError, type Clock, DisposableStore, toAppError } from '@alongside/base';
import { formatMark, ProcessFamily, readProcess } from '../processes/index.ts';
import { type EnclosureKind, encloseShell, probeEnclosure } from './enclosure.ts';
import { ownAccount, shellEnvironment, type UserAccount } from './environment.ts';
import { prepareShell } from './integration.ts';
import { type LoadedPty, loadPty, type PtyModule } from './load-pty.ts';
import { findLoginShell, type LoginShell } from './login-shell.ts';
import { NodePtyShell } from './node-pty-shell.ts';

export interface NodePtyShellOptions {
  readonly watchdog: WatchdogPort;
  readonly clock?: Clock;
  /** Of the agent itself; what the shell gets of it is chosen by `shellEnvironment`. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  readonly account?: UserAccount;
  /** Holds the start-up files of shells, 0700 each; default: the system's. */
  readonly temporaryFolder?: string;
  /** What the machine has, where the caller knows better than a trial. */
  readonly enclosure?: EnclosureKind;
  readonly loadPty?: () => Promise<LoadedPty>;
}

/** Opens the user's own login shell in a terminal of its own. Linux; elsewhere `unavailable` says so. */
export class NodePtyShellPort implements ShellPort {
  readonly unavailable: string | null;
  readonly mayOutlive: boolean;
  readonly #options: NodePtyShellOptions;
  readonly #environment: Readonly<Record<string, string | undefined>>;
  readonly #account: UserAccount;
  readonly #pty: LoadedPty;
  readonly #shell: LoginShell | undefined;
  readonly #kind: EnclosureKind;

  /** Loads the terminal's native part and tries which enclosure there is: up to 4 s, once at the start of the agent. */
  static async create(options: NodePtyShellOptions): Promise<NodePtyShellPort> {
    const environment = options.environment ?? process.env;
    const [pty, kind] = await Promise.all([(options.loadPty ?? loadPty)(), options.enclosure ?? probeEnclosure(environment)]);
    return new NodePtyShellPort(options, pty, kind);
  }

  private constructor(options: NodePtyShellOptions, pty: LoadedPty, kind: EnclosureKind) {
    this.#options = options;
    this.#environment = options.environment ?? process.env;
    this.#account = options.account ?? ownAccount(this.#environment);
    this.#pty = pty;
    this.#kind = kind;
    this.#shell = findLoginShell([this.#account.shell, this.#environment.SHELL]);
    this.mayOutlive = kind === 'loose';
    this.unavailable = this.#reason();
  }

  async open(size: { readonly cols: number; readonly rows: number }): Promise<ShellProcess> {
    const pty = this.#pty;
    const shell = this.#shell;
    if (pty.status !== 'loaded' || !shell || this.unavailable !== null) {
      throw new AppError('shell.unavailable', this.unavailable ?? 'No shell was found on this computer.');
    }
    const cleanUp = new DisposableStore();
    try {
      return await this.#start(pty.module, shell, size, cleanUp);
    } catch (error) {
      cleanUp.dispose();
      throw toAppError(error, 'shell.unavailable');
    }
  }

  async #start(
    pty: PtyModule,
    shell: LoginShell,
    size: { readonly cols: number; readonly rows: number },
    cleanUp: DisposableStore,
  ): Promise<ShellProcess> {
    const nonce = randomBytes(24).toString('base64url');
    const start = cleanUp.add(
      prepareShell(shell, {
        nonce,
        temporaryFolder: this.#options.temporaryFolder ?? tmpdir(),
        userZdotdir: this.#environment.ZDOTDIR,
      }),
    );
    const enclosure = encloseShell({ kind: this.#kind, shell: shell.path, args: start.args, environment: this.#environment });
    cleanUp.defer(() => enclosure.abandon());
    const terminal = pty.spawn(enclosure.command.file, [...enclosure.command.args], {
      name: 'xterm-256color',
      cols: clampSize(size.cols),
      rows: clampSize(size.rows),
      cwd: this.#home(),
      env: { ...shellEnvironment(this.#environment, this.#account, shell.path), ...start.environment, ...enclosure.environment },
      encoding: 'utf8',
    });
    terminal.pause();
    const exited = new Promise<{ exitCode: number; signal?: number | undefined }>((resolve) => terminal.onExit(resolve));
    const watch = (kind: 'process' | 'process-mark' | 'cgroup', id: string) => {
      const watched = this.#options.watchdog.watch({ kind, id });
      cleanUp.defer(() => watched.release());
    };
    watch('process', String(terminal.pid));
    for (const mark of enclosure.marks) watch('process-mark', formatMark(mark));
    const root = readProcess(terminal.pid) ?? { pid: terminal.pid, startTime: '' };
    const cgroup = await enclosure.enter(terminal.pid);
    if (cgroup) watch('cgroup', cgroup.path);
    const clock = this.#options.clock;
    return new NodePtyShell({
      pty: terminal,
      exited,
      name: shell.name,
      nonce,
      family: new ProcessFamily({ root, marks: enclosure.marks, cgroup, ...(clock ? { clock } : {}) }),
      commandsReported: start.reportsCommands,
      mayOutlive: cgroup === undefined,
      release: () => cleanUp.dispose(),
    });
  }

  #reason(): string | null {
    if (process.platform !== 'linux') return 'Commands can be offered on Linux only for now.';
    if (this.#pty.status === 'missing') return this.#pty.reason;
    return this.#shell ? null : 'No shell was found on this computer.';
  }

  #home(): string {
    const home = this.#environment.HOME ?? this.#account.homedir;
    return statSync(home, { throwIfNoEntry: false })?.isDirectory() ? home : '/';
  }
}

function clampSize(value: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), 1), 500) : 80;
}
