import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ProbePort, ProbeRun, WatchdogPort } from '@alongside/agent-core';
import { AppError, type Clock, type Disposable, type RandomSource, randomId, systemClock } from '@alongside/base';
import {
  CHECKS,
  type Check,
  checksOf,
  FACT_LEVELS,
  hopeless,
  judged,
  type Lane,
  type ProbeOutcome,
  thresholds,
} from '@alongside/diagnostics';
import { type FactName, facts, type Report, report, type UnknownReason } from '@alongside/protocol';
import { FACT_NAMES, type LaneSurroundings, type Task } from './lane-messages.ts';
import { ownElevation, ownSystem } from './node-probe-tools.ts';
import { type LaneParts, ProbeLane } from './probe-lane.ts';

/** More at once would make the machine slow while its slowness is looked at. */
const LANES_AT_ONCE = 2;
/** desk.md 3.2: 3 s a fast fact, 10 s a slow one. The first of a lane also waits for its process to start. */
const LIMITS_MS: Readonly<Record<Lane, number>> = { fast: 5000, commands: 10_000, network: 10_000, slow: 25_000 };
const FACT_LIMIT_MS = 10_000;
/** Whatever hangs, a scan is over then; what was read by then stays. */
const RUN_LIMIT_MS = { quick: 30_000, network: 30_000, security: 30_000, full: 120_000 };
/** A check that hung this often in a row is not tried again until the agent starts anew (desk.md 3.2, 8). */
const MAX_TIMEOUTS = 2;

export interface NodeProbeOptions {
  readonly agentVersion: string;
  readonly watchdog: WatchdogPort;
  readonly random: RandomSource;
  /** The agent's server, for the checks that ask it. */
  readonly server?: () => LaneSurroundings['server'];
  readonly clock?: Clock;
  /** Runs the lanes' script; default: the Node that runs the core. */
  readonly node?: LaneParts['node'];
  /** The lanes' script; tests give ones that misbehave. */
  readonly script?: string;
  readonly checks?: readonly Check[];
}

interface Job {
  readonly task: Task;
  readonly limitMs: number;
  keep(outcome: ProbeOutcome, tookMs: number): void;
}

/**
 * Checks the machine: each lane in a process of its own, at most two at a time. The lanes' parent, this, owns every
 * deadline. What hangs, fails or talks nonsense is unknown with the reason, and costs nothing but itself.
 */
export class NodeProbePort implements ProbePort {
  readonly #options: NodeProbeOptions;
  readonly #clock: Clock;
  readonly #timeouts = new Map<string, number>();
  readonly #previous = new Map<string, { readonly at: number; readonly reading: unknown }>();
  #running = false;

  constructor(options: NodeProbeOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock();
  }

