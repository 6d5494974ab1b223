import { AppError } from '@alongside/base';
import {
  audienceOf,
  fittingPlaybooks,
  type PlaybookRun,
  playbooksIn,
  prefilledAnswers,
  prefilledCategory,
  runningPlaybook,
} from '@alongside/desk';
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
    const { facts, reports } = await ticketFacts(this.#parts, who, ticket);
    const { book } = this.#parts;
    const texts = await this.#textsFor(who);
    const run = runningPlaybook(ticket.ticket.work);
    return {
      playbooks: playbooksIn(language, texts),
      fitting: fittingPlaybooks(texts, ticket.row.text, facts),
      running: (run && (await this.#of(run, language))) ?? null,
      answers: prefilledAnswers(reports, await book.questions()),
      category: prefilledCategory(reports),
    };
  }

  /** An item as somebody gave it; answers that they kept as a report had them say so. */
  async sourced(who: Helper, ticketId: string, item: WorkItem): Promise<WorkItem> {
    if (item.kind !== 'answers') return item;
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    const { reports } = await ticketFacts(this.#parts, who, ticket);
    const prefilled = prefilledAnswers(reports, await this.#parts.book.questions());
    const sources = Object.entries(item.answers).flatMap(([id, answer]) => {
      const found = prefilled[id];
      return found?.answer === answer ? [[id, found.source] as const] : [];
    });
    return sources.length === 0 ? item : { ...item, sources: Object.fromEntries(sources) };
  }

  async mark(who: Helper, ticketId: string, mark: Mark): Promise<void> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    const item = await this.#itemOf(who, ticket, mark);
    await this.#journal.append(ticketId, actorOf(who), { type: 'recorded', item });
  }

  /** To choose from. What a desk writes for itself is the house's; people from outside have what came with the program. */
  async #textsFor(who: Helper): Promise<readonly Playbook[]> {
    const { book } = this.#parts;
    return audienceOf(who) === 'vendor' ? book.shipped : book.texts();
  }

  /** A ticket goes on with the version that it began. */
  #of({ playbook, version, own }: PlaybookRun, language: Language): Promise<Playbook | undefined> {
    return this.#parts.book.version(playbook, version, own, language);
  }

  async #itemOf(who: Helper, { ticket }: BoardTicket, mark: Mark): Promise<WorkItem> {
    const { language = 'en', playbook } = mark;
    const running = runningPlaybook(ticket.work.filter((item) => !('playbook' in item) || item.playbook === playbook));
    if (mark.act === 'begin') {
      if (running) throw wrongState('this playbook was begun already');
      const book = playbooksIn(language, await this.#textsFor(who)).find(({ id }) => id === playbook);
      if (!book) throw new AppError('request.invalid', 'playbook: there is none of this name');
      return { kind: 'playbook', ...edition(book), title: book.title, how: 'begun', note: '' };
    }
    if (!running) throw wrongState('this playbook was not begun');
    const { version, own, title } = running;
    if (mark.act === 'end') {
      const note = mark.note.trim();
      if (mark.how === 'unfit' && note === '') throw new AppError('request.invalid', 'note: say why it does not fit');
      return { kind: 'playbook', ...edition({ id: playbook, version, own }), title, how: mark.how, note };
    }
    const book = await this.#of(running, language);
    if (!book) throw wrongState('the program has another version of this playbook now; end it and begin it anew');
    const { text } = stepOf(book, mark.step);
    return { kind: 'playbook-step', ...edition(book), step: mark.step, text, result: mark.result, note: mark.note.trim() };
  }
}

function edition({ id, version, own }: { id: string; version: number; own?: boolean | undefined }) {
  return { playbook: id, version, ...(own ? { own: true as const } : {}) };
}

function stepOf({ steps }: Playbook, id: string): Playbook['steps'][number] {
  const step = steps.find((each) => each.id === id);
  if (!step) throw new AppError('request.invalid', 'step: this playbook has none of this name');
  return step;
}

function wrongState(message: string): AppError {
  return new AppError('ticket.wrong-state', message, { context: { state: 'playbook' } });
}
