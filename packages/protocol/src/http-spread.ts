/** On which other computers something of a ticket's computer is, too. */
import { z } from 'zod';
import { done, none, route } from './route.ts';
import { signatureFact } from './signature-fact.ts';
import { spread } from './spread.ts';

/** What stands out on the ticket's computer, as far as the reader may know it; the worst first. */
export const ticketSpread = route(
  'GET',
  '/api/tickets/:id/spread',
  'fleet.read',
  'What of a ticket can be looked for elsewhere',
  {
    body: none,
    result: z.strictObject({ hasReport: z.boolean(), facts: z.array(signatureFact).max(24) }),
  },
);

const wanted = z.strictObject({ fact: signatureFact });
/**
 * Every computer that is not the ticket's own, by its newest report (of programs: by its newest list). `outOf`: of so many it
 * is known. Reads only, for all that it is a POST. Throws `auth.role` for what is not for the reader's tier,
 * `request.invalid` for an answer, which no computer gives.
 */
export const spreadLook = route('POST', '/api/tickets/:id/spread', 'fleet.read', 'Other computers that have something, too', {
  body: wanted,
  result: spread,
});
/** Enters on the ticket how many have it now, counted anew. Needs `tickets.write` as well. Throws as `spreadLook`, and `ticket.wrong-state`. */
export const spreadKeep = route('POST', '/api/tickets/:id/spread/evidence', 'fleet.read', 'Adds that count to the ticket', {
  body: wanted,
  result: done,
});
