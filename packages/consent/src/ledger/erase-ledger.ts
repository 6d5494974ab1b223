import type { Crypto } from '@alongside/base';
import { canonical } from '../canonical.ts';
import { commitmentsOf, ERASED, invalidLedger, type KeptContents, type LedgerEntry } from './entry.ts';
import { lineOfEntry, lineOfHead, lineOfRecord, readLedger } from './ledger-lines.ts';
import { type Verification, verifyLedger } from './verify-ledger.ts';

/** Which entries' words are erased: all that have some, or those of these numbers. */
export type EraseWhat = 'all' | ReadonlySet<number>;

export type Erasure =
  | { readonly outcome: 'erased'; readonly text: string; readonly entries: readonly number[] }
  /** Nothing is erased from what does not hold: the words may be all that could show what happened to it. */
  | { readonly outcome: 'broken'; readonly verification: Verification & { readonly verdict: 'broken' } };

/** An export without the words (and salts) of some of its entries; everything else stays byte for byte. Never throws. */
export async function eraseFromExport(text: string, what: EraseWhat, crypto: Crypto): Promise<Erasure> {
  const verification = await verifyLedger(text, crypto);
  if (verification.verdict === 'broken') return { outcome: 'broken', verification };
  // The verifier has checked its form.
  const file = JSON.parse(text) as { readonly entries: readonly LedgerEntry[]; readonly contents: KeptContents };
  const contents = { ...file.contents };
  const entries = file.entries.filter((entry) => eraseOne(entry, what, contents)).map(({ seq }) => seq);
  return { outcome: 'erased', text: canonical({ ...file, contents }), entries };
}

/** The same of a ledger's file, line by line; throws `ledger.invalid` where it does not hold or is not closed. */
export function eraseFromLines(lines: readonly string[], what: EraseWhat, crypto: Crypto): readonly string[] {
  const record = readLedger(lines, crypto);
  if (!record.ended) throw invalidLedger('the session of this record is not over');
  const kept = record.links.flatMap((link) => {
    const contents = { ...record.contentsOf(link) };
    eraseOne(link.entry, what, contents);
    return [lineOfEntry(link, contents), ...record.heads.filter(({ seq }) => seq === link.entry.seq).map(lineOfHead)];
  });
  return [lineOfRecord(record), ...kept];
}

/** Whether there were words left to erase. */
function eraseOne(entry: LedgerEntry, what: EraseWhat, contents: Record<string, KeptContents[string]>): boolean {
  if (what !== 'all' && !what.has(entry.seq)) return false;
  const due = [...commitmentsOf(entry).values()].filter((hash) => contents[hash] && !('erased' in contents[hash]));
  for (const hash of due) contents[hash] = ERASED;
  return due.length > 0;
}
