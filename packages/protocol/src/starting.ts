/** How a session can begin: from a request, a code that is read out, or a link that a technician has sent. */
import { z } from 'zod';
import { chatMessage, prose } from './common.ts';

export const startedBy = z.enum(['request', 'code', 'invitation']);
export type StartedBy = z.infer<typeof startedBy>;

/** Why the scam guard is up (packages/consent has the rule). */
export const guardReason = z.enum(['not-certified', 'fresh-start', 'code-or-link', 'remote-tool']);
export type GuardReason = z.infer<typeof guardReason>;
/** What it asks, in this order. */
export const guardQuestion = z.enum(['they-called', 'money', 'coached']);
export type GuardQuestion = z.infer<typeof guardQuestion>;

/** What a user tells the organisation after "Something is wrong": their own words, and messages where they chose so. */
export const wrongReport = z.strictObject({
  because: guardQuestion.nullable(),
  guard: z.array(guardReason).max(8),
  text: prose(2000),
  messages: z.array(chatMessage).max(200),
});
export type WrongReport = z.infer<typeof wrongReport>;

/** The part of a support code by which the server finds it. */
export const nameplate = z.string().regex(/^\d{4}$/u);
const SECRET_DIGITS = 6;
/** Nameplate and secret, ten digits: 33 bits together. */
export const supportCode = z.string().regex(/^\d{10}$/u);
/** How long a code can be used. */
export const CODE_LIVES_MS = 10 * 60_000;

/** What a person typed or pasted, as ten digits; undefined where it is something else. */
export function parseSupportCode(text: string): string | undefined {
  const digits = text.replace(/[\s.\u2010-\u2015-]/gu, '');
  return supportCode.safeParse(digits).success ? digits : undefined;
}

/** As it is read out: `4711 083 552`. */
export function spokenCode(code: string): string {
  const secret = code.slice(-SECRET_DIGITS);
  return [code.slice(0, -SECRET_DIGITS), secret.slice(0, 3), secret.slice(3)].join(' ');
}

/** What device and server hash: the request's own 128 random bits are the salt. */
export function codeToHash(requestId: string, code: string): string {
  return `alongside-code/1\n${requestId}\n${code}`;
}

/** The secret of an invitation link: 256 bits, base64url. */
export const invitationToken = z.string().regex(/^[A-Za-z0-9_-]{43}$/u);

/** The secret of `ORIGIN/get#i=TOKEN`, wherever it leads: it is only ever shown to the server that this computer belongs to. */
export function parseInvitationLink(text: string): string | undefined {
  const found = /#i=([A-Za-z0-9_-]{43})(?:&|$)/u.exec(text.trim());
  return found?.[1];
}
