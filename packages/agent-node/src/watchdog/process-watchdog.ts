import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { WatchdogPort } from '@alongside/agent-core';
import { type Disposable, type Logger, silentLogger, toAppError } from '@alongside/base';
import { readProcess } from '../processes/index.ts';
import type { ReleaseCommand, WatchdogMessage, WatchedResource } from './watchdog-messages.ts';

/** A watchdog that ends is started again, later each time: an update may be replacing its very files. But not in a loop. */
const WAITS_MS: readonly number[] = [0, 250, 500, 1_000, 2_000, 4_000];
const CALM_AFTER_MS = 60_000;

type Resource = Parameters<WatchdogPort['watch']>[0];

export interface ProcessWatchdogOptions {
  /** What lets go of keys and buttons on the display; null where there is none. */
  readonly releaseHeldKeys: ReleaseCommand | null;
  /** Runs the watchdog's script; default: the Node that runs the core. */
  readonly node?: {
    readonly file: string;
    readonly args: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
  };
  readonly logger?: Logger;
}

/**
 * Keeps a process that cleans up when this one dies. `dispose` says goodbye, after which nothing is cleaned up any more:
 * whoever calls it has ended what was open.
 */
export class ProcessWatchdog implements WatchdogPort, Disposable {
  readonly #options: ProcessWatchdogOptions;
  readonly #logger: Logger;
  readonly #resources = new Map<number, WatchedResource>();
  #nextKey = 0;
  #child: ChildProcess | undefined;
  #restarts: number[] = [];
  #next: NodeJS.Timeout | undefined;
  #disposed = false;
  readonly #ready = Promise.withResolvers<void>();

  constructor(options: ProcessWatchdogOptions) {
    this.#options = options;
    this.#logger = options.logger ?? silentLogger;
    this.#start();
  }

  /** When the watchdog runs. What is watched before is cleaned up too, a moment later. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Of the watchdog's process; undefined while there is none. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  watch(resource: Resource): { release(): void } {
    const known = describe(resource);
    if (!known) {
      this.#logger.warn('the watchdog cannot watch this', { kind: resource.kind });
      return { release: () => undefined };
    }
    const key = this.#nextKey;
    this.#nextKey += 1;
    this.#resources.set(key, known);
    this.#send({ op: 'watch', key, resource: known });
    return {
      release: () => {
        if (this.#resources.delete(key)) this.#send({ op: 'release', key });
      },
    };
  }

  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    clearTimeout(this.#next);
    this.#send({ op: 'goodbye' });
    this.#child?.stdin?.end();
  }

  #start(): void {
    try {
      this.#child = this.#spawn();
    } catch (error) {
      // Some refusals of the system are thrown: ETXTBSY while its program is being written.
      this.#plan(toAppError(error).message);
      return;
    }
    this.#send({ op: 'settings', releaseHeldKeys: this.#options.releaseHeldKeys });
    for (const [key, resource] of this.#resources) this.#send({ op: 'watch', key, resource });
  }

  #spawn(): ChildProcess {
    const node = this.#options.node ?? { file: process.execPath, args: [], environment: {} };
    const script = fileURLToPath(new URL('./watchdog-process.ts', import.meta.url));
    const child = spawn(node.file, [...node.args, script], {
      detached: true,
      stdio: ['pipe', 'pipe', 'ignore'],
      // Nothing of the core's secrets; what the key release needs is in its own command.
      env: { PATH: process.env.PATH ?? '', ...node.environment },
      cwd: '/',
    });
    child.on('error', (error) => this.#handleLoss(child, error.message));
    child.on('exit', (code, signal) => this.#handleLoss(child, signal ?? `exit code ${code}`));
    child.stdin?.on('error', () => {
      // It has gone; its exit is told on its own and starts another.
    });
    // The core may end while the watchdog waits for exactly that.
    child.unref();
    for (const pipe of [child.stdin, child.stdout]) (pipe as { unref?: () => void } | null)?.unref?.();
    child.stdout?.once('data', () => this.#ready.resolve());
    return child;
  }

  #handleLoss(child: ChildProcess, reason: string): void {
    if (this.#disposed || this.#child !== child) return;
    this.#child = undefined;
    this.#plan(reason);
  }

  #plan(reason: string): void {
    const now = performance.now();
    this.#restarts = this.#restarts.filter((at) => now - at < CALM_AFTER_MS);
    const wait = WAITS_MS[this.#restarts.length];
    if (wait === undefined) {
      this.#logger.error('the watchdog keeps ending; if the agent dies now, nothing is cleaned up', { reason });
      return;
    }
    this.#restarts.push(now);
    this.#logger.warn('the watchdog ended and is started again', { reason });
    this.#next = setTimeout(() => this.#start(), wait);
    this.#next.unref();
  }

  #send(message: WatchdogMessage): void {
    this.#child?.stdin?.write(`${JSON.stringify(message)}\n`);
  }
}

function describe(resource: Resource): WatchedResource | undefined {
  switch (resource.kind) {
    case 'held-keys':
      return { kind: 'held-keys', keycodes: [...(resource.keycodes ?? [])], buttons: [...(resource.buttons ?? [])] };
    case 'cgroup':
      return { kind: 'cgroup', path: resource.id };
    case 'process-mark':
      return { kind: 'process-mark', mark: resource.id };
    case 'process':
    case 'process-group': {
      const pid = Number(resource.id);
      // 0, 1 and negative numbers mean more than one process to kill(2).
      if (!Number.isInteger(pid) || pid < 2) return undefined;
      return { kind: resource.kind, pid, startTime: readProcess(pid)?.startTime ?? '' };
    }
  }
}
