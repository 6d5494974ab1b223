import { answersOf, audienceOf, type CaseFacts, caseFacts, type SourcedReport } from '@alongside/desk';
import type { Report } from '@alongside/protocol';
import type { Helper } from './case-desk.ts';
import type { DeskParts } from './desk-parts.ts';
import { reportSeenBy } from './report-reader.ts';
import type { BoardTicket } from './ticket-board.ts';

/** Reports of a ticket that are looked at, the newest first. */
const REPORTS = 5;

/** What is known of a ticket's computer, as far as this person may read it, and of its answers. */
export async function ticketFacts(
  { stores, organisationId, book }: Pick<DeskParts, 'stores' | 'organisationId' | 'book'>,
  who: Helper,
  { row, ticket }: BoardTicket,
): Promise<{ facts: CaseFacts; reports: readonly SourcedReport[]; hasReport: boolean }> {
  // Who comes from outside has what was sent with the ticket, and no other report of its computer.
  const deviceId = audienceOf(who) === 'vendor' ? null : row.deviceId;
  const kept = await stores.problems.reportsFor(organisationId, row.id, deviceId, REPORTS);
  // Kept only once it was checked to be one.
  const reports = kept.map(({ id, body }) => ({ id, report: JSON.parse(reportSeenBy(who, body)) as Report }));
  const facts = caseFacts(
    reports.map(({ report }) => report),
    answersOf(ticket, await book.questions()),
  );
  return { facts, reports, hasReport: reports.length > 0 };
}
