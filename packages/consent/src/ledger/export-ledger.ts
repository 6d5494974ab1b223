import { canonical } from '../canonical.ts';
import { LEDGER_FORMAT } from './entry.ts';
import type { LedgerRecord } from './ledger-record.ts';

/**
 * The export: RFC 8785 bytes without a final newline, equal on both sides up to the last entry and signature that both
 * have. `upTo` leaves out what comes after that entry.
 */
export function exportLedger(record: LedgerRecord, upTo = Number.POSITIVE_INFINITY): string {
  const links = record.links.filter(({ entry }) => entry.seq <= upTo);
  return canonical({
    format: LEDGER_FORMAT,
    session: record.session,
    keys: record.keys,
    entries: links.map(({ entry }) => entry),
    heads: record.heads.filter(({ seq }) => seq <= upTo),
    contents: Object.fromEntries(links.flatMap((link) => Object.entries(record.contentsOf(link)))),
  });
}
