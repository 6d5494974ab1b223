import { homedir } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { ProbePort, ProbeRun, WatchdogPort } from '@alongside/agent-core';
import { AppError, type Clock, type RandomSource, randomId, systemClock } from '@alongside/base';
import { CHECKS, type Check, checksOf, hopeless, judged, type Lane, thresholds } from '@alongside/diagnostics';
import { type FactName, facts, type Report, report } from '@alongside/protocol';
import type { DeviceAccess } from '../doctor/index.ts';
import type { ServerPlace } from '../host/server-connection.ts';
import { accessFor } from './device-access.ts';
import { factJobs } from './fact-jobs.ts';
import type { LaneSurroundings, Task } from './lane-messages.ts';
import { ownElevation, ownSystem } from './node-probe-tools.ts';
import { type LaneParts, ProbeLane } from './probe-lane.ts';
import { ProbeMemory } from './probe-memory.ts';
import { type Job, type JobOutcome, runLanes } from './run-lanes.ts';

/** desk.md 3.2: 3 s a fast fact, 10 s a slow one. */
const LIMITS_MS: Readonly<Record<Lane, number>> = { fast: 5000, commands: 10_000, network: 10_000, slow: 25_000 };
/** Whatever hangs, a scan is over then; what was read by then stays. */
const RUN_LIMIT_MS = { quick: 30_000, network: 30_000, security: 30_000, full: 120_000 };

export interface NodeProbeOptions {
  readonly agentVersion: string;
  readonly watchdog: WatchdogPort;
  readonly random: RandomSource;
  /** The agent's server, for the checks that ask it. */
  readonly server?: ServerPlace;
  /** What the server says to this device's key; the key stays in the core. */
  readonly access?: () => Promise<DeviceAccess>;
  /** macOS: what the system lets the agent do, where its host can tell. */
  readonly permissions?: () => NonNullable<NonNullable<LaneSurroundings['agent']>['permissions']>;
  /** For HTTPS_PROXY, NO_PROXY, the user's session and screen; default: this process's own. */
  readonly environment?: NodeJS.ProcessEnv;
  /** The agent's data folder, where a few readings are kept for the next run. */
  readonly keepIn?: string;
  /** What could not be kept or read there; the run does without. */
  readonly tellTrouble?: (error: AppError) => void;
  readonly clock?: Clock;
  /** Runs the lanes' script; default: the Node that runs the core. */
  readonly node?: LaneParts['node'];
  /** The lanes' script; tests give ones that misbehave. */
  readonly script?: string;
  readonly checks?: readonly Check[];
}

/** A report while it is being made. */
interface Draft extends Pick<Report, 'findings' | 'unknowns' | 'timings'> {
  readonly reportId: string;
  readonly facts: Partial<Record<FactName, unknown>>;
}

/**
 * Checks the machine: each lane in a process of its own, at most two at a time. The lanes' parent, this, owns every
 * deadline. What hangs, fails or talks nonsense is unknown with the reason, and costs nothing but itself.
 */
export class NodeProbePort implements ProbePort {
  readonly #options: NodeProbeOptions;
  readonly #clock: Clock;
  readonly #checks: readonly Check[];
  readonly #memory: ProbeMemory;
  #running = false;

  constructor(options: NodeProbeOptions) {
    const { clock = systemClock(), checks = CHECKS, keepIn, tellTrouble = () => undefined } = options;
    this.#options = options;
    this.#clock = clock;
    this.#checks = checks;
    this.#memory = new ProbeMemory({ checks, folder: keepIn, tellTrouble });
  }

