import type { Clock } from '@alongside/base';
import type { Lane, ProbeOutcome } from '@alongside/diagnostics';
import type { Patience } from './device-access.ts';
import type { EarlierReading, LaneSurroundings, Task } from './lane-messages.ts';
import type { ProbeLane } from './probe-lane.ts';

/** More at once would make the machine slow while its slowness is looked at. */
const LANES_AT_ONCE = 2;

/** `hung`: it outran its own limit, and was not only cut off by the end of the run. */
export type JobOutcome = ProbeOutcome & { readonly tookMs: number; readonly hung: boolean };

/** One thing to be read. `keep` takes what became of it, exactly once. */
export interface Job {
  readonly task: Task;
  readonly limitMs: number;
  readonly previous: EarlierReading | undefined;
  keep(outcome: JobOutcome): void;
}

export interface LanesRun {
  readonly clock: Clock;
  readonly surroundings: LaneSurroundings;
  /** What the server says to this device, for the few that are told it; undefined for all others. */
  readonly access: (task: Task, within: Patience) => Promise<LaneSurroundings['access']> | undefined;
  /** Whatever hangs, the run is over then; what was not read by then is `timeout`. */
  readonly limitMs: number;
  readonly cancelled: AbortSignal;
  readonly openLane: () => ProbeLane;
  begun(task: Task): void;
  ended(task: Task): void;
  laneTook(lane: Lane, tookMs: number): void;
}

/**
 * Reads all jobs, each lane's one after the other, two lanes at a time in their order, until all is read, the time is over
 * or somebody cancels; the last two end it at once. Afterwards no lane is left.
 */
export async function runLanes(lanes: ReadonlyMap<Lane, readonly Job[]>, run: LanesRun): Promise<void> {
  const { clock } = run;
  const live = new Set<ProbeLane>();
  let stopped: 'timeout' | 'cancelled' | undefined;
  const stopping = Promise.withResolvers<undefined>();
  const stop = (reason: 'timeout' | 'cancelled') => {
    stopped ??= reason;
    stopping.resolve(undefined);
    for (const lane of live) lane.dispose();
  };
  const since = (from: number) => Math.max(0, clock.monotonic() - from);

  const read = async (lane: ProbeLane, { task, limitMs, previous }: Job): Promise<JobOutcome> => {
    if (stopped !== undefined) return { status: 'unknown', reason: stopped, tookMs: 0, hung: false };
    const asking = run.access(task, { limitMs, stopping: stopping.promise });
    const access = asking && (await asking);
    const surroundings = { ...run.surroundings, ...(access ? { access } : {}) };
    const { tookMs, ...outcome } = await lane.read({ task, surroundings, ...(previous ? { previous } : {}) }, limitMs);
    if (outcome.status === 'answered') {
      const { answer } = outcome;
      const unknown = answer.status === 'unknown';
      return unknown
        ? { status: 'unknown', reason: answer.reason, tookMs, hung: answer.reason === 'timeout' }
        : { status: 'read', reading: answer.reading, tookMs, hung: false };
    }
    if (outcome.reason === 'cancelled') return { status: 'unknown', reason: stopped ?? 'cancelled', tookMs, hung: false };
    return { status: 'unknown', reason: outcome.reason, tookMs, hung: outcome.reason === 'timeout' };
  };

  const waiting = [...lanes].filter(([, jobs]) => jobs.length > 0);
  const worker = async () => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const [name, jobs] = next;
      const lane = run.openLane();
      live.add(lane);
      const from = clock.monotonic();
      for (const job of jobs) {
        if (stopped === undefined) run.begun(job.task);
        job.keep(await read(lane, job));
        run.ended(job.task);
      }
      live.delete(lane);
      lane.dispose();
      run.laneTook(name, since(from));
    }
  };

  const handleCancel = () => stop('cancelled');
  run.cancelled.addEventListener('abort', handleCancel);
  if (run.cancelled.aborted) handleCancel();
  const limit = clock.after(run.limitMs, () => stop('timeout'));
  try {
    await Promise.all(Array.from({ length: LANES_AT_ONCE }, worker));
  } finally {
    // Whoever is told may throw: then the other lane must not go on by itself.
    stop('cancelled');
    limit.dispose();
    run.cancelled.removeEventListener('abort', handleCancel);
  }
}
