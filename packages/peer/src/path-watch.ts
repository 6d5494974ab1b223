import type { Clock, Disposable } from '@alongside/base';
import type { PathKind } from '@alongside/protocol';
import { type PathStats, readPathStats, type StatsReports } from './path-stats.ts';

/** A candidate that is still on its way has come by then: a check through a relay begins when the candidate is sent. */
const NAMED_WITHIN_MS = 5_000;

/** libwebrtc answers with the same statistics for 50 ms, and a candidate's `.local` name takes a while to be found. */
const LOOK_AGAIN_MS = 200;

export interface PathWatchOptions {
  readonly clock: Clock;
  /** Undefined once there is no connection. */
  readonly read: () => Promise<StatsReports | undefined>;
  /** As often as it was looked at. */
  readonly tell: (path: PathKind) => void;
}

/**
 * Which way one connection takes. A check through a relay can be quicker than the candidate that names the relay's address,
 * and looks like one from behind a router until then: neither is told before the candidate had its time.
 */
export class PathWatch implements Disposable {
  readonly #options: PathWatchOptions;
  /** On the monotonic clock. */
  #namedAt: number | undefined;
  #again: Disposable | undefined;
  #disposed = false;

  constructor(options: PathWatchOptions) {
    this.#options = options;
  }

  /** The connection is up. */
  begin(): void {
    this.#namedAt ??= this.#options.clock.monotonic() + NAMED_WITHIN_MS;
    this.look();
  }

  /** Another pair was chosen. Nothing happens before the connection is up. */
  look(): void {
    if (this.#namedAt === undefined || this.#disposed) return;
    // A connection that closes meanwhile takes no way.
    void this.stats().then(
      (stats) => this.#handleStats(stats),
      () => undefined,
    );
  }

  /** More may soon be known of the pair. */
  lookSoon(): void {
    if (this.#disposed) return;
    this.#again?.dispose();
    this.#again = this.#options.clock.after(LOOK_AGAIN_MS, () => this.look());
  }

  async stats(): Promise<PathStats | undefined> {
    const reports = await this.#options.read();
    const allNamed = this.#namedAt !== undefined && this.#options.clock.monotonic() >= this.#namedAt;
    return reports && readPathStats(reports, { allNamed });
  }

  dispose(): void {
    this.#disposed = true;
    this.#again?.dispose();
  }

  #handleStats(stats: PathStats | undefined): void {
    if (this.#disposed) return;
    if (stats?.path === undefined) this.lookSoon();
    else this.#options.tell(stats.path);
  }
}
