import { type Clock, type Disposable, systemClock } from '@alongside/base';
import type { Cgroup } from './cgroup.ts';
import { killAll } from './kill-tree.ts';
import type { ProcessMark } from './process-mark.ts';
import {
  describeProcess,
  type ProcessEntry,
  type ProcessIdentity,
  processKey,
  readProcess,
  signalProcess,
} from './process-table.ts';
import { ProcessTracker } from './process-tracker.ts';

/** How often a family without a cgroup is looked through for new members. */
const SCAN_EVERY_MS = 250;
const HANGUP_GRACE_MS = 1000;
/** After SIGKILL, how long we look whether all are gone; with the grace this is well inside the port's promise. */
const KILL_WATCH_MS = 450;
const LOOK_AGAIN_MS = 20;
/** Stops even where processes fork faster than they can be listed; the next scan goes on. */
const MAX_ROUNDS = 40;

const runs = (entry: ProcessEntry) => entry.state !== 'Z' && entry.state !== 'X';

/**
 * Every process that came from one: held together by a cgroup where there is one, and in any case by parents, session
 * and marks. Freezes and ends all of them.
 */
export class ProcessFamily implements Disposable {
  readonly #tracker: ProcessTracker;
  readonly #cgroup: Cgroup | undefined;
  readonly #clock: Clock;
  readonly #scanning: Disposable;
  /** Those that we stopped; ones that a person stopped stay so on `thaw`. */
  #stopped: ProcessIdentity[] | undefined;
  #ending: { readonly how: 'hangup' | 'kill'; readonly done: Promise<readonly string[]> } | undefined;

  constructor(options: {
    readonly root: ProcessIdentity;
    readonly marks: readonly ProcessMark[];
    readonly cgroup: Cgroup | undefined;
    readonly clock?: Clock;
  }) {
    this.#tracker = new ProcessTracker({ roots: [options.root], marks: options.marks });
    this.#cgroup = options.cgroup;
    this.#clock = options.clock ?? systemClock();
    this.members();
    this.#scanning = options.cgroup ? { dispose: () => undefined } : this.#clock.every(SCAN_EVERY_MS, () => this.#look());
  }

  get frozen(): boolean {
    return this.#stopped !== undefined;
  }

  /** All that run now. */
  members(): readonly ProcessEntry[] {
    for (const pid of this.#cgroup?.members() ?? []) {
      const entry = readProcess(pid);
      if (entry) this.#tracker.add(entry);
    }
    return this.#tracker.scan().filter(runs);
  }

  freeze(): void {
    if (this.#stopped || this.#ending) return;
    this.#stopped = [];
    this.#cgroup?.freeze();
    this.#stopAll();
  }

  thaw(): void {
    const stopped = this.#stopped;
    if (!stopped) return;
    this.#stopped = undefined;
    this.#cgroup?.thaw();
    // Children first: a shell that runs before them would report them as stopped jobs.
    for (const identity of stopped.reverse()) signalProcess(identity, 'SIGCONT');
  }

  /** Resolves with those that still run afterwards, named. A `kill` overtakes a `hangup` that is under way. */
  end(how: 'hangup' | 'kill'): Promise<readonly string[]> {
    // What is frozen cannot clean up, and must not be given time while a dialog is open.
    const hard = how === 'kill' || this.frozen;
    if (this.#ending && (this.#ending.how === 'kill' || !hard)) return this.#ending.done;
    const done = hard ? this.#kill() : this.#hangUp();
    this.#ending = { how: hard ? 'kill' : 'hangup', done };
    return done;
  }

  dispose(): void {
    this.#scanning.dispose();
  }

  async #hangUp(): Promise<readonly string[]> {
    for (const entry of this.members()) {
      signalProcess(entry, 'SIGHUP');
      // A stopped job gets the hang-up only when it goes on.
      signalProcess(entry, 'SIGCONT');
    }
    const until = this.#clock.monotonic() + HANGUP_GRACE_MS;
    while (this.#clock.monotonic() < until && this.members().length > 0) await this.#wait(LOOK_AGAIN_MS);
    return this.#kill();
  }

  async #kill(): Promise<readonly string[]> {
    this.#killAll();
    const until = this.#clock.monotonic() + KILL_WATCH_MS;
    let left = this.members();
    while (left.length > 0 && this.#clock.monotonic() < until) {
      await this.#wait(LOOK_AGAIN_MS);
      left = this.#killAll();
    }
    this.#stopped = undefined;
    this.#scanning.dispose();
    if (left.length === 0) this.#cgroup?.remove();
    return left.map(describeProcess);
  }

  /** Returns who was there last. */
  #killAll(): readonly ProcessEntry[] {
    this.#cgroup?.kill();
    killAll(() => this.members());
    return this.members();
  }

  #stopAll(): void {
    const held = new Set(this.#cgroup?.members());
    const stopped = this.#stopped;
    if (!stopped) return;
    const tried = new Set(stopped.map(processKey));
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const fresh = this.members().filter(
        (entry) => entry.state !== 'T' && entry.state !== 't' && !held.has(entry.pid) && !tried.has(processKey(entry)),
      );
      if (fresh.length === 0) return;
      for (const entry of fresh) {
        tried.add(processKey(entry));
        if (signalProcess(entry, 'SIGSTOP') === 'sent') stopped.push(entry);
      }
    }
  }

  #look(): void {
    if (this.#stopped) this.#stopAll();
    else this.members();
  }

  #wait(delayMs: number): Promise<void> {
    return new Promise((resolve) => this.#clock.after(delayMs, resolve));
  }
}
