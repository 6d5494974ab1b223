import { priorityOf } from '@alongside/desk';
import { http } from '@alongside/protocol';
import type { AssignmentDesk } from '../desk/assignment-desk.ts';
import { subjectOf } from '../desk/ticket-board.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  /** In the desk's one order. */
  readonly ofTickets: <T>(action: (desk: { assignment: AssignmentDesk }) => Promise<T>) => Promise<T>;
}

const MOST = 20;

/** What is offered to whoever asks, and the answer. */
export function registerAssignmentRoutes({ register, ofTickets }: Dependencies): void {
  register(http.offers, async (call) => {
    const { id: userId } = signedIn(call).user;
    const offered = await ofTickets(async ({ assignment }) => assignment.of(userId));
    return offered.slice(0, MOST).flatMap(({ row, ticket }) =>
      ticket.offer.state === 'offered'
        ? [
            {
              ticketId: row.id,
              number: row.number,
              subject: subjectOf(row.text),
              requester: row.requester,
              priority: priorityOf(ticket),
              lapsesAt: ticket.offer.lapsesAt,
            },
          ]
        : [],
    );
  });
  register(http.offerAnswer, async (call) => {
    const who = signedIn(call).user;
    await ofTickets(({ assignment }) => assignment.answer(who, call.params.id ?? '', call.body.answer));
    return { ok: true } as const;
  });
}
