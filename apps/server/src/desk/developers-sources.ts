import { AppError } from '@alongside/base';
import { deviceCount, draftSignature, questionFor } from '@alongside/desk';
import { wordsRedactor } from '@alongside/diagnostics/words';
import type { DevelopersQuestion, http, Signature } from '@alongside/protocol';
import type { Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { confirmedOf, type KnownProblem } from './problem-book.ts';
import type { BoardTicket } from './ticket-board.ts';
import { ticketFacts } from './ticket-facts.ts';

type Wanted = Pick<http.DevelopersWanted, 'title' | 'symptoms' | 'note'>;

/** Of a known problem, at most so many have their names left out; who came before these is in no text that is still written. */
const NAMES = 500;
/** As whom a ticket's computer is looked at: nobody in particular from outside. */
const OUTSIDE: Helper = { id: '', name: '', role: 'vendor', tier: 1, outsideGroupIds: [] };

/** A known problem as the developers are told of it: without anybody's name who has it, or their computers'. */
export async function questionOfProblem(
  { stores, organisationId }: Pick<DeskParts, 'stores' | 'organisationId'>,
  { id, number, problem }: KnownProblem,
  why: DevelopersQuestion['why'],
  note: string,
): Promise<DevelopersQuestion> {
  const tickets = await stores.problems.cases(organisationId, id, NAMES);
  const links = await stores.problems.links(organisationId);
  const cases = confirmedOf(links.filter(({ problemId }) => problemId === id));
  return questionFor({
    why,
    number,
    text: problem.text,
    note,
    devices: deviceCount(cases),
    cases: cases.length,
    redact: without(tickets),
  });
}

/** A ticket that is no known problem: the words that somebody wrote for this, and what stands out on its computer. */
export async function questionOfTicket(
  parts: Pick<DeskParts, 'stores' | 'organisationId' | 'book'>,
  ticket: BoardTicket,
  { title, symptoms, note }: Wanted,
): Promise<DevelopersQuestion> {
  if (title.trim() === '') throw new AppError('request.invalid', 'title: it is empty');
  const { row } = ticket;
  const device = row.deviceId === null ? undefined : await parts.stores.devices.find(parts.organisationId, row.deviceId);
  const signature: Signature = draftSignature((await ticketFacts(parts, OUTSIDE, ticket)).facts);
  return questionFor({
    why: 'person',
    number: null,
    text: { title, symptoms, signature },
    note,
    devices: row.deviceId === null ? 0 : 1,
    cases: 1,
    redact: without([{ requester: row.requester, device: device?.name ?? '' }]),
  });
}

function without(tickets: readonly { readonly requester: string; readonly device: string }[]): (text: string) => string {
  const distinct = (names: string[]) => [...new Set(names.filter((name) => name !== ''))];
  return wordsRedactor({
    users: distinct(tickets.map(({ requester }) => requester)),
    homes: [],
    hosts: distinct(tickets.map(({ device }) => device)),
  });
}
