/** Files of tickets. The bytes of an upload are the whole body; what is said of them comes in a header (`uploadRoute`). */
import { z } from 'zod';
import { attachmentAudience, attachmentFacts, attachmentName } from './attachments.ts';
import { id, instant, sha256, signature } from './common.ts';
import { done, downloadRoute, none, route, uploadRoute } from './route.ts';
import { followToken } from './ticket-case.ts';

/**
 * Throws `attachment.type` for what is not on the list, `request.too-large`, `attachment.full` where the ticket or the
 * organisation has no room for more, `ticket.not-found`, `ticket.wrong-state`, `ticket.full`. So do the other uploads.
 */
export const attachmentAdd = uploadRoute('/api/tickets/:id/attachments', 'tickets.write', 'Adds a file to a ticket', {
  body: z.strictObject({ name: attachmentName, to: attachmentAudience }),
  result: attachmentFacts,
});
/** Throws `attachment.not-found`, also where the caller may not see it. */
export const attachmentRead = downloadRoute('GET', '/api/attachments/:id', 'tickets.read', 'The bytes of a file', {
  body: none,
});
/** By whoever added it, or those who lead the desk. The ticket's log keeps its name and hash. */
export const attachmentRemove = route('POST', '/api/attachments/:id/remove', 'tickets.write', 'Deletes a file', {
  body: z.strictObject({}),
  result: done,
});

export const followAttach = uploadRoute('/api/follow/attachments', 'anyone', 'The user adds a file, by the link', {
  body: z.strictObject({ token: followToken, name: attachmentName }),
  result: attachmentFacts,
});
/** A POST, so that the token stands in no address. */
export const followFile = downloadRoute('POST', '/api/follow/file', 'anyone', 'The bytes of a file, by the link', {
  body: z.strictObject({ token: followToken, attachmentId: id }),
});
/** The user takes back what they sent. */
export const followDetach = route('POST', '/api/follow/file/remove', 'anyone', 'Deletes a file of the user’s, by the link', {
  body: z.strictObject({ token: followToken, attachmentId: id }),
  result: done,
});

/**
 * From the computer of a ticket. The device signs `alongside-attach/1 LF deviceId LF requestId LF sha256 LF at`, `at` by
 * the server's clock; the bytes must be those of the hash.
 */
export const deviceAttach = uploadRoute('/api/device/attachments', 'anyone', 'A computer adds a file to its request', {
  body: z.strictObject({ deviceId: id, requestId: id, name: attachmentName, sha256, at: instant, signature }),
  result: attachmentFacts,
});

/** A picture for an article, there or yet to be written. Throws as `attachmentAdd`. */
export const articlePictureAdd = uploadRoute('/api/kb/articles/:article/pictures', 'kb.write', 'Adds a picture to an article', {
  body: z.strictObject({ name: attachmentName }),
  result: attachmentFacts,
});
/** For those who may read the article whose text has it. */
export const articlePicture = downloadRoute(
  'GET',
  '/api/kb/articles/:article/pictures/:id',
  'kb.read',
  'A picture of an article',
  { body: none },
);
