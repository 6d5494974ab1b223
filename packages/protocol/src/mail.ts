/** Outgoing mail: what is sent, and what became of it. */
import { z } from 'zod';
import { id, instant, line } from './common.ts';

/** One address, and nothing that a header could be made to say with it. */
export const email = z.email().max(200);

export const MAIL_KINDS = [
  'intake',
  'reply',
  'solved',
  'call-back',
  'vendor-question',
  'reminder',
  'merged',
  'invitation',
  'reset',
  'notice',
  'digest',
  'try',
] as const;
export const mailKind = z.enum(MAIL_KINDS);
export type MailKind = z.infer<typeof mailKind>;

/** `sent`: the mail server took it. Whether it was read, nobody knows. */
export const mailState = z.enum(['waiting', 'sent', 'failed']);
export type MailState = z.infer<typeof mailState>;

export const mailLine = z.strictObject({
  id,
  at: instant,
  kind: mailKind,
  to: email,
  state: mailState,
  attempts: z.int().min(0),
  /** When it is tried next, while it waits. */
  nextAt: instant.nullable(),
  /** What the mail server or the way to it said last. */
  error: line(200).nullable(),
  /** Of its ticket. */
  number: z.int().min(1).nullable(),
});
export type MailLine = z.infer<typeof mailLine>;
