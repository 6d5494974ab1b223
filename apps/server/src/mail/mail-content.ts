import { email, instant, mergedAnswers, NOTICE_KINDS, personName, prose } from '@alongside/protocol';
import { z } from 'zod';

const number = z.int().min(1);
const noticeKind = z.enum(NOTICE_KINDS);
/** That one mail tells of. */
export const MAX_DIGEST_TICKETS = 50;
const url = z.url({ protocol: /^https?$/u }).max(500);

/**
 * What a mail says, by its kind. Of what an unknown person could have written, nothing: whoever gives somebody else's
 * address with a request must not be able to write to them by us.
 */
export const mailContent = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('intake'), number, url }),
  z.strictObject({ kind: z.literal('reply'), number, url, name: personName, text: prose(4000) }),
  z.strictObject({ kind: z.literal('solved'), number, url, solution: prose(4000) }),
  z.strictObject({ kind: z.literal('call-back'), number, url }),
  z.strictObject({ kind: z.literal('vendor-question'), number, url, vendor: prose(120) }),
  z.strictObject({ kind: z.literal('reminder'), number, url }),
  z.strictObject({ kind: z.literal('merged'), number, url, other: number, answers: mergedAnswers.optional() }),
  z.strictObject({ kind: z.literal('invitation'), name: personName, url, until: instant }),
  z.strictObject({ kind: z.literal('reset'), name: personName, url, until: instant }),
  z.strictObject({ kind: z.literal('notice'), notice: noticeKind, number, url }),
  z.strictObject({
    kind: z.literal('digest'),
    tickets: z
      .array(
        z.strictObject({ number, url, notices: z.array(z.strictObject({ notice: noticeKind, count: z.int().min(1) })).max(20) }),
      )
      .min(1)
      .max(MAX_DIGEST_TICKETS),
    /** Tickets beyond these. */
    more: z.int().min(0),
    url,
  }),
  z.strictObject({ kind: z.literal('try') }),
]);
export type MailContent = z.infer<typeof mailContent>;

export const newMail = z.strictObject({
  to: email,
  language: z.string().regex(/^[A-Za-z0-9-]{1,35}$/u),
  content: mailContent,
  /** Its ticket. */
  ticketId: z.string().nullable(),
  number: number.nullable(),
});
export type NewMail = z.infer<typeof newMail>;
