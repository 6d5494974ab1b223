import { AppError } from '@alongside/base';
import { fittingPlaybooks, playbooksIn, prefilledAnswers, runningPlaybook } from '@alongside/desk';
import type { http, Language, Playbook, WorkItem } from '@alongside/protocol';
import type { z } from 'zod';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { checkReach } from './reach.ts';
import type { BoardTicket } from './ticket-board.ts';
import { ticketFacts } from './ticket-facts.ts';
import type { TicketJournal } from './ticket-journal.ts';

type Guide = z.infer<typeof http.ticketGuide.result>;
type Mark = z.infer<typeof http.playbookMark.body>;

/** Playbooks on tickets: which fit, and how far each is. Words of steps are the playbook's own, not a page's. */
export class PlaybookDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;

  constructor(parts: DeskParts, journal: TicketJournal) {
    this.#parts = parts;
    this.#journal = journal;
  }

  async guide(who: Helper, ticketId: string, language: Language): Promise<Guide> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.read', ticket);
    const { facts } = await ticketFacts(this.#parts, who, ticket);
    const { playbooks } = this.#parts;
    return {
      playbooks: playbooksIn(language, playbooks),
      fitting: fittingPlaybooks(playbooks, ticket.row.text, facts),
      answers: prefilledAnswers(facts),
    };
  }

  async mark(who: Helper, ticketId: string, mark: Mark): Promise<void> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    const item = this.#itemOf(ticket, mark);
    await this.#journal.append(ticketId, actorOf(who), { type: 'recorded', item });
  }

  #itemOf({ ticket }: BoardTicket, mark: Mark): WorkItem {
    const book = playbooksIn(mark.language ?? 'en', this.#parts.playbooks).find(({ id }) => id === mark.playbook);
    if (!book) throw new AppError('request.invalid', 'playbook: there is none of this name');
    const { id: playbook, version, title } = book;
    const running = runningPlaybook(ticket.work.filter((item) => !('playbook' in item) || item.playbook === playbook));
    if (mark.act === 'begin') {
      if (running) throw wrongState('this playbook was begun already');
      return { kind: 'playbook', playbook, version, title, how: 'begun', note: '' };
    }
    if (!running) throw wrongState('this playbook was not begun');
    if (mark.act === 'end') {
      const note = mark.note.trim();
      if (mark.how === 'unfit' && note === '') throw new AppError('request.invalid', 'note: say why it does not fit');
      return { kind: 'playbook', playbook, version, title, how: mark.how, note };
    }
    const { text } = stepOf(book, mark.step);
    return { kind: 'playbook-step', playbook, version, step: mark.step, text, result: mark.result, note: mark.note.trim() };
  }
}

function stepOf({ steps }: Playbook, id: string): Playbook['steps'][number] {
  const step = steps.find((each) => each.id === id);
  if (!step) throw new AppError('request.invalid', 'step: this playbook has none of this name');
  return step;
}

function wrongState(message: string): AppError {
  return new AppError('ticket.wrong-state', message, { context: { state: 'playbook' } });
}
