/**
 * What an organisation restricts on its computers. It is signed by an admin's key and kept word for word, so these schemas
 * refuse instead of cleaning.
 */
import { safeLine } from '@alongside/base';
import { z } from 'zod';
import { duration, publicKey, weeklyHours } from './common.ts';

/** Also one that this version does not know: what a newer agent may be asked for must not make an older one drop the rest. */
const capabilityName = z.string().regex(/^[a-z]{2,20}\.[a-z]{2,20}$/u);
const shownName = z
  .string()
  .min(1)
  .max(80)
  .refine((text) => text === safeLine(text, 80));

/** Hours of a week by the clocks of a place. */
export const hoursOfWeek = z.strictObject({
  timeZone: z.string().regex(/^[A-Za-z0-9_+/-]{1,64}$/u),
  /** As the organisation's hours: 0 is Monday, minutes since midnight. */
  hours: weeklyHours,
});
export type HoursOfWeek = z.infer<typeof hoursOfWeek>;

export const policyRules = z.strictObject({
  /** Never, whatever the user says. */
  forbid: z.array(capabilityName).max(32),
  /** A grant is over so long after it began, however often it is prolonged. */
  maxDurationMs: z.record(capabilityName, duration.min(60_000)),
  /** Only for technicians who proved a second factor just before they asked. */
  secondFactor: z.array(capabilityName).max(32),
  /** Outside of these nothing is allowed; null: at any time. */
  hours: hoursOfWeek.nullable(),
  /** Nobody else; null: whoever the user lets in. Names count for certified technicians alone. */
  technicians: z.strictObject({ keys: z.array(publicKey).max(200), names: z.array(shownName).max(200) }).nullable(),
  /** Permissions that hold without a click are neither made nor used. */
  noStanding: z.boolean(),
});
export type PolicyRules = z.infer<typeof policyRules>;

export const NO_RULES: PolicyRules = {
  forbid: [],
  maxDurationMs: {},
  secondFactor: [],
  hours: null,
  technicians: null,
  noStanding: false,
};
