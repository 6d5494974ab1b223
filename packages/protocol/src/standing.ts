/**
 * Standing permissions: what the person at the machine allowed beforehand, to one technician, without being asked again.
 * Made in the agent's page alone; the server hears of them and carries nothing that could make or widen one.
 */
import { safeLine } from '@alongside/base';
import { z } from 'zod';
import { type Capability, capability, id, instant, publicKey, sha256 } from './common.ts';
import { hoursOfWeek } from './policy.ts';

/** What one can hold. The screen is none of them: a browser gives no picture without a click at the machine. */
export const STANDING_CAPABILITIES = ['diagnostics.read', 'shell.run'] as const satisfies readonly Capability[];
export const MAX_STANDING_DAYS = 30;
export const MAX_STANDING = 20;

export const standingCapabilities = z.array(capability).min(1).max(16);

/** What the agent signs when the user says yes; all that a permission is stands in it. */
export const standingReceipt = z.strictObject({
  type: z.literal('alongside-standing/1'),
  standingId: id,
  /** The agent's own key: a receipt of another computer is none here. */
  device: publicKey,
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
  capabilities: standingCapabilities,
  /** null: at any time. */
  hours: hoursOfWeek.nullable(),
  from: instant,
  until: instant,
  /** Of the words that the user read. */
  wordsHash: sha256,
  language: z.string().regex(/^[A-Za-z0-9-]{1,35}$/u),
});
export type StandingReceipt = z.infer<typeof standingReceipt>;

/** As consoles are shown it. */
export const standingOffer = z.strictObject({
  standingId: id,
  technicianKey: publicKey,
  capabilities: standingCapabilities,
  hours: hoursOfWeek.nullable(),
  until: instant,
});
export type StandingOffer = z.infer<typeof standingOffer>;
