import type { TicketCase } from './case-model.ts';

type Linked = Pick<TicketCase, 'links' | 'problems'>;

/** Whether what is to be done about one ticket is to be done about another: linked by hand, or the same known problem. */
export function isLinked(one: { id: string; ticket: Linked }, other: { id: string; ticket: Linked }): boolean {
  if (one.id === other.id) return false;
  const links = (from: Linked, to: string) => from.links.some((link) => link.other.ticketId === to);
  const same = one.ticket.problems.some(({ problemId }) => other.ticket.problems.some((each) => each.problemId === problemId));
  return same || links(one.ticket, other.id) || links(other.ticket, one.id);
}
