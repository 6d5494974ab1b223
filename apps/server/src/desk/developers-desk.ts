import { isDeepStrictEqual } from 'node:util';
import { AppError, randomId } from '@alongside/base';
import {
  answerOf,
  type DeveloperIssue,
  developersNews,
  hasHeard,
  isSameAnswer,
  issueOf,
  issueRefusal,
  isWithDevelopers,
  nextIssue,
  type TicketActor,
} from '@alongside/desk';
import type {
  DeveloperEntry,
  DeveloperEntryBody,
  DeveloperIssueView,
  DevelopersAnswer,
  DevelopersQuestion,
  http,
} from '@alongside/protocol';
import type { StoredIssue } from '../storage/developer-store.ts';
import { actorOf, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { questionOfProblem, questionOfTicket } from './developers-sources.ts';
import type { KnownProblem, ProblemBook } from './problem-book.ts';
import { checkReach } from './reach.ts';
import type { BoardTicket } from './ticket-board.ts';
import { SYSTEM, type TicketJournal } from './ticket-journal.ts';
import { topicsOf } from './webhook-sender.ts';

const SHOWN = 20;
const READ_AT_ONCE = 500;

/** Who answers for the developers: somebody at the desk, or their tracker's program with somebody's key. */
export interface Answering {
  readonly person: Helper;
  readonly isProgram: boolean;
}

interface KnownIssue extends StoredIssue {
  readonly issue: DeveloperIssue;
}

/**
 * What the desk asks the developers, and what comes back: kept as a log of its own, told by one webhook, answered by one
 * route, and passed on to the tickets and the known problem that wait for it. Its caller keeps the order.
 */
export class DevelopersDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #book: ProblemBook;

  constructor(parts: DeskParts, journal: TicketJournal, book: ProblemBook) {
    this.#parts = parts;
    this.#journal = journal;
    this.#book = book;
  }

  async ofProblem(problemId: string): Promise<DeveloperIssueView[]> {
    await this.#book.find(problemId);
    return (await this.#issuesOf(problemId)).map(viewOf);
  }

  /** Its own, and those of the known problems that it was said to be. */
  async ofTicket(who: Helper, ticketId: string): Promise<DeveloperIssueView[]> {
    const found = await this.#ticket(who, ticketId, 'tickets.read');
    const own = found.ticket.developers.map(({ issue }) => this.#find(issue.issueId));
    const shared = found.ticket.problems.map(({ problemId }) => this.#issuesOf(problemId));
    const all = [...(await Promise.all(own)), ...(await Promise.all(shared)).flat()];
    const distinct = [...new Map(all.map((known) => [known.id, known])).values()];
    return distinct
      .sort((one, other) => other.number - one.number)
      .slice(0, SHOWN)
      .map(viewOf);
  }

  async read(id: string): Promise<DeveloperIssueView> {
    return viewOf(await this.#find(id));
  }

  /** Nothing of it is kept. */
  async preview(who: Helper, wanted: http.DevelopersWanted): Promise<{ question: DevelopersQuestion; listeners: number }> {
    const { stores, organisationId } = this.#parts;
    const webhooks = await stores.webhooks.list(organisationId);
    const listeners = webhooks.filter((each) => each.paused === 0 && topicsOf(each).includes('developers')).length;
    return { question: (await this.#wanted(who, wanted)).question, listeners };
  }

  /** Where they have it already, the ticket is one more that hears of it. */
  async ask(who: Helper, wanted: http.DevelopersWanted): Promise<{ id: string; number: number; sent: boolean }> {
    const { known, ticket, question } = await this.#wanted(who, wanted);
    if (ticket && !hears(ticket)) {
      throw new AppError('ticket.wrong-state', 'this ticket is over', { context: { state: ticket.ticket.status } });
    }
    const open = await this.#openIssue(known, ticket);
    if (open) {
      const isLinked = ticket === undefined || open.issue.tickets.some(({ ticketId }) => ticketId === ticket.row.id);
      if (!isLinked) await this.#link(open, ticket, actorOf(who));
      return { id: open.id, number: open.number, sent: false };
    }
    const { id, number } = await this.#open(known, ticket, question, who);
    return { id, number, sent: true };
  }

  /** So many have it, or a major incident does. False where they have it already, and nobody is asked. */
  async askByItself(known: KnownProblem, why: 'devices' | 'major', ticketId: string | null): Promise<boolean> {
    if (await this.#openIssue(known, undefined)) return false;
    const ticket = ticketId === null ? undefined : await this.#journal.find(ticketId);
    await this.#open(known, ticket, await questionOfProblem(this.#parts, known, why, ''), null);
    return true;
  }

  /**
   * The version afterwards. Throws `developers.not-found`, `developers.changed` with the version that there is, and
   * `developers.wrong-state`. What stands there already changes nothing, whichever version was seen; where a fault kept it
   * from somebody, saying it again tells them.
   */
  async answer({ person, isProgram }: Answering, id: string, seen: number, answer: DevelopersAnswer): Promise<number> {
    const before = await this.#find(id);
    const { version } = before.issue;
    const isKnown = isSameAnswer(before.issue, answer);
    if (!isKnown && seen !== version) {
      const last = before.entries.findLast(({ body }) => body.type === 'answered');
      throw new AppError('developers.changed', 'somebody else answered for the developers meanwhile', {
        context: { version, by: last?.by?.name ?? '' },
      });
    }
    const after = isKnown ? before : await this.#append(before, person, { type: 'answered', answer });
    // Whoever made the key hears of it as everybody else does.
    await this.#passOn(after, isProgram ? SYSTEM : actorOf(person));
    if (after.problemId !== null) await this.#tellProblem(after.problemId, after, answer.state, person);
    return after.issue.version;
  }

  async #tellProblem(
    problemId: string,
    { number, issue }: KnownIssue,
    state: DevelopersAnswer['state'],
    by: Helper,
  ): Promise<void> {
    const { entries } = await this.#book.find(problemId);
    const newest = entries.findLast(({ body }) => body.type === 'answered' && body.issue === number)?.body;
    const body = { type: 'answered', issue: number, state, ...answerOf(issue) } as const;
    if (newest && isDeepStrictEqual(newest, body)) return;
    await this.#book.append({ id: problemId }, { at: this.#parts.clock.now(), by: personOf(by), body });
  }

  async #open(
    known: KnownProblem | undefined,
    ticket: BoardTicket | undefined,
    question: DevelopersQuestion,
    who: Helper | null,
  ): Promise<KnownIssue> {
    const { stores, organisationId, clock, random, webhooks } = this.#parts;
    const entry: DeveloperEntry = { seq: 0, at: clock.now(), by: who && personOf(who), body: { type: 'asked', question } };
    const kept = { id: randomId(random), problemId: known?.id ?? null, entries: [entry] };
    const issue = knownOf(await stores.developers.create(organisationId, kept));
    await webhooks.send('developers', 'developers.asked', { issue: { id: issue.id, number: issue.number, ...question } });
    if (known) {
      const { why, devices } = question;
      await this.#book.append(known, { at: clock.now(), by: who && personOf(who), body: { type: 'asked', why, devices } });
    }
    // One of its tickets stands for a problem, so that those who lead the desk hear of it as of everything else.
    const standing = ticket ?? (known && (await this.#newestCase(known.id)));
    return standing ? this.#link(issue, standing, who === null ? SYSTEM : actorOf(who)) : issue;
  }

  /** The ticket hears how it stands, and what becomes of it. */
  async #link(known: KnownIssue, { row }: BoardTicket, actor: TicketActor): Promise<KnownIssue> {
    const by = actor.kind === 'technician' && actor.id !== null ? { id: actor.id, name: actor.name } : null;
    const after = await this.#append(known, by, { type: 'linked', ticketId: row.id, number: row.number });
    await this.#journal.append(row.id, actor, newsFor(row.id, after));
    return after;
  }

  /** To its own tickets, whatever was said; a version that has the fix also to every ticket of the problem that is not over. */
  async #passOn(known: KnownIssue, actor: TicketActor): Promise<void> {
    const own = await Promise.all(known.issue.tickets.map(({ ticketId }) => this.#journal.find(ticketId)));
    const isFixed = known.issue.state === 'fixed';
    const shared = isFixed && known.problemId !== null ? await this.#openCases(known.problemId) : [];
    const isOwn = ({ row }: BoardTicket) => own.some((ticket) => ticket.row.id === row.id);
    for (const ticket of [...own, ...shared.filter((each) => !isOwn(each))]) {
      if (!hears(ticket)) continue;
      const news = newsFor(ticket.row.id, known);
      const after = hasHeard(ticket.ticket.developers, news) ? ticket : await this.#journal.append(ticket.row.id, actor, news);
      // It waited for this: now it is somebody's turn again. In a session it is somebody's turn already.
      if (!isFixed || after.ticket.status !== 'pending-fix' || after.state.state === 'in-session') continue;
      await this.#journal.append(ticket.row.id, SYSTEM, { type: 'moved', to: 'open', note: '' });
    }
  }

  async #newestCase(problemId: string): Promise<BoardTicket | undefined> {
    const { stores, organisationId } = this.#parts;
    const [newest] = await stores.problems.openCases(organisationId, [problemId], { limit: 1, before: null });
    return newest && this.#journal.find(newest.ticketId);
  }

  /** Of a known problem and its duplicates: tickets that are not over, or are only just solved; the newest first. */
  async #openCases(problemId: string): Promise<BoardTicket[]> {
    const { stores, organisationId } = this.#parts;
    const ids = await this.#book.withDuplicates(problemId);
    const open: BoardTicket[] = [];
    for (let before: number | null = null; ; ) {
      const some = await stores.problems.openCases(organisationId, ids, { limit: READ_AT_ONCE, before });
      for (const { ticketId } of some) open.push(await this.#journal.find(ticketId));
      before = some.at(-1)?.number ?? null;
      if (some.length < READ_AT_ONCE) return open;
    }
  }

  async #openIssue(known: KnownProblem | undefined, ticket: BoardTicket | undefined): Promise<KnownIssue | undefined> {
    const issues = known
      ? await this.#issuesOf(known.id)
      : await Promise.all((ticket?.ticket.developers ?? []).map(({ issue }) => this.#find(issue.issueId)));
    return issues.find(({ issue, problemId }) => isWithDevelopers(issue) && problemId === (known?.id ?? null));
  }

  async #wanted(who: Helper, { ticketId, problemId, ...words }: http.DevelopersWanted) {
    const ticket = ticketId === null ? undefined : await this.#ticket(who, ticketId, 'tickets.write');
    const known = problemId === null ? undefined : await this.#book.find(problemId);
    if (known) return { known, ticket, question: await questionOfProblem(this.#parts, known, 'person', words.note) };
    if (ticket) return { known, ticket, question: await questionOfTicket(this.#parts, ticket, words) };
    throw new AppError('request.invalid', 'name a ticket or a known problem');
  }

  async #append(known: KnownIssue, by: Pick<Helper, 'id' | 'name'> | null, body: DeveloperEntryBody): Promise<KnownIssue> {
    const { stores, organisationId, clock } = this.#parts;
    const refused = issueRefusal(known.issue, body);
    if (refused) throw refused;
    const entry = { seq: known.entries.length, at: clock.now(), by: by && personOf(by), body };
    await stores.developers.append(organisationId, known.id, entry);
    return { ...known, entries: [...known.entries, entry], issue: nextIssue(known.issue, entry) ?? known.issue };
  }

  async #issuesOf(problemId: string): Promise<KnownIssue[]> {
    const { stores, organisationId } = this.#parts;
    return (await stores.developers.ofProblem(organisationId, problemId, SHOWN)).map(knownOf);
  }

  async #find(id: string): Promise<KnownIssue> {
    const { stores, organisationId } = this.#parts;
    const stored = await stores.developers.find(organisationId, id);
    if (!stored) throw new AppError('developers.not-found', 'the developers were asked nothing of this name');
    return knownOf(stored);
  }

  async #ticket(who: Helper, ticketId: string, permission: 'tickets.read' | 'tickets.write'): Promise<BoardTicket> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, permission, ticket);
    return ticket;
  }
}

function knownOf(stored: StoredIssue): KnownIssue {
  const issue = issueOf(stored.entries);
  if (!issue) throw new AppError('storage.broken', `issue ${stored.id} has no beginning`);
  return { ...stored, issue };
}

/** What it became is another ticket's matter, or nobody's. */
function hears({ ticket: { status } }: BoardTicket): boolean {
  return status !== 'merged' && status !== 'spam';
}

function newsFor(ticketId: string, { id, number, issue }: KnownIssue) {
  const nth = issue.tickets.findIndex((ticket) => ticket.ticketId === ticketId);
  const via = nth === 0 ? 'asked' : nth < 0 ? 'problem' : 'linked';
  return developersNews({ issueId: id, number }, issue, via);
}

function viewOf({ id, number, problemId, issue }: KnownIssue): DeveloperIssueView {
  const { version, state, askedAt, askedBy, question } = issue;
  const answeredAt = issue.state === 'asked' ? null : issue.answeredAt;
  return { id, number, version, state, askedAt, askedBy, answeredAt, ...answerOf(issue), problemId, question };
}

function personOf({ id, name }: Pick<Helper, 'id' | 'name'>): { id: string; name: string } {
  return { id, name };
}
