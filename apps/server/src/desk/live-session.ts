import type { Clock, Disposable } from '@alongside/base';
import type { GuestSide, SignalParams } from '@alongside/protocol';
import type { ConsolePeer } from './peers.ts';

/** Signals are kept this long for an end whose socket is away, and no longer: they are of use for one link only. */
const RING_MS = 60_000;
const RING_LENGTH = 128;
/** An end's signals at once, and a second from then on: a link needs some 30. */
const BURST = 120;
const SIGNALS_A_SECOND = 20;

export type End = 'agent' | 'technician';

/** An offer to join that waits, or a session that was joined, between one device and one technician's page. */
export interface LiveSession {
  readonly id: string;
  readonly ticketId: string;
  readonly requestId: string;
  /** Of the computer, or of the page that its user opened by the ticket's link. */
  readonly deviceId: string;
  /** Where it is a page. */
  readonly guest: GuestSide | undefined;
  /** Where it begins by a standing permission of the device's user. */
  readonly standing: { readonly standingId: string; readonly number: number } | undefined;
  readonly technician: { readonly id: string; readonly name: string; readonly publicKey: string };
  readonly keyId: string;
  /** The session that it is there to watch; undefined for one that helps, of which a ticket has one. */
  readonly watches: string | undefined;
  readonly offeredAt: number;
  readonly signals: SignalRing;
  state: 'offered' | 'joined';
  /** The page that holds it; undefined while that is away. */
  console: ConsolePeer | undefined;
  /** Ends it where the page (or both ends) stay away. */
  awayTimer: Disposable | undefined;
}

interface Kept {
  readonly for: End;
  readonly at: number;
  readonly params: SignalParams;
}

/** Signals on their way, in memory alone, for an end that is away for a moment. Also paces each end. */
export class SignalRing {
  readonly #clock: Clock;
  readonly #allowances: Record<End, { left: number; at: number }>;
  #kept: Kept[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
    const full = () => ({ left: BURST, at: clock.monotonic() });
    this.#allowances = { agent: full(), technician: full() };
  }

  /** Whether `from` may send one more now. */
  take(from: End): boolean {
    const allowance = this.#allowances[from];
    const now = this.#clock.monotonic();
    allowance.left = Math.min(BURST, allowance.left + ((now - allowance.at) / 1000) * SIGNALS_A_SECOND);
    allowance.at = now;
    if (allowance.left < 1) return false;
    allowance.left -= 1;
    return true;
  }

  keep(end: End, params: SignalParams): void {
    this.#forgetOld();
    this.#kept.push({ for: end, at: this.#clock.monotonic(), params });
    if (this.#kept.length > RING_LENGTH) this.#kept.shift();
  }

  /** What came for `end` while it was away, oldest first. */
  takeFor(end: End): SignalParams[] {
    this.#forgetOld();
    const taken = this.#kept.filter((kept) => kept.for === end);
    this.#kept = this.#kept.filter((kept) => kept.for !== end);
    return taken.map((kept) => kept.params);
  }

  #forgetOld(): void {
    const oldest = this.#clock.monotonic() - RING_MS;
    this.#kept = this.#kept.filter((kept) => kept.at > oldest);
  }
}
