import { type Chain, inForce } from './certificates.ts';
import { isFresh, LIST_DAYS, type VerifiedRevocations } from './documents.ts';
import { DAY_MS } from './organisation.ts';

/** What a chain that was verified once says of a key, as far as it must still be true later. */
export interface Vouched {
  /** The hash that was pinned. */
  readonly organisation: string;
  readonly key: string;
  readonly groups: readonly string[];
  /** The key of the admin who vouches; null: the organisation's own, which no list revokes. */
  readonly by: string | null;
  /** When it was made: of two the later one counts. */
  readonly from: number;
  readonly until: number;
}

export function vouchedIn({ admin, technician }: Chain): Vouched {
  const { org: organisation, key, groups = [] } = technician;
  return {
    organisation,
    key,
    groups,
    by: admin.key === admin.org ? null : admin.key,
    from: technician.from,
    until: Math.min(admin.until, technician.until),
  };
}

/** Milliseconds for which that is so at the least, should no newer list come; 0: it is no more. */
export function vouchedLeftMs(
  { key, by, from, until }: Vouched,
  { list, now }: { readonly list: VerifiedRevocations | undefined; readonly now: number },
): number {
  if (!isFresh(list, now) || !inForce({ from, until }, now)) return 0;
  const { keys, at } = list.content;
  if (keys.includes(key) || (by !== null && keys.includes(by))) return 0;
  // At the very moment the list still counts.
  return Math.min(until, at + LIST_DAYS * DAY_MS + 1) - now;
}
