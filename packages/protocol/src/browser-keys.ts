/** Signing keys of technicians' browsers: who may vouch for them, and in which words. */
import { z } from 'zod';
import { id, instant, line, personName, publicKey } from './common.ts';

/** A key as its owner and admins see it. */
export const browserKey = z.strictObject({
  id,
  user: z.strictObject({ id, name: personName }),
  publicKey,
  label: line(80),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
  /**
   * Who vouched for it: a one-time link of the account, another browser of the same account, an admin's, or nobody since
   * it is older than this question. Null while it waits; then it signs in, and nothing else.
   */
  approved: z
    .strictObject({ at: instant, by: z.enum(['link', 'browser', 'admin', 'earlier']), name: personName.nullable() })
    .nullable(),
  /** It signs in no more. */
  removedAt: instant.nullable(),
});
export type BrowserKey = z.infer<typeof browserKey>;

export interface KeyDecision {
  readonly decision: 'approve' | 'remove';
  readonly userId: string;
  readonly publicKey: string;
  readonly at: number;
}

/** What an approved key signs (UTF-8) to add another browser's key, or to take one away. */
export function keyDecisionText({ decision, userId, publicKey: key, at }: KeyDecision): string {
  return `alongside-key-${decision}/1\n${userId}\n${key}\n${at}`;
}
