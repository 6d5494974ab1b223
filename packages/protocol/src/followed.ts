/** A ticket as its user follows it, by a link or on the computer that asked: what was said, and where it stands. */
import { z } from 'zod';
import { followedFile, MAX_TICKET_ATTACHMENTS } from './attachments.ts';
import { chatMessage, id, instant, line, personName, prose, sha256 } from './common.ts';
import { crashQuestion, crashRefusal } from './crash-files.ts';
import { followStep } from './ticket-case.ts';

export const followedRequest = z.strictObject({
  organisation: z.strictObject({ name: line(120), phone: line(40) }),
  number: z.int().min(1),
  requester: personName,
  text: prose(4000),
  createdAt: instant,
  step: followStep,
  technician: personName.nullable(),
  messages: z.array(chatMessage).max(500),
  files: z.array(followedFile).max(MAX_TICKET_ATTACHMENTS),
  solution: prose(4000).nullable(),
  stars: z.int().min(1).max(5).nullable(),
  /** Into which ticket it was merged. */
  goesOnIn: z.int().min(1).nullable(),
  managerAsked: z.boolean(),
  /** Until when a closed one can be opened again. */
  reopenUntil: instant.nullable(),
  /** When what was solved is closed, if nobody says otherwise. */
  closesAt: instant.nullable(),
  /** Somebody from outside may have a part of it, if its user says so. */
  sharing: z
    .strictObject({
      vendor: line(120),
      package: sha256,
      bytes: z.int().min(0),
      state: z.enum(['asked', 'agreed', 'declined', 'sent']),
    })
    .optional(),
  /** Somebody at the desk asks for a crash file. */
  crash: crashQuestion.optional(),
});
export type FollowedRequest = z.infer<typeof followedRequest>;

/** The same `messageId` again changes nothing. */
export const userWords = z.strictObject({ messageId: id, text: prose(4000) });

/** What its user says of it. */
export const userVerdict = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('accepted') }),
  /** It does not work yet; with what does not. */
  z.strictObject({ type: z.literal('reopened'), words: userWords.optional() }),
  z.strictObject({ type: z.literal('rated'), stars: z.int().min(1).max(5), comment: prose(1000) }),
  z.strictObject({ type: z.literal('manager-asked'), reason: prose(500) }),
  /** To exactly this package, for exactly this vendor. */
  z.strictObject({ type: z.literal('vendor-answered'), package: sha256, answer: z.enum(['yes', 'no']) }),
  z.strictObject({ type: z.literal('crash-refused'), askId: id, why: crashRefusal }),
]);
export type UserVerdict = z.infer<typeof userVerdict>;
