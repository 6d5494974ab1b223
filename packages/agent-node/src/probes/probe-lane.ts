import { type ChildProcess, fork } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { WatchdogPort } from '@alongside/agent-core';
import { type Clock, type Disposable, DisposableStore, type RandomSource, randomId } from '@alongside/base';
import { formatMark, killTree, type ProcessMark } from '../processes/index.ts';
import { LANE_MARK, type LaneAnswer, type LaneRequest, laneAnswer, laneReady } from './lane-messages.ts';

/** Node, the packages and the checks are loaded by then, also on a slow disk; no check is charged for it. */
const START_LIMIT_MS = 10_000;

export type LaneOutcome =
  | { readonly status: 'answered'; readonly answer: LaneAnswer; readonly tookMs: number }
  /** `timeout`: the reading outran its limit. `failed`: the lane died, did not start or talked nonsense. */
  | { readonly status: 'unknown'; readonly reason: 'timeout' | 'failed' | 'cancelled'; readonly tookMs: number };

export interface LaneParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly watchdog: WatchdogPort;
  readonly script: string;
  readonly node:
    | { readonly file: string; readonly args: readonly string[]; readonly environment: Readonly<Record<string, string>> }
    | undefined;
}

interface LaneChild {
  readonly process: ChildProcess;
  readonly mark: ProcessMark;
  readonly watched: Disposable;
  /** It said so: what it is asked is read at once. */
  ready: boolean;
}

/** A process that reads one thing after the other. One that outruns its time is ended with all it started; the next gets a new one. */
export class ProbeLane implements Disposable {
  readonly #parts: LaneParts;
  #child: LaneChild | undefined;
  #interrupt: (() => void) | undefined;
  #disposed = false;

  constructor(parts: LaneParts) {
    this.#parts = parts;
  }

  /** Never rejects. One at a time. */
  read(request: LaneRequest, limitMs: number): Promise<LaneOutcome> {
    if (this.#disposed) return Promise.resolve({ status: 'unknown', reason: 'cancelled', tookMs: 0 });
    const { clock } = this.#parts;
    let child: LaneChild;
    try {
      child = this.#child ??= this.#start();
    } catch {
      // The system has no room for another process.
      return Promise.resolve({ status: 'unknown', reason: 'failed', tookMs: 0 });
    }
    return new Promise((resolve) => {
      let from = clock.monotonic();
      const tookMs = () => Math.max(0, clock.monotonic() - from);
      const finish = (outcome: LaneOutcome) => {
        limit.dispose();
        child.process.off('message', handleMessage).off('exit', handleEnd).off('error', handleEnd);
        this.#interrupt = undefined;
        if (outcome.status === 'unknown') this.#end();
        resolve(outcome);
      };
      const fail = (reason: 'timeout' | 'failed' | 'cancelled') => finish({ status: 'unknown', reason, tookMs: tookMs() });
      const handleEnd = () => fail('failed');
      const handleMessage = (message: unknown) => {
        if (!child.ready && laneReady.safeParse(message).success) {
          child.ready = true;
          limit.dispose();
          from = clock.monotonic();
          limit = clock.after(limitMs, () => fail('timeout'));
          return;
        }
        const answer = laneAnswer.safeParse(message);
        if (answer.success && answer.data.task === request.task) {
          finish({ status: 'answered', answer: answer.data, tookMs: tookMs() });
        } else fail('failed');
      };
      let limit = child.ready ? clock.after(limitMs, () => fail('timeout')) : clock.after(START_LIMIT_MS, handleEnd);
      this.#interrupt = () => fail('cancelled');
      child.process.on('message', handleMessage).once('exit', handleEnd).once('error', handleEnd);
      child.process.send(request, (error) => {
        if (error) handleEnd();
      });
    });
  }

  /** What is being read becomes `cancelled`; nothing is left running. */
  dispose(): void {
    if (this.#disposed) return;
    this.#disposed = true;
    this.#interrupt?.();
    this.#end();
  }

  #start(): LaneChild {
    const { node, script, watchdog, random } = this.#parts;
    // Programs inherit it, so that they are found after they left the group and lost their parent.
    const mark = { kind: 'variable', name: LANE_MARK, value: randomId(random) } as const;
    const child = fork(script, [], {
      ...(node ? { execPath: node.file } : {}),
      execArgv: [...(node?.args ?? [])],
      // Nothing of the core's; programs answer in the one language that is parsed.
      env: { PATH: process.env.PATH ?? '', LANG: 'C', LC_ALL: 'C', [mark.name]: mark.value, ...node?.environment },
      cwd: '/',
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      detached: true,
    });
    // What goes wrong is told by whoever waits; between two readings nobody does.
    child.on('error', () => undefined);
    // Nor does anybody wait for a message then. Without a listener Node heaps them up, and throws once the channel is closed.
    child.on('message', () => undefined);
    const watched = new DisposableStore();
    const { pid } = child;
    if (pid !== undefined) {
      try {
        setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
      } catch {
        // It ended already, or may not be slowed: then it runs as everything else.
      }
      const group = watchdog.watch({ kind: 'process-group', id: String(pid) });
      const family = watchdog.watch({ kind: 'process-mark', id: formatMark(mark) });
      watched.defer(() => group.release());
      watched.defer(() => family.release());
    }
    return { process: child, mark, watched, ready: false };
  }

  #end(): void {
    const child = this.#child;
    this.#child = undefined;
    if (!child) return;
    const { process: lane, mark, watched } = child;
    // Not collected yet, so the pid is still its own. One that ended by itself may have left programs behind.
    const isOurs = lane.pid !== undefined && lane.exitCode === null && lane.signalCode === null;
    killTree({ pid: isOurs ? lane.pid : undefined, marks: [mark], leadsGroup: true });
    // A process that hangs inside the kernel cannot be ended; this one must not wait for it at its own end.
    if (lane.connected) lane.disconnect();
    lane.unref();
    watched.dispose();
  }
}
