import type { Verification, Vouching } from '@alongside/consent';

/** A record that holds, with its end or without. */
export type Intact = Exclude<Verification, { readonly verdict: 'broken' }>;

/** A record as it was checked in this browser. */
export interface CheckedRecord {
  readonly verification: Verification;
  readonly vouching: Vouching;
}

/** How a page checks: the verifier over the browser's own cryptography. Never rejects. */
export type CheckRecord = (text: string) => Promise<CheckedRecord>;
