import { type Clock, type Disposable, type Logger, Observable, type RandomSource, toAppError } from '@alongside/base';
import { consoleSocket } from '@alongside/protocol';
import type { Api } from '../api/api.ts';
import type { DeskClient } from '../desk/desk-client.ts';
import type { Claim } from './claim.ts';
import { ClaimedTicket } from './claimed-ticket.ts';
import type { LiveSession } from './live-session.ts';

export interface SessionBookParts {
  readonly client: DeskClient;
  readonly api: Pick<Api, 'callRoute'>;
  readonly join: (claim: Claim) => LiveSession;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
  readonly ownName: () => string;
  /** For a user whose name is not for this reader. */
  readonly unnamed: () => string;
}

const KEPT_ENDED = 10;

/** The requests that this page has claimed, each with its session. They live on while other pages are looked at. */
export class SessionBook implements Disposable {
  readonly #parts: SessionBookParts;
  readonly #tickets = new Map<string, ClaimedTicket>();
  readonly all = new Observable<ReadonlyMap<string, ClaimedTicket>>(new Map());

  constructor(parts: SessionBookParts) {
    this.#parts = parts;
  }

  /** Claims and offers to join; also comes back to one's own request after a reload. Rejects with `ticket.claimed-by-other`. */
  async claim(ticketId: string): Promise<void> {
    this.#put(ticketId, await this.#parts.client.call(consoleSocket.ticketClaim, { ticketId }));
  }

  /** What a user has read out, as a claimed request. Rejects with `code.refused`, `code.locked`, `device.offline`. */
  async redeem(code: string): Promise<string> {
    const { ticketId, claim } = await this.#parts.client.call(consoleSocket.codeRedeem, { code });
    this.#put(ticketId, claim);
    return ticketId;
  }

  /** By a standing permission: the computer lets one in without a click. Rejects with `standing.…`, `device.offline`. */
  async startStanding(deviceId: string, standingId: string): Promise<string> {
    const { ticketId, claim } = await this.#parts.client.call(consoleSocket.standingStart, { deviceId, standingId });
    this.#put(ticketId, claim);
    return ticketId;
  }

  /** Asks to stay and watch what one has handed over. Rejects with `session.not-found`, and `ticket.wrong-state` where one watches already. */
  async watch(ticketId: string): Promise<void> {
    this.#put(ticketId, await this.#parts.client.call(consoleSocket.sessionWatch, { ticketId }));
  }

  #put(ticketId: string, claim: Claim): void {
    this.#tickets.get(ticketId)?.dispose();
    this.#tickets.delete(ticketId);
    this.#tickets.set(
      ticketId,
      new ClaimedTicket({ ...this.#parts, ticketId, claim: { ...claim, requester: claim.requester || this.#parts.unnamed() } }),
    );
    this.#dropOldest();
    this.all.set(new Map(this.#tickets));
  }

  /** Ends what runs and puts the request back to waiting. */
  async release(ticketId: string): Promise<void> {
    const { client } = this.#parts;
    const ticket = this.#tickets.get(ticketId);
    await ticket?.leave();
    try {
      await client.call(consoleSocket.ticketRelease, { ticketId });
    } catch (thrown) {
      // Leaving an offer has released it already; a cancelled request waits for nobody.
      const { code } = toAppError(thrown);
      if (code !== 'ticket.wrong-state' && code !== 'ticket.not-found') throw thrown;
    }
    // Nobody answers an offer that was taken back, and it has no record to keep: the ticket is one like any other again.
    if (ticket?.stage.value.stage !== 'offered' || this.#tickets.get(ticketId) !== ticket) return;
    ticket.dispose();
    this.#tickets.delete(ticketId);
    this.all.set(new Map(this.#tickets));
  }

  /**
   * The page goes away: what is live ends now. An offer to join stays, a page that is loaded again takes it up; one to
   * watch does not, or the user would let in a page that is gone. What is under way to the server may not arrive; the links' own end does.
   */
  leaveAll(): void {
    for (const ticket of this.#tickets.values()) {
      if (ticket.stage.value.stage === 'offered' && ticket.watches === undefined) continue;
      ticket
        .leave('atOnce')
        .catch((error: unknown) => this.#parts.logger.debug('left without the server', { error: toAppError(error).message }));
    }
  }

  dispose(): void {
    for (const ticket of this.#tickets.values()) ticket.dispose();
    this.#tickets.clear();
  }

  /** Ended sessions are kept for their records, the last few. */
  #dropOldest(): void {
    const ended = [...this.#tickets.values()].filter(({ stage }) => ['ended', 'not-joined'].includes(stage.value.stage));
    for (const ticket of ended.slice(0, Math.max(0, ended.length - KEPT_ENDED))) {
      ticket.dispose();
      this.#tickets.delete(ticket.ticketId);
    }
  }
}