  async run(run: ProbeRun): Promise<Report> {
    if (this.#running) throw new AppError('diagnostics.unavailable', 'A check of this computer is running already.');
    this.#running = true;
    try {
      return report.parse(await this.#run(run));
    } finally {
      this.#running = false;
    }
  }

  async #run({ profile, levels, basis, onCancel, onProgress }: ProbeRun): Promise<Report> {
    const startedAt = Math.round(this.#clock.now());
    const from = this.#clock.monotonic();
    const reportId = randomId(this.#options.random);
    const result: Pick<Report, 'findings' | 'unknowns' | 'timings'> = { findings: [], unknowns: [], timings: [] };
    const found: Partial<Record<FactName, unknown>> = {};
    const lanes = new Map<Lane, Job[]>([
      ['fast', []],
      ['commands', []],
      ['network', []],
      ['slow', []],
    ]);
    for (const name of FACT_NAMES) {
      if (!levels.includes(FACT_LEVELS[name])) found[name] = { status: 'removed' };
      else lanes.get('commands')?.push({ task: `fact:${name}`, limitMs: FACT_LIMIT_MS, keep: keepFact(name) });
    }
    for (const check of checksOf(this.#options.checks ?? CHECKS, { profile, levels })) {
      const keep = keepCheck.bind(this, check);
      const reason = this.#givenUp(check) ?? hopeless(check, ownSystem(), ownElevation());
      if (reason !== undefined) keep({ status: 'unknown', reason }, 0);
      else lanes.get(check.lane)?.push({ task: `check:${check.id}`, limitMs: LIMITS_MS[check.lane], keep });
    }
    const total = [...lanes.values()].flat().length;
    let done = 0;
    await this.#work(lanes, {
      limitMs: RUN_LIMIT_MS[profile],
      onCancel,
      begun: (task) => onProgress({ done, total: Math.max(1, total), now: task.slice(task.indexOf(':') + 1) }),
      ended: (task) => {
        done += 1;
        onProgress({ done, total: Math.max(1, total), now: task.slice(task.indexOf(':') + 1) });
      },
      laneTook: (lane, tookMs) => void result.timings.push({ lane, tookMs }),
    });
    return {
      format: 'report/v1',
      meta: {
        reportId,
        startedAt,
        tookMs: Math.max(0, this.#clock.monotonic() - from),
        agentVersion: this.#options.agentVersion,
        system: ownSystem(),
        profile,
        elevated: ownElevation(),
        thresholds: thresholds.version,
      },
      consent: { basis, levels: [...levels], at: startedAt },
      facts: facts.parse(found),
      ...result,
      redactions: [],
    };

    function keepFact(name: FactName): Job['keep'] {
      return (outcome, tookMs) => {
        found[name] = toFact(name, outcome, tookMs);
      };
    }

    function keepCheck(this: NodeProbePort, check: Check, outcome: ProbeOutcome, tookMs: number): void {
      const at = Math.round(this.#clock.now());
      this.#count(check, outcome);
      if (outcome.status === 'read') this.#previous.set(check.id, { at, reading: outcome.reading });
      const judgement = judged(check, outcome, { reportId, at, tookMs });
      if (judgement.kind === 'finding') result.findings.push(judgement.finding);
      else result.unknowns.push(judgement.unknown);
    }
  }

  /** Two lanes at a time, in their order, until all is read, the time is over or somebody cancels. */
  async #work(
    lanes: ReadonlyMap<Lane, readonly Job[]>,
    run: {
      readonly limitMs: number;
      readonly onCancel: ProbeRun['onCancel'];
      begun(task: Task): void;
      ended(task: Task): void;
      laneTook(lane: Lane, tookMs: number): void;
    },
  ): Promise<void> {
    const live = new Set<ProbeLane>();
    let stopped: UnknownReason | undefined;
    const stop = (reason: UnknownReason) => {
      stopped ??= reason;
      for (const lane of live) lane.dispose();
    };
    const held: Disposable[] = [run.onCancel(() => stop('cancelled')), this.#clock.after(run.limitMs, () => stop('timeout'))];
    const waiting = [...lanes].filter(([, jobs]) => jobs.length > 0);
    const worker = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [name, jobs] = next;
        const lane = new ProbeLane(this.#laneParts());
        live.add(lane);
        const laneFrom = this.#clock.monotonic();
        for (const job of jobs) {
          if (stopped === undefined) run.begun(job.task);
          const from = this.#clock.monotonic();
          const outcome = stopped === undefined ? await this.#read(lane, job) : ({ status: 'unknown', reason: stopped } as const);
          const cut = outcome.status === 'unknown' && outcome.reason === 'cancelled';
          job.keep(
            cut ? { status: 'unknown', reason: stopped ?? 'cancelled' } : outcome,
            Math.max(0, this.#clock.monotonic() - from),
          );
          run.ended(job.task);
        }
        live.delete(lane);
        lane.dispose();
        run.laneTook(name, Math.max(0, this.#clock.monotonic() - laneFrom));
      }
    };
    try {
      await Promise.all(Array.from({ length: LANES_AT_ONCE }, worker));
    } finally {
      for (const each of held) each.dispose();
      for (const lane of live) lane.dispose();
    }
  }

  async #read(lane: ProbeLane, { task, limitMs }: Job): Promise<ProbeOutcome> {
    const previous = this.#previous.get(task.slice('check:'.length));
    const surroundings: LaneSurroundings = {
      home: homedir(),
      uid: process.getuid?.() ?? -1,
      session: withoutGaps({ runtimeDir: process.env.XDG_RUNTIME_DIR, bus: process.env.DBUS_SESSION_BUS_ADDRESS }),
      ...withoutGaps({ server: this.#options.server?.() }),
    };
    const outcome = await lane.read({ task, surroundings, ...(previous ? { previous } : {}) }, limitMs);
    if (outcome.status === 'unknown') return outcome;
    const { answer } = outcome;
    return answer.status === 'unknown' ? answer : { status: 'read', reading: answer.reading };
  }

  #laneParts(): LaneParts {
    return {
      clock: this.#clock,
      watchdog: this.#options.watchdog,
      script: this.#options.script ?? fileURLToPath(new URL('./lane-process.ts', import.meta.url)),
      node: this.#options.node,
    };
  }

  #givenUp(check: Check): UnknownReason | undefined {
    return (this.#timeouts.get(check.id) ?? 0) >= MAX_TIMEOUTS ? 'timeout' : undefined;
  }

  #count(check: Check, outcome: ProbeOutcome): void {
    if (outcome.status === 'read') this.#timeouts.delete(check.id);
    else if (outcome.reason === 'timeout') this.#timeouts.set(check.id, (this.#timeouts.get(check.id) ?? 0) + 1);
  }
}

function withoutGaps<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** What a lane read is believed only where it fits that fact's schema. */
function toFact(fact: FactName, outcome: ProbeOutcome, tookMs: number): unknown {
  if (outcome.status === 'unknown') return { status: 'unknown', reason: outcome.reason, tookMs };
  const known = facts.shape[fact].safeParse({ status: 'known', value: outcome.reading, tookMs });
  return known.success ? known.data : { status: 'unknown', reason: 'parse', tookMs };
}
