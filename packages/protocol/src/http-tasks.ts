/** What somebody of a higher tier found out is to be done, for those who have tickets that are linked. */
import { z } from 'zod';
import { id, instant, line, prose } from './common.ts';
import { done, none, route } from './route.ts';
import { namedPerson, otherTicket } from './ticket-case.ts';

export const ownTasks = route('GET', '/api/tasks', 'tickets.read', 'What is to be done on one’s own tickets', {
  body: none,
  result: z
    .array(
      z.strictObject({
        taskId: id,
        ticketId: id,
        number: z.int().min(1),
        subject: line(120),
        text: prose(4000),
        from: otherTicket,
        by: namedPerson,
        at: instant,
      }),
    )
    .max(200),
});
/** Throws `ticket.wrong-state` for a task that is not open. */
export const taskDone = route('POST', '/api/tickets/:id/task', 'tickets.write', 'Says that a task of a ticket is done', {
  body: z.strictObject({ taskId: id, note: prose(500) }),
  result: done,
});
