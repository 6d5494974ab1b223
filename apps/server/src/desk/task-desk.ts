import { AppError, randomId } from '@alongside/base';
import { audienceOf, type Handover, isLinked } from '@alongside/desk';
import type { http } from '@alongside/protocol';
import type { z } from 'zod';
import type { NewEntry } from '../storage/ticket-store.ts';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import { type BoardTicket, subjectOf } from './ticket-board.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';

const MOST = 200;

/** What is to be done on tickets, as somebody of a higher tier said when passing one down. */
export class TaskDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  /** A ticket was passed down and accepted: it, and every open one of these tiers that is linked to it, has a task now. */
  async passedDown(passed: BoardTicket, { offer, by }: Handover): Promise<void> {
    const { board, random } = this.#parts;
    const { row } = passed;
    const self = { id: row.id, ticket: passed.ticket };
    const linked = board.open.filter(
      (each) => each.ticket.tier <= offer.toTier && isLinked(self, { id: each.row.id, ticket: each.ticket }),
    );
    const from = { ticketId: row.id, number: row.number };
    const entries = [row.id, ...linked.map((each) => each.row.id)].slice(0, MOST).map(
      (ticketId): NewEntry => ({
        ticketId,
        actor: SYSTEM,
        body: { type: 'task', taskId: randomId(random), text: offer.instructions, from, by },
      }),
    );
    await this.#journal.appendAll(entries);
  }

  /** Open tasks of the tickets that somebody has, the oldest first. */
  mine(who: Helper): z.infer<typeof http.ownTasks.result> {
    // They are the desk's own, and may be about another ticket.
    if (audienceOf(who) === 'vendor') return [];
    return this.#parts.board.open
      .filter(({ ticket }) => {
        const claimer = 'technician' in ticket.live ? ticket.live.technician : null;
        return ticket.owner?.id === who.id || claimer?.id === who.id;
      })
      .flatMap(({ row, ticket }) =>
        ticket.tasks
          .filter(({ done }) => !done)
          .map(({ done: _, ...task }) => ({ ...task, ticketId: row.id, number: row.number, subject: subjectOf(row.text) })),
      )
      .sort((one, other) => one.at - other.at)
      .slice(0, MOST);
  }

  async done(who: Helper, ticketId: string, { taskId, note }: { taskId: string; note: string }): Promise<void> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    if (!ticket.ticket.tasks.some((task) => task.taskId === taskId && !task.done)) {
      throw new AppError('ticket.wrong-state', 'this task is not open', { context: { state: 'task' } });
    }
    await this.#journal.append(ticketId, actorOf(who), { type: 'task-done', taskId, note: note.trim() });
  }
}
