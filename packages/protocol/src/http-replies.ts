/** Canned replies, and the tags that tickets have. */
import { z } from 'zod';
import { id } from './common.ts';
import { cannedReply, MAX_REPLIES, replyText } from './replies.ts';
import { done, none, route } from './route.ts';
import { ticketTag } from './ticket-case.ts';

export const replies = route('GET', '/api/replies', 'tickets.write', 'Canned replies', {
  body: none,
  result: z.array(cannedReply).max(MAX_REPLIES),
});
export const replyCreate = route('POST', '/api/replies', 'tickets.manage', 'A canned reply', {
  body: replyText,
  result: z.strictObject({ id }),
});
/** `version`: that the change began with. Throws `settings.changed`, `by` whom, where it is another by now. */
export const replyWrite = route('PUT', '/api/replies/:id', 'tickets.manage', 'Changes a canned reply', {
  body: replyText.extend({ version: cannedReply.shape.version }),
  result: done,
});
export const replyRemove = route('POST', '/api/replies/:id/remove', 'tickets.manage', 'Takes a canned reply away', {
  body: z.strictObject({}),
  result: done,
});
/** The most used first. */
export const ticketTags = route('GET', '/api/ticket-tags', 'tickets.claim', 'Tags that tickets have', {
  body: none,
  result: z.array(ticketTag).max(200),
});
