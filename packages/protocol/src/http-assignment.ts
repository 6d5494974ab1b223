/** Offers of tickets to one person, and what people know (assignment.ts has their forms). */
import { z } from 'zod';
import { skills } from './assignment.ts';
import { id, instant, line, personName } from './common.ts';
import { done, none, route } from './route.ts';
import { priority } from './ticket-case.ts';

/** Who waits: one at a time, but for what was offered just before a page looks. */
export const offers = route('GET', '/api/offers', 'tickets.claim', 'Tickets that are offered to you now', {
  body: none,
  result: z
    .array(
      z.strictObject({
        ticketId: id,
        number: z.int().min(1),
        subject: line(120),
        requester: personName,
        priority,
        lapsesAt: instant,
      }),
    )
    .max(20),
});
/** Whoever accepts is its owner. Throws `ticket.wrong-state` where it is not offered to the caller any more. */
export const offerAnswer = route('POST', '/api/tickets/:id/offer', 'tickets.claim', 'Accepts or declines what was offered', {
  body: z.strictObject({ answer: z.enum(['accept', 'decline']) }),
  result: done,
});
export const skillsWrite = route('PUT', '/api/people/:id/skills', 'groups.manage', 'What somebody knows, for what is offered', {
  body: z.strictObject({ skills }),
  result: done,
});
