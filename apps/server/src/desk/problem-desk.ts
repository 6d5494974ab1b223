import { AppError, randomId, toAppError } from '@alongside/base';
import {
  asksDevelopers,
  bandOf,
  type CaseFacts,
  deviceCount,
  draftSignature,
  isActive,
  matchOf,
  PROBLEM_STATE_ROWS,
  trendOf,
} from '@alongside/desk';
import {
  consoleSocket,
  type http,
  type ProblemCase,
  type ProblemEntryBody,
  type ProblemSuggestion,
  type ProblemSummary,
  type ProblemText,
  type ProblemVerdict,
  scopeOf,
} from '@alongside/protocol';
import type { z } from 'zod';
import type { ProblemLink } from '../storage/problem-store.ts';
import { actorOf, type CaseDesk, type Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import type { DevelopersDesk } from './developers-desk.ts';
import { confirmedOf, type KnownProblem, type ProblemBook } from './problem-book.ts';
import { checkReach } from './reach.ts';
import { subjectOf } from './ticket-board.ts';
import { ticketFacts } from './ticket-facts.ts';
import type { TicketJournal } from './ticket-journal.ts';

type OfTicket = z.infer<typeof http.ticketProblems.result>;
type Told = z.infer<typeof http.problemTell.result>;
type Telling = z.infer<typeof http.problemTell.body>;
type Move = Omit<Extract<ProblemEntryBody, { type: 'moved' }>, 'type'>;

const CASES_SHOWN = 200;
/** Everybody at the desk waits meanwhile. */
const TOLD_AT_ONCE = 100;
/** As many as are named, of those that stay open. */
const LEFT_SHOWN = 500;
const SUGGESTED = 10;
const BY_WORDS = 3;
const HISTORY = 1000;

interface Dependencies {
  readonly parts: DeskParts;
  readonly journal: TicketJournal;
  readonly cases: CaseDesk;
  readonly book: ProblemBook;
  readonly developers: Pick<DevelopersDesk, 'askByItself'>;
}

/**
 * Known problems and the tickets that have them. A signature only says where to look: what a ticket has is said by a person,
 * as an entry of its log. Its caller runs one change after the other.
 */
export class ProblemDesk {
  readonly #parts: DeskParts;
  readonly #journal: TicketJournal;
  readonly #cases: CaseDesk;
  readonly #book: ProblemBook;
  readonly #developers: Pick<DevelopersDesk, 'askByItself'>;

  constructor({ parts, journal, cases, book, developers }: Dependencies) {
    this.#parts = parts;
    this.#journal = journal;
    this.#cases = cases;
    this.#book = book;
    this.#developers = developers;
  }

  async list(): Promise<ProblemSummary[]> {
    const links = await this.#links();
    return (await this.#book.all()).map((known) => this.#summary(known, links.get(known.id) ?? []));
  }

  async read(id: string): Promise<z.infer<typeof http.problem.result>> {
    const { stores, organisationId } = this.#parts;
    const known = await this.#book.find(id);
    const cases = await stores.problems.cases(organisationId, id, CASES_SHOWN);
    const { text, version, duplicateOf } = known.problem;
    const reached = await stores.problems.countOpenCases(organisationId, await this.#book.withDuplicates(id));
    return {
      reached,
      summary: this.#summary(known, (await this.#links()).get(id) ?? []),
      text,
      version,
      duplicateOf,
      cases: cases.map(({ text: words, ...rest }): ProblemCase => ({ ...rest, subject: subjectOf(words) })),
      history: known.entries.slice(-HISTORY),
    };
  }

  async create(who: Helper, text: ProblemText): Promise<{ id: string; number: number }> {
    const { clock, random } = this.#parts;
    const body = { type: 'written', text } as const;
    const { id, number } = await this.#book.create(randomId(random), { seq: 0, at: clock.now(), by: personOf(who), body });
    return { id, number };
  }

  /** Its version afterwards. */
  async write(who: Helper, id: string, seen: number, text: ProblemText): Promise<number> {
    const after = await this.#append({ id }, who, { type: 'written', text }, seen);
    // The number from which on the developers are asked may be lower now.
    await this.#askIfDue(after, false, null);
    return after.problem.version;
  }

  async move(who: Helper, id: string, seen: number, move: Move): Promise<number> {
    if (move.duplicateOf !== null) {
      const other = (await this.#book.all()).find(({ number }) => number === move.duplicateOf);
      if (!other || other.id === id) throw new AppError('problem.not-found', 'there is no other problem of this number');
      // Two that are each other's would both be gone from every list of what fits.
      if (other.problem.state === 'duplicate') {
        throw new AppError('problem.wrong-state', 'that problem is a duplicate itself; name the one that it is of', {
          context: { missing: '' },
        });
      }
    }
    return (await this.#append({ id }, who, { type: 'moved', ...move }, seen)).problem.version;
  }

  /** What fits a ticket, best first. */
  async ofTicket(who: Helper, ticketId: string): Promise<OfTicket> {
    const { stores, organisationId } = this.#parts;
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.read', ticket);
    const { facts, hasReport } = await ticketFacts(this.#parts, who, ticket);
    const verdicts = await stores.problems.verdictsOf(organisationId, ticketId);
    const verdict = new Map(verdicts.map((each) => [each.problemId, each.verdict]));
    const links = await this.#links();
    const all = await this.#book.all();
    const sounding = new Set(await this.#book.soundsLike(ticket.row.text, BY_WORDS));
    const shown = all.map((known) => this.#suggestion(known, facts, links.get(known.id) ?? [], sounding.has(known.id)));
    const open = new Set(all.filter(({ problem }) => PROBLEM_STATE_ROWS[problem.state].open).map(({ id }) => id));
    return {
      hasReport,
      suggestions: shown
        .flatMap((each) =>
          each.fits && open.has(each.suggestion.id) && !verdict.has(each.suggestion.id) ? [each.suggestion] : [],
        )
        .sort((one, other) => other.score - one.score)
        .slice(0, SUGGESTED),
      confirmed: shown.flatMap(({ suggestion }) => (verdict.get(suggestion.id) === 'confirmed' ? [suggestion] : [])).slice(0, 20),
      rejected: all.filter(({ id }) => verdict.get(id) === 'rejected').map(({ number }) => number),
    };
  }

  /** Somebody says what it is, or what it is not. The same again changes nothing. */
  async judge(who: Helper, ticketId: string, problemId: string, verdict: ProblemVerdict): Promise<void> {
    const { stores, organisationId } = this.#parts;
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.write', ticket);
    const known = await this.#book.find(problemId);
    const before = (await stores.problems.verdictsOf(organisationId, ticketId)).find((each) => each.problemId === problemId);
    if ((before?.verdict ?? 'removed') === verdict) return;
    if (verdict === 'confirmed' && known.problem.state === 'duplicate') {
      throw new AppError('problem.wrong-state', 'this problem is a duplicate; name the other one', { context: { missing: '' } });
    }
    const { facts } = await ticketFacts(this.#parts, who, ticket);
    const { title, signature } = known.problem.text;
    const problem = { problemId, number: known.number, title };
    const score = signature.length === 0 ? null : matchOf(signature, facts).score;
    const after = await this.#journal.append(ticketId, actorOf(who), { type: 'problem', problem, verdict, score });
    if (verdict === 'confirmed') await this.#askIfDue(known, after.ticket.major, ticketId);
  }

  /**
   * One press by a person: a message to every user, of its duplicates too, and the end of the tickets that may end: there the
   * message is the solution. In pieces, so that the desk goes on in between: tickets whose number is below `before`, entered
   * in `all`. From which number on to go on; null after the last.
   */
  async tellSome(who: Helper, id: string, telling: Telling, before: number | null, all: Told): Promise<number | null> {
    const { stores, organisationId } = this.#parts;
    const known = await this.#book.find(id);
    const ids = await this.#book.withDuplicates(id);
    const some = await stores.problems.openCases(organisationId, ids, { limit: TOLD_AT_ONCE, before });
    for (const { ticketId, number } of some) {
      // One whose log cannot be read keeps nobody else from hearing.
      const left = await this.#tellOne(who, known, ticketId, telling, all).catch((error: unknown) => toAppError(error).code);
      if (left !== undefined) all.left.push({ number, code: left });
    }
    return some.length < TOLD_AT_ONCE ? null : (some.at(-1)?.number ?? null);
  }

  /** After the last piece. */
  async told(who: Helper, id: string, { text }: Telling, { told, solved, left }: Told): Promise<Told> {
    await this.#append({ id }, who, { type: 'told', text, tickets: told, solved });
    return { told, solved, left: left.slice(0, LEFT_SHOWN) };
  }

  /** Why it is left open, if it was to end. Somebody is at it, it waits for a vendor, or it is full: that is for its owner. */
  async #tellOne(
    who: Helper,
    { problem }: KnownProblem,
    ticketId: string,
    { text, solve }: Telling,
    all: { told: number; solved: number },
  ): Promise<string | undefined> {
    const { ticket } = await this.#journal.find(ticketId);
    let left: string | undefined;
    if (solve && isActive(ticket.status)) {
      try {
        const code = problem.fixedIn === '' ? 'workaround' : 'fixed-version';
        await this.#cases.change(who, ticketId, ticket.version, { type: 'done', solution: text, code });
        all.told += 1;
        all.solved += 1;
        return undefined;
      } catch (error) {
        left = toAppError(error).code;
      }
    }
    await this.#cases.say(who, ticketId, { messageId: randomId(this.#parts.random), text, to: 'user' });
    all.told += 1;
    return left;
  }

  /** What stands out on a ticket, for a new problem. */
  async draft(who: Helper, ticketId: string): Promise<z.infer<typeof http.problemDraft.result>> {
    const ticket = await this.#journal.find(ticketId);
    checkReach({ user: who }, 'tickets.read', ticket);
    const { facts } = await ticketFacts(this.#parts, who, ticket);
    return { symptoms: ticket.row.text.slice(0, 2000), signature: draftSignature(facts) };
  }

  #append(known: Pick<KnownProblem, 'id'>, who: Helper, body: ProblemEntryBody, seen?: number): Promise<KnownProblem> {
    const said = { at: this.#parts.clock.now(), by: personOf(who), body };
    return this.#book.append(known, seen === undefined ? said : { ...said, seen });
  }

  /** Many computers, or a major incident: whoever mends it hears of it, once for each reason. */
  async #askIfDue(known: KnownProblem, major: boolean, ticketId: string | null): Promise<void> {
    const { peers } = this.#parts;
    const devices = deviceCount(confirmedOf((await this.#links()).get(known.id) ?? []));
    const why = asksDevelopers(known.problem, { devices, major });
    if (!why || !(await this.#developers.askByItself(known, why, ticketId))) return;
    const { id, number, problem } = known;
    for (const { user, connection } of peers.consoles) {
      if (!scopeOf(user, 'problems.read')) continue;
      connection.notify(consoleSocket.problemAsked, { id, number, title: problem.text.title, devices });
    }
  }

  async #links(): Promise<Map<string, ProblemLink[]>> {
    const { stores, organisationId } = this.#parts;
    return Map.groupBy(await stores.problems.links(organisationId), ({ problemId }) => problemId);
  }

  #suggestion(
    { id, number, problem }: KnownProblem,
    facts: CaseFacts,
    links: readonly ProblemLink[],
    sounds: boolean,
  ): { fits: boolean; suggestion: ProblemSuggestion } {
    const { text, state, fixedIn } = problem;
    const { score, rules } = matchOf(text.signature, facts);
    const band = bandOf(score);
    // One that must not be this problem is not suggested for its words either.
    const isRuledOut = rules.some(({ rule, result }) => rule.must && result === 'differs');
    const suggestion: ProblemSuggestion = {
      id,
      number,
      title: text.title,
      state,
      fixedIn,
      workaround: text.workaround,
      article: text.article,
      devices: deviceCount(confirmedOf(links)),
      band: band ?? 'words',
      score,
      rules: rules.map(({ rule, result }) => ({ rule, result })),
    };
    return { fits: band !== undefined || (sounds && !isRuledOut), suggestion };
  }

  #summary({ id, number, problem }: KnownProblem, links: readonly ProblemLink[]): ProblemSummary {
    const { text, state, fixedIn, askedAt, updatedAt } = problem;
    const cases = confirmedOf(links);
    return {
      id,
      number,
      title: text.title,
      state,
      fixedIn,
      hasWorkaround: text.workaround.trim() !== '' || text.article !== null,
      article: text.article,
      devices: deviceCount(cases),
      confirmed: cases.length,
      rejected: links.length - cases.length,
      trend: trendOf(cases, this.#parts.clock.now()),
      askedAt,
      updatedAt,
    };
  }
}

function personOf({ id, name }: Helper): { id: string; name: string } {
  return { id, name };
}
