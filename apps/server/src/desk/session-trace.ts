import { type TicketActor, takenOverBy } from '@alongside/desk';
import type { TicketEvent } from '@alongside/protocol';
import type { LiveSession } from './live-session.ts';
import { SYSTEM, type TicketJournal, userOf } from './ticket-journal.ts';

export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** What a ticket's log says of a session; `ended` is why. */
export interface Traced {
  readonly joined: boolean;
  readonly ended: string | undefined;
}

export function tracedIn(events: readonly TicketEvent[], sessionId: string): Traced {
  let traced: Traced = { joined: false, ended: undefined };
  for (const { body } of events) {
    if (!('sessionId' in body) || body.sessionId !== sessionId) continue;
    if (body.type === 'joined' || body.type === 'watch-joined') traced = { ...traced, joined: true };
    if (body.type === 'session-ended' || body.type === 'watch-ended') traced = { ...traced, ended: body.reason };
  }
  return traced;
}

/** What a session leaves in its ticket. One that helps moves it; one that watches is entered, and moves nothing. */
export class SessionTrace {
  readonly #journal: TicketJournal;

  constructor(journal: TicketJournal) {
    this.#journal = journal;
  }

  async joined({ id: sessionId, ticketId, watches, technician }: LiveSession): Promise<void> {
    const user = userOf(this.#journal.open(ticketId));
    const { id, name } = technician;
    if (watches === undefined) await this.#journal.append(ticketId, user, { type: 'joined', sessionId });
    else await this.#journal.append(ticketId, user, { type: 'watch-joined', sessionId, person: { id, name } });
  }

  async declined({ ticketId, watches }: LiveSession): Promise<void> {
    if (watches !== undefined) return;
    await this.#journal.release(ticketId, userOf(this.#journal.open(ticketId)), 'join-declined');
  }

  async takenBack({ ticketId, watches }: LiveSession, actor: TicketActor): Promise<void> {
    if (watches === undefined) await this.#journal.release(ticketId, actor, 'by-technician');
  }

  async ended(session: LiveSession, actor: TicketActor, reason: string, head: Head | null): Promise<void> {
    const { id: sessionId, ticketId, watches, technician } = session;
    const how = { sessionId, reason, headSeq: head?.seq ?? null, headHash: head?.hash ?? null };
    if (watches !== undefined) {
      const person = { id: technician.id, name: technician.name };
      await this.#journal.append(ticketId, actor, { type: 'watch-ended', person, ...how });
      return;
    }
    const after = await this.#journal.append(ticketId, actor, { type: 'session-ended', ...how });
    // Whoever accepted it while the session ran goes on at once, and nobody else has it meanwhile.
    if (takenOverBy(after.ticket, technician.id)) await this.#journal.release(ticketId, SYSTEM, 'handed-over');
  }
}
