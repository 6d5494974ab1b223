import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { WatchdogPort } from '@alongside/agent-core';
import type { Clock, Disposable } from '@alongside/base';
import { ProcessTracker, readProcess, sendSignal, signalProcess } from '../processes/index.ts';
import { type LaneAnswer, type LaneRequest, laneAnswer } from './lane-messages.ts';

export type LaneOutcome =
  | { readonly status: 'answered'; readonly answer: LaneAnswer }
  | { readonly status: 'unknown'; readonly reason: 'timeout' | 'failed' | 'cancelled' };

export interface LaneParts {
  readonly clock: Clock;
  readonly watchdog: WatchdogPort;
  readonly script: string;
  readonly node:
    | { readonly file: string; readonly args: readonly string[]; readonly environment: Readonly<Record<string, string>> }
    | undefined;
}

/** A process that reads one thing after the other. One that outruns its time is ended with all it started; the next gets a new one. */
export class ProbeLane implements Disposable {
  readonly #parts: LaneParts;
  #child: { readonly process: ChildProcess; readonly watch: { release(): void } } | undefined;
  #interrupt: ((outcome: LaneOutcome) => void) | undefined;
  #disposed = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  /** Never rejects. */
  read(request: LaneRequest, limitMs: number): Promise<LaneOutcome> {
    if (this.#disposed) return Promise.resolve({ status: 'unknown', reason: 'cancelled' });
    this.#child ??= this.#start();
    const child = this.#child.process;
    return new Promise((resolve) => {
      const finish = (outcome: LaneOutcome) => {
        limit.dispose();
        child.off('message', handleMessage);
        child.off('exit', handleEnd);
        child.off('error', handleEnd);
        this.#interrupt = undefined;
        if (outcome.status === 'unknown') this.#end();
        resolve(outcome);
      };
      const handleMessage = (message: unknown) => {
        const answer = laneAnswer.safeParse(message);
        if (answer.success && answer.data.task === request.task) finish({ status: 'answered', answer: answer.data });
        else finish({ status: 'unknown', reason: 'failed' });
      };
      const handleEnd = () => finish({ status: 'unknown', reason: 'failed' });
      const limit = this.#parts.clock.after(limitMs, () => finish({ status: 'unknown', reason: 'timeout' }));
      this.#interrupt = finish;
      child.on('message', handleMessage);
      child.once('exit', handleEnd);
      child.once('error', handleEnd);
      child.send(request, (error) => {
        if (error) handleEnd();
      });
    });
  }

  /** What is being read becomes `cancelled`; nothing is left running. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#interrupt?.({ status: 'unknown', reason: 'cancelled' });
    this.#end();
  }

  #start() {
    const { node, script, watchdog } = this.#parts;
    const child = fork(script, [], {
      ...(node ? { execPath: node.file } : {}),
      execArgv: [...(node?.args ?? [])],
      // Nothing of the core's; programs answer in the one language that is parsed.
      env: { PATH: process.env.PATH ?? '', LANG: 'C', LC_ALL: 'C', ...node?.environment },
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    });
    // What goes wrong is told by whoever waits; between two readings nobody does.
    child.on('error', () => undefined);
    const pid = child.pid;
    if (pid === undefined) return { process: child, watch: { release: () => undefined } };
    try {
      setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    } catch {
      // It ended already, or may not be slowed: then it runs as everything else.
    }
    return { process: child, watch: watchdog.watch({ kind: 'process-group', id: String(pid) }) };
  }

  #end(): void {
    const child = this.#child;
    this.#child = undefined;
    const pid = child?.process.pid;
    if (!child || pid === undefined) return;
    const root = readProcess(pid);
    if (root && child.process.exitCode === null && child.process.signalCode === null) {
      // Found before the end: afterwards nobody knows whose children they were.
      const family = new ProcessTracker({ roots: [root] }).scan();
      sendSignal(-pid, 'SIGKILL');
      for (const entry of family) signalProcess(entry, 'SIGKILL');
    }
    child.watch.release();
  }
}
