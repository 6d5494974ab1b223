import { type Disposable, DisposableStore, type Event } from '@alongside/base';
import type { JoinDesk, Offer } from './join-desk.ts';

export interface WaitingOffersParts {
  readonly join: Pick<JoinDesk, 'handleOffer' | 'decline' | 'isBusy' | 'onChange' | 'onPostponed'>;
  readonly host: { readonly isLive: boolean; sessionOf(sessionId: string): unknown; readonly onChange: Event<void> };
  /** Those of this machine that are open. */
  readonly requests: {
    readonly open: readonly { readonly requestId: string }[];
    /** Not while another one is on its way. */
    mayComeFor(requestId: string): boolean;
    readonly onChange: Event<void>;
  };
}

/**
 * Who wants to join while the user is asked about another of their requests, or somebody is here for one: the user is asked
 * about them afterwards, one after the other, as long as the server has not taken the offer back. One a request, the newest.
 */
export class WaitingOffers implements Disposable {
  readonly #parts: WaitingOffersParts;
  readonly #store = new DisposableStore();
  #waiting: readonly Offer[] = [];

  constructor(parts: WaitingOffersParts) {
    this.#parts = parts;
    this.#store.add(parts.join.onPostponed((offer) => this.#put(offer)));
    for (const { onChange } of [parts.join, parts.host, parts.requests]) this.#store.add(onChange(() => void this.#settle()));
  }

  handleWithdrawn(sessionId: string): void {
    this.#waiting = this.#waiting.filter((offer) => offer.sessionId !== sessionId);
  }

  /** The server tells anew which still stand. */
  forget(): void {
    this.#waiting = [];
  }

  /** Something is wrong: nobody else is asked about as the next thing. */
  decline(): void {
    for (const { sessionId } of this.#waiting) void this.#parts.join.decline(sessionId);
    this.forget();
  }

  dispose(): void {
    this.#store.dispose();
  }

  #put(offer: Offer): void {
    // Whoever is here already is said again.
    if (this.#parts.host.sessionOf(offer.sessionId)) return;
    this.#waiting = [...this.#waiting.filter(({ requestId }) => requestId !== offer.requestId), offer];
  }

  async #settle(): Promise<void> {
    const { join, host, requests } = this.#parts;
    this.#waiting = this.#waiting.filter((offer) => requests.open.some(({ requestId }) => requestId === offer.requestId));
    const [first, ...rest] = this.#waiting;
    if (!first || join.isBusy || host.isLive || !requests.mayComeFor(first.requestId)) return;
    this.#waiting = rest;
    await join.handleOffer(first);
  }
}
