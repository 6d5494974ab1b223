import { AppError, type Disposable } from '@alongside/base';
import { CLAIM_LAPSES_MS } from '@alongside/desk';
import type { DeskParts } from './desk-parts.ts';
import type { LiveSession } from './live-session.ts';
import type { ConsolePeer } from './peers.ts';
import { checkReach } from './reach.ts';
import type { SessionDesk } from './session-desk.ts';
import { type TicketJournal, technicianOf } from './ticket-journal.ts';

type Parts = Pick<DeskParts, 'stores' | 'organisationId' | 'clock'>;

/**
 * Whoever handed a session over may ask to watch the one that follows it, by a session of their own that moves nothing of the
 * ticket: who may, and how long the question to the user stands. Its caller runs one action after the other.
 */
export class WatchDesk implements Disposable {
  readonly #parts: Parts;
  readonly #journal: TicketJournal;
  readonly #sessions: SessionDesk;
  /** Runs what a timer began in the desk's order. */
  readonly #later: (action: () => Promise<unknown>) => void;
  readonly #timers = new Map<string, Disposable>();

  constructor(parts: Parts, journal: TicketJournal, sessions: SessionDesk, later: (action: () => Promise<unknown>) => void) {
    this.#parts = parts;
    this.#journal = journal;
    this.#sessions = sessions;
    this.#later = later;
  }

  /** After a restart, when the sessions are loaded. */
  load(): void {
    for (const session of this.#sessions.watching) {
      // The server stopped between the two ends.
      if (!this.#sessions.watchedBy(session)) this.#later(() => this.#sessions.endWatching(session));
      else if (session.state === 'offered') this.#expire(session);
    }
  }

  /**
   * Throws `session.not-found` where nothing is live that this very browser handed over, `ticket.wrong-state` where another
   * page of it watches, or asks to.
   */
  async offer(peer: ConsolePeer, ticketId: string): Promise<LiveSession> {
    const ticket = this.#journal.open(ticketId);
    checkReach(peer, 'tickets.claim', ticket);
    const watched = await this.#watchable(peer, ticketId);
    const before = this.#sessions.watching.find(({ watches }) => watches === watched.id);
    if (before) {
      if (before.console && before.console !== peer) {
        throw new AppError('ticket.wrong-state', 'another page of yours watches this session, or asks to: go on there', {
          context: { state: 'in-session' },
        });
      }
      if (before.state === 'offered') {
        this.#sessions.takeUp(before, peer);
        return before;
      }
      // The page was loaded again: what it had is lost, so it asks anew.
      await this.#sessions.leave(before, technicianOf(peer));
    }
    const session = await this.#sessions.offer(peer, ticket, watched);
    this.#expire(session);
    return session;
  }

  dispose(): void {
    for (const timer of this.#timers.values()) timer.dispose();
    this.#timers.clear();
  }

  /** The session that is live, if this browser's own was the one before it and was handed over. */
  async #watchable(peer: ConsolePeer, ticketId: string): Promise<LiveSession> {
    const { stores, organisationId } = this.#parts;
    const live = this.#sessions.ofTicket(ticketId);
    const handedOn = this.#journal.open(ticketId).ticket.handedOn;
    if (live?.state !== 'joined' || handedOn?.state !== 'goes-on' || handedOn.by.id !== peer.user.id) {
      throw notFound('only whoever handed this session over can watch it, and only while it goes on');
    }
    if (live.guest) throw notFound('its user is in a page of a browser, where nobody can watch; write to your colleague instead');
    const own = await stores.sessions.find(organisationId, handedOn.sessionId);
    if (own?.deviceId !== live.deviceId) throw notFound('your session was with another computer than the one that goes on');
    if (own.keyId !== peer.keyId || own.technicianPublicKey !== peer.publicKey) {
      throw notFound(
        'only the browser in which you helped can come back, since the user’s computer knows its key: ask from there',
      );
    }
    return live;
  }

  /** By a time of its own: the ticket's claim has ended in a session already. */
  #expire({ id, offeredAt }: LiveSession): void {
    const { clock } = this.#parts;
    const timer = clock.after(Math.max(0, offeredAt + CLAIM_LAPSES_MS - clock.now()), () => {
      this.#timers.delete(id);
      this.#later(async () => {
        const session = this.#sessions.watching.find((each) => each.id === id);
        if (session?.state === 'offered') await this.#sessions.withdrawUnanswered(session);
      });
    });
    this.#timers.set(id, timer);
  }
}

function notFound(why: string): AppError {
  return new AppError('session.not-found', why);
}
