import { fileURLToPath } from 'node:url';
import type { ProbePort, WatchdogPort } from '@alongside/agent-core';
import { AppError, type Clock, type Event, systemClock } from '@alongside/base';
import { type FactName, type FactReport, type Facts, factReport, facts } from '@alongside/protocol';
import { FACT_NAMES } from './lane-messages.ts';
import { type LaneOutcome, type LaneParts, ProbeLane } from './probe-lane.ts';

/** More at once would make the machine slow while its slowness is looked at. */
const LANES = 2;
/** desk.md 3.2: 3 s a fast fact, 10 s a slow one. The first fact of a lane also waits for its process to start. */
const LIMITS_MS: Readonly<Partial<Record<FactName, number>>> = { memories: 5000, networks: 5000, batteries: 5000 };
const SLOW_LIMIT_MS = 10_000;

type Unknown = Extract<Facts[FactName], { status: 'unknown' }>;

export interface NodeProbeOptions {
  readonly agentVersion: string;
  readonly watchdog: WatchdogPort;
  readonly clock?: Clock;
  /** Runs the lanes' script; default: the Node that runs the core. */
  readonly node?: LaneParts['node'];
  /** The lanes' script; tests give ones that misbehave. */
  readonly script?: string;
}

/** Reads the machine's facts in two processes of its own. Facts that cannot be read are unknown, with the reason. */
export class NodeProbePort implements ProbePort {
  readonly #options: NodeProbeOptions;
  readonly #clock: Clock;
  #running = false;

  constructor(options: NodeProbeOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
  }

  async run(run: {
    readonly onCancel: Event<void>;
    readonly onProgress: (progress: { readonly done: number; readonly total: number; readonly now: string }) => void;
  }): Promise<FactReport> {
    if (this.#running) throw new AppError('diagnostics.unavailable', 'A check of this computer is running already.');
    this.#running = true;
    const startedAt = this.#clock.now();
    const from = this.#clock.monotonic();
    const parts: LaneParts = {
      clock: this.#clock,
      watchdog: this.#options.watchdog,
      script: this.#options.script ?? fileURLToPath(new URL('./lane-process.ts', import.meta.url)),
      node: this.#options.node,
    };
    const lanes = Array.from({ length: LANES }, () => new ProbeLane(parts));
    const cancelling = run.onCancel(() => {
      for (const lane of lanes) lane.dispose();
    });
    const waiting = [...FACT_NAMES];
    const found: Partial<Record<FactName, unknown>> = {};
    let done = 0;
    const work = async (lane: ProbeLane) => {
      for (let fact = waiting.shift(); fact !== undefined; fact = waiting.shift()) {
        run.onProgress({ done, total: FACT_NAMES.length, now: fact });
        const begun = this.#clock.monotonic();
        const outcome = await lane.read(fact, LIMITS_MS[fact] ?? SLOW_LIMIT_MS);
        found[fact] = toFact(fact, outcome, Math.max(0, this.#clock.monotonic() - begun));
        done += 1;
        run.onProgress({ done, total: FACT_NAMES.length, now: fact });
      }
    };
    try {
      await Promise.all(lanes.map(work));
    } finally {
      cancelling.dispose();
      for (const lane of lanes) lane.dispose();
      this.#running = false;
    }
    return factReport.parse({
      format: 'report/v1',
      meta: {
        startedAt: Math.round(startedAt),
        tookMs: Math.max(0, this.#clock.monotonic() - from),
        agentVersion: this.#options.agentVersion,
      },
      facts: found,
    });
  }
}

/** What a lane read is believed only where it fits that fact's schema. */
function toFact(fact: FactName, outcome: LaneOutcome, tookMs: number): unknown {
  const unknown = (reason: Unknown['reason']): Unknown => ({ status: 'unknown', reason, tookMs });
  if (outcome.status === 'unknown') return unknown(outcome.reason);
  if (outcome.answer.status === 'unknown') return unknown(outcome.answer.reason);
  const known = facts.shape[fact].safeParse({ status: 'known', value: outcome.answer.value, tookMs });
  return known.success ? known.data : unknown('failed');
}
