/** When somebody wants to be left alone, and when the mails of their tickets come. */
import { z } from 'zod';

/** Minutes since midnight, in the zone that was chosen. */
const minute = z
  .int()
  .min(0)
  .max(24 * 60 - 1);

/** On these days (Monday is 1), from a time until one: the next day's where it is no later. */
export const quietHours = z
  .strictObject({ days: z.array(z.int().min(1).max(7)).min(1).max(7), from: minute, to: minute })
  .refine(({ days, from, to }) => from !== to || new Set(days).size < 7, 'there must be a time that is not quiet');
export type QuietHours = z.infer<typeof quietHours>;

export const noticeHours = z.strictObject({
  /** Of the IANA database; null for the organisation's. */
  timeZone: z
    .string()
    .regex(/^[A-Za-z0-9_+/-]{1,64}$/u)
    .nullable(),
  quiet: quietHours.nullable(),
  /** Mails one by one, or all of a day in one at a time. */
  digest: z.discriminatedUnion('when', [
    z.strictObject({ when: z.literal('at-once') }),
    z.strictObject({ when: z.literal('daily'), at: minute }),
  ]),
  /** A major incident, and what happens in one's own live session, does not wait. */
  urgentPasses: z.boolean(),
});
export type NoticeHours = z.infer<typeof noticeHours>;

/** Of somebody who chose nothing. */
export const NO_HOURS: NoticeHours = { timeZone: null, quiet: null, digest: { when: 'at-once' }, urgentPasses: true };
