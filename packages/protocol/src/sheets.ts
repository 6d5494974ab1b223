/** Articles that the desk sends to a user with an answer: by one press, and read where the answer is read. */
import { z } from 'zod';
import { articleId, id, prose } from './common.ts';
import { articleText } from './kb.ts';
import { done, route } from './route.ts';
import { followToken } from './ticket-case.ts';

/** What a user reads of it, as it is now. */
export const sheet = articleText.pick({ title: true, locale: true, body: true });
export type Sheet = z.infer<typeof sheet>;

/**
 * `text` goes with it. Throws `article.not-found` for one that is neither for customers nor public, and as `ticketSay`. The
 * same `messageId` again changes nothing.
 */
export const sheetSend = route('POST', '/api/tickets/:id/sheets', 'tickets.write', 'Sends an article to the user', {
  body: z.strictObject({ article: articleId, messageId: id, text: prose(1000) }),
  result: done,
});
/** Throws `article.not-found` for one that was not sent on this very ticket, or that is not for users any more. */
export const followSheet = route('POST', '/api/follow/sheet', 'anyone', 'An article that was sent, by the link', {
  body: z.strictObject({ token: followToken, article: articleId }),
  result: sheet,
});
