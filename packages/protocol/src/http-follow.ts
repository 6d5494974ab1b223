/** A ticket as its user follows it by a link: that ticket and nothing else, without signing in. */
import { z } from 'zod';
import { chatMessage, id, instant, line, personName, prose } from './common.ts';
import { done, route } from './route.ts';
import { followStep } from './ticket-case.ts';

/** 128 random bits, base64url; the server keeps its hash. */
const token = z.string().regex(/^[A-Za-z0-9_-]{22}$/u);

/** A new link each time; the one before opens nothing any more. */
export const followCreate = route('POST', '/api/tickets/:id/follow', 'tickets.write', "A link for the ticket's user", {
  body: z.strictObject({}),
  result: z.strictObject({ url: z.string().max(500) }),
});
/** Throws `auth.refused` for a link that is none or no more; so do the next two. */
export const followRead = route('POST', '/api/follow/read', 'anyone', 'A ticket, by the link of its user', {
  body: z.strictObject({ token }),
  result: z.strictObject({
    organisation: z.strictObject({ name: line(120), phone: line(40) }),
    number: z.int().min(1),
    requester: personName,
    text: prose(4000),
    createdAt: instant,
    step: followStep,
    technician: personName.nullable(),
    messages: z.array(chatMessage).max(500),
    solution: prose(4000).nullable(),
    stars: z.int().min(1).max(5).nullable(),
    /** Into which ticket it was merged. */
    goesOnIn: z.int().min(1).nullable(),
    managerAsked: z.boolean(),
    /** Until when a closed one can be opened again. */
    reopenUntil: instant.nullable(),
  }),
});
/** The same `messageId` again changes nothing. An answer to a solution opens the ticket again. */
export const followSay = route('POST', '/api/follow/say', 'anyone', 'The user answers, by the link', {
  body: z.strictObject({ token, messageId: id, text: prose(4000) }),
  result: done,
});
export const followVerdict = route('POST', '/api/follow/verdict', 'anyone', 'The user says how it stands, by the link', {
  body: z.strictObject({
    token,
    verdict: z.discriminatedUnion('type', [
      z.strictObject({ type: z.literal('accepted') }),
      z.strictObject({ type: z.literal('reopened') }),
      z.strictObject({ type: z.literal('rated'), stars: z.int().min(1).max(5), comment: prose(1000) }),
      z.strictObject({ type: z.literal('manager-asked'), reason: prose(500) }),
    ]),
  }),
  result: done,
});
