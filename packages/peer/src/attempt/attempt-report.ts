import type { CandidateTally, IceServer, IceState, PeerProgress, Signal } from '@alongside/protocol';
import { NO_CANDIDATES, tallied } from './candidate-tally.ts';

export type IceError = Pick<Extract<PeerProgress, { type: 'ice-error' }>, 'url' | 'code' | 'text'>;

/** What one attempt to connect saw, for the words that tell people what to open. */
export interface AttemptReport {
  /** Whether the other side answered through the server at all; on the technician's side, whether an offer came. */
  readonly answered: boolean;
  readonly local: CandidateTally;
  readonly remote: CandidateTally;
  /** Each address and code once, at most 8. */
  readonly errors: readonly IceError[];
  readonly iceState: IceState;
  /** Relay addresses that this end was given. */
  readonly relays: number;
  readonly durationMs: number;
}

export const NOTHING_TRIED: AttemptReport = {
  answered: false,
  local: NO_CANDIDATES,
  remote: NO_CANDIDATES,
  errors: [],
  iceState: 'new',
  relays: 0,
  durationMs: 0,
};

const MAX_ERRORS = 8;

/** Notes of one epoch, taken while it connects. */
export class AttemptNotes {
  readonly #openedAt: number;
  readonly #relays: number;
  #noted: AttemptReport = NOTHING_TRIED;

  /** `openedAt` in monotonic milliseconds. */
  constructor({ openedAt, iceServers }: { readonly openedAt: number; readonly iceServers: readonly IceServer[] }) {
    this.#openedAt = openedAt;
    this.#relays = iceServers.flatMap(({ urls }) => urls).filter((url) => url.startsWith('turn')).length;
  }

  handleOwn(signal: Signal): void {
    this.#noted = { ...this.#noted, local: tallied(this.#noted.local, signal) };
  }

  handleTheirs(signal: Signal): void {
    this.#noted = { ...this.#noted, answered: true, remote: tallied(this.#noted.remote, signal) };
  }

  handleProgress(progress: PeerProgress): void {
    if (progress.type === 'ice-state') this.#noted = { ...this.#noted, iceState: progress.state };
    if (progress.type !== 'ice-error') return;
    const { url, code, text } = progress;
    const { errors } = this.#noted;
    if (errors.length >= MAX_ERRORS || errors.some((error) => error.url === url && error.code === code)) return;
    this.#noted = { ...this.#noted, errors: [...errors, { url, code, text }] };
  }

  report(now: number): AttemptReport {
    return { ...this.#noted, relays: this.#relays, durationMs: Math.max(0, Math.round(now - this.#openedAt)) };
  }
}