  async run(run: ProbeRun): Promise<Report> {
    if (this.#running) throw new AppError('diagnostics.unavailable', 'A check of this computer is running already.');
    this.#running = true;
    const cancel = new AbortController();
    const listening = run.onCancel(() => cancel.abort());
    try {
      return report.parse(await this.#run(run, cancel.signal));
    } finally {
      listening.dispose();
      this.#running = false;
    }
  }

  async #run(run: ProbeRun, cancelled: AbortSignal): Promise<Report> {
    const { profile, levels, basis, onProgress } = run;
    const startedAt = Math.round(this.#clock.now());
    const from = this.#clock.monotonic();
    const draft: Draft = { reportId: randomId(this.#options.random), facts: {}, findings: [], unknowns: [], timings: [] };
    await this.#memory.load(startedAt);
    const lanes = this.#lanes(run, draft, startedAt);
    const total = Math.max(1, [...lanes.values()].flat().length);
    let done = 0;
    const tell = (task: Task) => onProgress({ done, total, now: task.slice(task.indexOf(':') + 1) });
    await runLanes(lanes, {
      clock: this.#clock,
      surroundings: this.#surroundings(),
      access: (task, within) => accessFor(task, { ...within, clock: this.#clock, ask: this.#options.access }),
      limitMs: RUN_LIMIT_MS[profile],
      cancelled,
      openLane: () => this.#openLane(),
      begun: tell,
      ended: (task) => {
        done += 1;
        tell(task);
      },
      laneTook: (lane, tookMs) => void draft.timings.push({ lane, tookMs }),
    });
    await this.#memory.save();
    const { reportId, facts: found, ...results } = draft;
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
      ...results,
      redactions: [],
    };
  }

  /** What is to be read, by lane; what need not be tried is in the draft already. */
  #lanes(run: ProbeRun, draft: Draft, startedAt: number): ReadonlyMap<Lane, readonly Job[]> {
    const lanes = new Map<Lane, Job[]>([
      ['fast', []],
      ['commands', []],
      ['network', []],
      ['slow', []],
    ]);
    const keepFact = (name: FactName, fact: unknown) => {
      draft.facts[name] = fact;
    };
    lanes.get('commands')?.push(...factJobs(run.only ? [] : run.levels, keepFact));
    // What hung the last time comes last: the others have their turn before it can hang again.
    const checks = [...checksOf(this.#checks, run)].sort((a, b) => this.#memory.hung(a) - this.#memory.hung(b));
    for (const check of checks) {
      const keep = (outcome: JobOutcome) => this.#keep(check, outcome, draft);
      const leftAlone = this.#memory.isLeftAlone(check, startedAt) ? ('timeout' as const) : undefined;
      const reason = hopeless(check, ownSystem(), ownElevation()) ?? leftAlone;
      if (reason !== undefined) keep({ status: 'unknown', reason, tookMs: 0, hung: false });
      else {
        const previous = this.#memory.previous(check);
        lanes.get(check.lane)?.push({ task: `check:${check.id}`, limitMs: LIMITS_MS[check.lane], previous, keep });
      }
    }
    return lanes;
  }

  #keep(check: Check, outcome: JobOutcome, { reportId, findings, unknowns }: Draft): void {
    const at = Math.round(this.#clock.now());
    this.#memory.note(check, outcome, at);
    const judgement = judged(check, outcome, { reportId, at, tookMs: outcome.tookMs });
    if (judgement.kind === 'finding') findings.push(judgement.finding);
    else unknowns.push(judgement.unknown);
  }

  #surroundings(): LaneSurroundings {
    const { agentVersion, server, permissions, environment = process.env } = this.#options;
    const proxy = environment.HTTPS_PROXY ?? environment.https_proxy;
    const except = environment.NO_PROXY ?? environment.no_proxy;
    return {
      home: homedir(),
      uid: process.getuid?.() ?? -1,
      session: withoutGaps({ runtimeDir: environment.XDG_RUNTIME_DIR, bus: environment.DBUS_SESSION_BUS_ADDRESS }),
      agent: {
        version: agentVersion,
        windows: environment.WAYLAND_DISPLAY ? 'wayland' : environment.DISPLAY ? 'x11' : null,
        ...withoutGaps({ permissions: permissions?.() }),
      },
      ...(server
        ? {
            server: {
              url: server.server,
              ...withoutGaps({ ca: server.ca }),
              ...(proxy ? { proxy: { https: proxy, ...withoutGaps({ except }) } } : {}),
            },
          }
        : {}),
    };
  }

  #openLane(): ProbeLane {
    const { random, watchdog, script, node } = this.#options;
    const own = fileURLToPath(new URL('./lane-process.ts', import.meta.url));
    return new ProbeLane({ clock: this.#clock, random, watchdog, script: script ?? own, node });
  }
}

function withoutGaps<T extends object>(values: T): { [Key in keyof T]?: Exclude<T[Key], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}
