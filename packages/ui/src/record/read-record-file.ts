import { MAX_LEDGER_BYTES } from '@alongside/consent';

/** The text of a file that may be a record; what is not UTF-8 or far too large comes as a text that is no record. */
export async function readRecordFile(file: Blob): Promise<string> {
  if (file.size > MAX_LEDGER_BYTES) return ' '.repeat(MAX_LEDGER_BYTES + 1);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(await file.arrayBuffer());
  } catch {
    return ''; // Not UTF-8: then it is no record.
  }
}
