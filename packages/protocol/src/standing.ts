/**
 * Standing permissions: what the person at the machine allowed beforehand, to one technician or to a group of the
 * organisation's, without being asked again. Made in the agent's page alone; the server hears of them and carries nothing that could make or widen one.
 */
import { looksLikeAnother, safeLine } from '@alongside/base';
import { z } from 'zod';
import { type Capability, capability, id, instant, publicKey, sha256 } from './common.ts';
import { hoursOfWeek } from './policy.ts';
import { organisationHash } from './trust.ts';

/** What one can hold. The screen is none of them: a browser gives no picture without a click at the machine. */
export const STANDING_CAPABILITIES = ['diagnostics.read', 'shell.run'] as const satisfies readonly Capability[];
export const MAX_STANDING_DAYS = 30;
export const MAX_STANDING = 20;
/** In how many groups a certificate can name somebody. */
export const MAX_GROUPS = 8;
export const MAX_GROUP_NAME = 40;

/** Of technicians, as an admin signed it: one spelling for each name, and none that is written to pass for another. */
export const groupName = z
  .string()
  .max(MAX_GROUP_NAME)
  .refine((text) => text.isWellFormed() && text === safeLine(text, MAX_GROUP_NAME))
  .refine((text) => /[\p{L}\p{N}]/u.test(text) && !looksLikeAnother(text));
/** A name alone is anybody's: the same one under another organisation's key is another group. */
export const standingGroup = z.strictObject({ name: groupName, organisation: organisationHash });
export type StandingGroup = z.infer<typeof standingGroup>;

export const standingCapabilities = z.array(capability).min(1).max(16);

const allowed = {
  standingId: id,
  /** The agent's own key: a receipt of another computer is none here. */
  device: publicKey,
  capabilities: standingCapabilities,
  /** null: at any time. */
  hours: hoursOfWeek.nullable(),
  from: instant,
  until: instant,
  /** Of the words that the user read. */
  wordsHash: sha256,
  language: z.string().regex(/^[A-Za-z0-9-]{1,35}$/u),
};

/** What the agent signs when the user says yes; all that a permission is stands in it. */
export const standingReceipt = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('alongside-standing/1'),
    technician: z.strictObject({
      publicKey,
      name: z
        .string()
        .min(1)
        .max(80)
        .refine((text) => text === safeLine(text, 80)),
    }),
    /** How it was known whose key that is. What was certified must be so at each use. */
    proof: z.enum(['certified', 'words']),
    ...allowed,
  }),
  /** For whoever is certified at the time of use, by a certificate that names the group. */
  z.strictObject({ type: z.literal('alongside-standing-group/1'), group: standingGroup, ...allowed }),
]);
export type StandingReceipt = z.infer<typeof standingReceipt>;

/** As consoles are shown it. */
export const standingOffer = z.strictObject({
  standingId: id,
  /** null: it is for a group. */
  technicianKey: publicKey.nullable(),
  group: standingGroup.optional(),
  capabilities: standingCapabilities,
  hours: hoursOfWeek.nullable(),
  until: instant,
});
export type StandingOffer = z.infer<typeof standingOffer>;
