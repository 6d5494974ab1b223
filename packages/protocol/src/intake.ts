/** How a ticket came, and how its user is reached, where no agent of theirs is. */
import { z } from 'zod';
import { line } from './common.ts';
import { done, none, route } from './route.ts';

export const TICKET_CHANNELS = ['agent', 'web', 'phone'] as const;
export const ticketChannel = z.enum(TICKET_CHANNELS);
export type TicketChannel = z.infer<typeof ticketChannel>;

export const contactEmail = z.email().max(200);
/** Of whoever asked; null where it was not said. */
export const ticketContact = z.strictObject({ email: contactEmail.nullable(), phone: line(40).nullable() });
export type TicketContact = z.infer<typeof ticketContact>;

/** Whether everybody who knows the address can ask by the form at /help/ask. */
const intake = z.strictObject({ form: z.boolean() });
export const intakeRead = route('GET', '/api/intake', 'organisation.read', 'How requests can come in', {
  body: none,
  result: intake,
});
export const intakeWrite = route('PUT', '/api/intake', 'organisation.write', 'Whether the public form is open', {
  body: intake,
  result: done,
});
