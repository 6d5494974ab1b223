import { type Clock, type Disposable, DisposableStore, Observable, type RandomSource, randomId } from '@alongside/base';
import { type ActionRequest, type AskOutcome, type Capability, type GrantView, session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';

/** The last asking for one capability. Instants are wall time, ms. */
export interface Ask {
  readonly askId: string;
  readonly capability: Capability;
  readonly reason: string;
  readonly durationMs: number;
  readonly outcome: AskOutcome;
  /** When the dialog closes by itself, where it is open. */
  readonly deadline: number | undefined;
  /** When the same may be asked again; Infinity: not in this session; undefined: at once. */
  readonly askAgainAt: number | undefined;
  /** Why it could not begin. */
  readonly code: string | undefined;
}

export interface Grant extends Omit<GrantView, 'remainingMs'> {
  readonly endsAt: number;
}

export interface Grants {
  readonly live: Readonly<Partial<Record<Capability, Grant>>>;
  /** The user paused everything. */
  readonly paused: boolean;
  /** The user is asked what may go on; input is off meanwhile. */
  readonly userIsAsked: boolean;
}

/** In a loss it waits in the link and takes effect after it: only the link's end makes it fail. */
const HOWEVER_LONG = { timeoutMs: Number.POSITIVE_INFINITY };

/** As often it is looked whether somebody set this machine's clock, while time counts here. */
const CLOCK_LOOKS_MS = 1_000;
/** Less is a clock that is being corrected bit by bit. */
const CLOCK_SET_MS = 500;

const NOTHING: Grants = { live: {}, paused: false, userIsAsked: false };

/** What was asked and what is allowed, as the agent told it, with the time that is left counted here. */
export class ConsentView implements Disposable {
  readonly asks = new Observable<Readonly<Partial<Record<Capability, Ask>>>>({});
  readonly grants = new Observable<Grants>(NOTHING);
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #random: RandomSource;
  readonly #store = new DisposableStore();
  #expiry: Disposable | undefined;
  /** How far wall time is ahead of the monotonic one, as instants here count with it. */
  #ahead: number;

  constructor(parts: { readonly connection: Connection; readonly clock: Clock; readonly random: RandomSource }) {
    this.#connection = parts.connection;
    this.#clock = parts.clock;
    this.#random = parts.random;
    this.#ahead = this.#clock.now() - this.#clock.monotonic();
    this.#store.add(parts.connection.on(session.consentState, (state) => this.#handleOutcome(state)));
    this.#store.add(parts.connection.on(session.grantState, (state) => this.#handleGrants(state)));
    this.#store.defer(() => this.#expiry?.dispose());
  }

  /** Asks the user; `stepUp` is the server's attestation of a second factor, `action` what is to be done. Resolves when the agent has taken the question; what comes of it is in `asks`. Throws as the agent refuses. */
  async ask(
    capability: Capability,
    reason: string,
    durationMs: number,
    stepUp?: string,
    action?: ActionRequest,
  ): Promise<string> {
    const askId = randomId(this.#random);
    const before = this.asks.value[capability];
    this.#setAsk({
      askId,
      capability,
      reason,
      durationMs,
      outcome: 'queued',
      deadline: undefined,
      askAgainAt: undefined,
      code: undefined,
    });
    try {
      const ask = {
        askId,
        capability,
        reason,
        durationMs,
        ...(stepUp === undefined ? {} : { stepUp }),
        ...(action && { action }),
      };
      // Given up here, it would be asked for nobody.
      await this.#connection.call(session.consentAsk, ask, HOWEVER_LONG);
    } catch (error) {
      // The question never was one: what stood before stands again, unless an outcome came after all.
      if (this.asks.value[capability]?.askId === askId) this.asks.set({ ...this.asks.value, [capability]: before });
      throw error;
    }
    return askId;
  }

  async withdraw(askId: string): Promise<void> {
    await this.#connection.call(session.consentWithdraw, { askId }, HOWEVER_LONG);
  }

  async giveBack(capability: Capability): Promise<void> {
    await this.#connection.call(session.grantReturn, { capability }, HOWEVER_LONG);
  }

  /** Whether something may be done under a capability this moment, as far as this side knows; the agent's gate decides. */
  mayUse(capability: Capability): boolean {
    const { live, paused, userIsAsked } = this.grants.value;
    const grant = live[capability];
    return grant !== undefined && !grant.frozen && !paused && !userIsAsked && grant.endsAt > this.#now;
  }

  /** The session or everything in it is over. */
  clear(): void {
    this.#expiry?.dispose();
    this.grants.set(NOTHING);
  }

  dispose(): void {
    this.#store.dispose();
  }

  #setAsk(ask: Ask): void {
    this.asks.set({ ...this.asks.value, [ask.capability]: ask });
  }

  #handleOutcome(state: ReturnType<typeof session.consentState.params.parse>): void {
    const known = this.asks.value[state.capability];
    // An outcome of an ask that a later one replaced says nothing any more.
    if (known?.askId !== state.askId) return;
    this.#followClock();
    const now = this.#now;
    const again = state.askAgainInMs;
    this.#setAsk({
      ...known,
      outcome: state.outcome,
      deadline: state.remainingMs === null ? undefined : now + state.remainingMs,
      askAgainAt: again === null ? undefined : again < 0 ? Number.POSITIVE_INFINITY : now + again,
      code: state.code ?? undefined,
    });
    this.#awaitExpiry();
  }

  #handleGrants(state: ReturnType<typeof session.grantState.params.parse>): void {
    this.#followClock();
    const now = this.#now;
    const live: Partial<Record<Capability, Grant>> = {};
    for (const { remainingMs, ...grant } of state.grants) {
      if (remainingMs > 0) live[grant.capability] = { ...grant, endsAt: now + remainingMs };
    }
    this.grants.set({ live, paused: state.paused, userIsAsked: state.userIsAsked });
    this.#awaitExpiry();
  }

  /** Wall time, but for what it was set by since it was looked at last. */
  get #now(): number {
    return this.#clock.monotonic() + this.#ahead;
  }

  /** What is left was told as a span: it is no shorter and no longer because this machine's clock was set. */
  #followClock(): void {
    const setBy = this.#clock.now() - this.#now;
    if (Math.abs(setBy) < CLOCK_SET_MS) return;
    this.#ahead += setBy;
    const later = (at: number | undefined) => (at === undefined ? undefined : at + setBy);
    const { live } = this.grants.value;
    const grants = Object.entries(live).map(([capability, grant]) => [capability, { ...grant, endsAt: grant.endsAt + setBy }]);
    this.grants.set({ ...this.grants.value, live: Object.fromEntries(grants) });
    const asks = Object.entries(this.asks.value).map(([capability, ask]) => [
      capability,
      ask && { ...ask, deadline: later(ask.deadline), askAgainAt: later(ask.askAgainAt) },
    ]);
    this.asks.set(Object.fromEntries(asks));
  }

  /** A grant that runs out is gone here too, whether or not anybody says so. */
  #awaitExpiry(): void {
    this.#expiry?.dispose();
    this.#expiry = undefined;
    const ends = Object.values(this.grants.value.live).map(({ endsAt }) => endsAt);
    const waits = Object.values(this.asks.value).flatMap((ask) => [ask?.deadline ?? 0, ask?.askAgainAt ?? 0]);
    const isWaiting = waits.some((at) => Number.isFinite(at) && at > this.#now);
    if (ends.length === 0 && !isWaiting) return;
    const leftMs = Math.max(0, Math.min(...ends, Number.POSITIVE_INFINITY) - this.#now);
    this.#expiry = this.#clock.after(Math.min(CLOCK_LOOKS_MS, leftMs), () => {
      this.#followClock();
      const now = this.#now;
      const left = Object.entries(this.grants.value.live).filter(([, { endsAt }]) => endsAt > now);
      if (left.length < Object.keys(this.grants.value.live).length) {
        this.grants.set({ ...this.grants.value, live: Object.fromEntries(left) });
      }
      this.#awaitExpiry();
    });
  }
}
