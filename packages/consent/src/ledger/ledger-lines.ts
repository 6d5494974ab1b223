import type { Crypto } from '@alongside/base';
import { z } from 'zod';
import { canonical } from '../canonical.ts';
import {
  erasedContent,
  invalidLedger,
  type KeptContents,
  LEDGER_FORMAT,
  type LedgerHead,
  ledgerHead,
  ledgerKeys,
  sessionId,
} from './entry.ts';
import { isProblem, LedgerRecord, type Link, parseJson } from './ledger-record.ts';

/** A ledger's file: a first line that says whose it is, then a line for each entry and each signature. */
const firstLine = z.strictObject({
  kind: z.literal('ledger'),
  format: z.literal(LEDGER_FORMAT),
  session: sessionId,
  keys: ledgerKeys,
});
const entryLine = z.strictObject({
  kind: z.literal('entry'),
  entry: z.unknown(),
  contents: z.record(z.string(), z.union([z.strictObject({ salt: z.string(), text: z.string() }), erasedContent])),
});
const headLine = z.strictObject({ kind: z.literal('head'), head: ledgerHead });
const anyLine = z.discriminatedUnion('kind', [firstLine, entryLine, headLine]);

export function lineOfRecord(record: LedgerRecord): string {
  return canonical({ kind: 'ledger', format: LEDGER_FORMAT, session: record.session, keys: record.keys });
}

export function lineOfEntry(link: Link, contents: KeptContents): string {
  return canonical({ kind: 'entry', entry: link.entry, contents });
}

export function lineOfHead(head: LedgerHead): string {
  return canonical({ kind: 'head', head });
}

/**
 * Reads a ledger's file back, checking the chain. A line that a crash or a full disk cut short is passed over: either it
 * was written again whole, or it was never acted on. Throws `ledger.invalid` where the chain itself does not hold.
 */
export function readLedger(lines: readonly string[], crypto: Crypto): LedgerRecord {
  let record: LedgerRecord | undefined;
  for (const text of lines) {
    const value = parseJson(text);
    if (value === undefined) continue;
    const line = anyLine.safeParse(value);
    if (!line.success) throw invalidLedger('a line of this record is not one that this program writes');
    record = readLine(record, line.data, crypto);
  }
  if (!record) throw invalidLedger('this record has no first line');
  return record;
}

function readLine(record: LedgerRecord | undefined, line: z.infer<typeof anyLine>, crypto: Crypto): LedgerRecord {
  if (line.kind === 'ledger') {
    // A first write that was cut short is followed by the whole line; anything else twice is not ours.
    if (record && record.links.length > 0) throw invalidLedger('this record starts twice');
    return new LedgerRecord(line.session, line.keys, crypto);
  }
  if (!record) throw invalidLedger('this record has no first line');
  if (line.kind === 'head') {
    const { seq, hash, by, jws } = line.head;
    if (record.links[seq]?.hash !== hash) throw invalidLedger('a signature in this record is of another entry');
    record.addHead(by, { seq, hash, jws });
    return record;
  }
  const checked = record.check({ entry: canonical(line.entry), contents: line.contents }, 'kept');
  if (isProblem(checked)) throw invalidLedger(`entry ${checked.seq ?? '?'} of this record does not hold (${checked.kind})`);
  record.add(checked, line.contents);
  return record;
}
