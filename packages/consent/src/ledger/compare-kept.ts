import type { Crypto } from '@alongside/base';
import type { KeptHead } from '@alongside/protocol';
import { canonical } from '../canonical.ts';
import { headPayload, type LedgerEntry, type LedgerKeys } from './entry.ts';

/** A record beside the heads of its session that were kept outside of both machines. */
export type KeptComparison =
  /** None that both keys of the record signed: nothing can be said. */
  | { readonly outcome: 'none' }
  /** So many are of this record, the newest over its entries up to and with `seq`. */
  | { readonly outcome: 'same'; readonly count: number; readonly seq: number }
  /** Both keys signed another entry in this place: the record was rewritten since, or cut and written on. */
  | { readonly outcome: 'other'; readonly seq: number }
  /** Both keys signed entries that are not in the record. */
  | { readonly outcome: 'shorter'; readonly seq: number };

/**
 * Holds a record that `verifyLedger` found intact to heads that a server kept. The server is not believed: a head counts
 * where both keys of the record signed it.
 */
export async function compareKept(text: string, kept: readonly KeptHead[], crypto: Crypto): Promise<KeptComparison> {
  const file = JSON.parse(text) as { session: string; keys: LedgerKeys; entries: readonly LedgerEntry[] };
  const heads = [];
  for (const head of [...kept].sort((a, b) => a.seq - b.seq)) {
    const payload = headPayload(file.session, head);
    const [agent, technician] = await Promise.all([
      crypto.verifyJws(file.keys.agent, head.agent),
      crypto.verifyJws(file.keys.technician, head.technician),
    ]);
    if (agent === payload && technician === payload) heads.push(head);
  }
  for (const { seq, hash } of heads) {
    const entry = file.entries[seq];
    if (entry && crypto.sha256(canonical(entry)) !== hash) return { outcome: 'other', seq };
  }
  const last = heads.at(-1);
  if (!last) return { outcome: 'none' };
  if (last.seq >= file.entries.length) return { outcome: 'shorter', seq: last.seq };
  return { outcome: 'same', count: heads.length, seq: last.seq };
}
