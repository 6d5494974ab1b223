import { type Clock, type Disposable, type Logger, toAppError } from '@alongside/base';
import type { Role } from '@alongside/protocol';
import type { AccountStore } from '../storage/account-store.ts';

/** A socket dies within 1 s of its sign-in; this leaves room for a slow disk. */
const LOOK_EVERY_MS = 500;
/** Whoever signs in each morning leaves a sign-in behind each evening. */
const SWEEP_EVERY_MS = 24 * 60 * 60_000;

interface Watched {
  readonly organisationId: string;
  httpSessionId: string;
  readonly end: () => void;
}

/**
 * Ends what hangs on a sign-in (sockets) when the sign-in ends: signed out, run out, account switched off or password
 * reset, also from another process. It looks into the database twice a second, and at once when told.
 */
export class SignIns implements Disposable {
  readonly #accounts: Pick<AccountStore, 'liveHttpSessions' | 'dropRunOut'>;
  /** Roles that may only work with a second factor. */
  readonly #factorRoles: () => readonly Role[];
  /** Being replaced by others right now, perhaps of several people at once. */
  readonly #held = new Set<string>();
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #watched = new Set<Watched>();
  readonly #timer: Disposable;
  readonly #sweeper: Disposable;
  #looking = false;

  constructor(
    accounts: Pick<AccountStore, 'liveHttpSessions' | 'dropRunOut'>,
    factorRoles: () => readonly Role[],
    clock: Clock,
    logger: Logger,
  ) {
    this.#accounts = accounts;
    this.#factorRoles = factorRoles;
    this.#clock = clock;
    this.#logger = logger;
    this.#timer = clock.every(LOOK_EVERY_MS, () => void this.look());
    this.#sweeper = clock.every(SWEEP_EVERY_MS, () => void this.#sweep());
    void this.#sweep();
  }

  watch(organisationId: string, httpSessionId: string, end: () => void): Disposable {
    const watched: Watched = { organisationId, httpSessionId, end };
    this.#watched.add(watched);
    return { dispose: () => this.#watched.delete(watched) };
  }

  async isLive(organisationId: string, httpSessionId: string): Promise<boolean> {
    return (await this.#live(organisationId, [httpSessionId])).has(httpSessionId);
  }

  /** Runs what puts another sign-in in the place of this one; what hangs on it is then the other's. */
  async replacing(httpSessionId: string, replace: () => Promise<string>): Promise<void> {
    this.#held.add(httpSessionId);
    try {
      const next = await replace();
      for (const watched of this.#watched) if (watched.httpSessionId === httpSessionId) watched.httpSessionId = next;
    } finally {
      this.#held.delete(httpSessionId);
    }
  }

  #live(organisationId: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
    return this.#accounts.liveHttpSessions(organisationId, ids, this.#factorRoles(), this.#clock.now());
  }

  /** Looks now; what a look cannot find out (a database that fails) is ended too. */
  async look(): Promise<void> {
    if (this.#looking || this.#watched.size === 0) return;
    this.#looking = true;
    try {
      for (const [organisationId, watched] of Map.groupBy(this.#watched, (w) => w.organisationId)) {
        const ids = [...new Set(watched.map((w) => w.httpSessionId))];
        const live = await this.#live(organisationId, ids);
        for (const w of watched) if (!live.has(w.httpSessionId) && !this.#held.has(w.httpSessionId)) w.end();
      }
    } catch (error) {
      this.#logger.error('sign-ins could not be read, so their sockets are closed', { error: toAppError(error).message });
      for (const w of this.#watched) w.end();
    } finally {
      this.#looking = false;
    }
  }

  async #sweep(): Promise<void> {
    try {
      await this.#accounts.dropRunOut(this.#clock.now());
    } catch (error) {
      this.#logger.error('sign-ins that ran out could not be deleted', { error: toAppError(error).message });
    }
  }

  dispose(): void {
    this.#timer.dispose();
    this.#sweeper.dispose();
    this.#watched.clear();
  }
}
