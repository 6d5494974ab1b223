import type { TicketEvent } from '@alongside/protocol';
import { nextTicketState } from '../ticket-state.ts';
import { applied } from './apply-event.ts';
import type { TicketCase } from './case-model.ts';
import { caseRefusal } from './case-refusal.ts';

/** One step. An event that the rules do not allow now changes nothing. */
export function nextCase(before: TicketCase | undefined, event: TicketEvent): TicketCase | undefined {
  if (event.body.type === 'withheld') return before && event.body.edits ? { ...before, version: before.version + 1 } : before;
  if (caseRefusal(before, event)) return before;
  return applied(before, event, nextTicketState(before?.live, event));
}

/** What a ticket's events, oldest first, add up to; undefined where there are none. */
export function ticketCase(events: readonly TicketEvent[]): TicketCase | undefined {
  let ticket: TicketCase | undefined;
  for (const event of events) ticket = nextCase(ticket, event);
  return ticket;
}

/** Milliseconds that a ticket was at each tier until `now`, or until it was solved. Tiers that it never saw are absent. */
export function tierTimes(events: readonly TicketEvent[], now: number): Readonly<Record<number, number>> {
  const times: Record<number, number> = {};
  let ticket: TicketCase | undefined;
  let from = 0;
  const add = (until: number) => {
    if (!ticket || ['resolved', 'closed', 'merged', 'spam'].includes(ticket.status)) return;
    times[ticket.tier] = (times[ticket.tier] ?? 0) + Math.max(0, until - from);
  };
  for (const event of events) {
    add(event.at);
    ticket = nextCase(ticket, event);
    from = event.at;
  }
  add(now);
  return times;
}
