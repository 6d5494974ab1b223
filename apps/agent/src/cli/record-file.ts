import { type LedgerProblem, MAX_LEDGER_BYTES } from '@alongside/consent';
import type { TFunction } from 'i18next';
import { readBounded } from './read-bounded.ts';

/** The text of a file that may be a record, or why it cannot be one. Throws what the system says of the file. */
export async function readRecordFile(path: string, maxBytes = MAX_LEDGER_BYTES): Promise<string | LedgerProblem> {
  const bytes = await readBounded(path, maxBytes);
  if (!bytes) return { kind: 'too-large', part: 'file', seq: null };
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // A ledger is JSON in UTF-8; bytes that are not cannot be one.
    return { kind: 'no-ledger', part: 'file', seq: null };
  }
}

/** What the system said of a file, in words. */
export function fileTrouble(t: TFunction, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'missing',
    EISDIR: 'folder',
    EACCES: 'denied',
    EPERM: 'denied',
    EEXIST: 'exists',
    ENOSPC: 'full',
    EROFS: 'readOnly',
  };
  return t(`record.fileTrouble.${known[code] ?? 'other'}`, { code });
}
