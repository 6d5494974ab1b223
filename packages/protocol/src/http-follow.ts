/** A ticket as its user follows it by a link: that ticket and nothing else, without signing in. */
import { z } from 'zod';
import { followedRequest, userVerdict, userWords } from './followed.ts';
import { done, route } from './route.ts';
import { followToken } from './ticket-case.ts';
import { keptPackage } from './vendors.ts';

/** The same link again, which mails carry, too; with `renew` another, and the one before opens nothing any more. */
export const followCreate = route('POST', '/api/tickets/:id/follow', 'tickets.write', "A link for the ticket's user", {
  body: z.strictObject({ renew: z.boolean().optional() }),
  result: z.strictObject({ url: z.string().max(500) }),
});
/** Throws `auth.refused` for a link that is none or no more; so do the next two. */
export const followRead = route('POST', '/api/follow/read', 'anyone', 'A ticket, by the link of its user', {
  body: z.strictObject({ token: followToken }),
  result: followedRequest,
});
/** The same `messageId` again changes nothing. An answer to a solution opens the ticket again. */
export const followSay = route('POST', '/api/follow/say', 'anyone', 'The user answers, by the link', {
  body: z.strictObject({ token: followToken, ...userWords.shape }),
  result: done,
});
export const followVerdict = route('POST', '/api/follow/verdict', 'anyone', 'The user says how it stands, by the link', {
  body: z.strictObject({ token: followToken, verdict: userVerdict }),
  result: done,
});
/** What somebody from outside would get, exactly. Throws `vendor.not-asked`. */
export const followPackage = route('POST', '/api/follow/package', 'anyone', 'What a vendor would get, by the link', {
  body: z.strictObject({ token: followToken }),
  result: keptPackage,
});
