import type { Crypto, Logger, SigningKey } from '@alongside/base';
import { canonical, EMPTY_SCAN_BOOK, type ScanBook } from '@alongside/consent';
import { type ScanReceipt, scanReceipt } from '@alongside/protocol';
import type { Documents } from './documents.ts';
import type { ScansKept } from './scans-kept.ts';

export interface ScanStoreParts {
  readonly documents: Documents;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly logger: Logger;
}

/** The scan book on the disk. A consent is what this machine's own key signed; what was written by hand is none. */
export class ScanStore {
  readonly #parts: ScanStoreParts;
  #signed: { readonly consentId: string; readonly jws: string } | undefined;
  /** Whole books follow each other. */
  #writing: Promise<unknown> = Promise.resolve();

  constructor(parts: ScanStoreParts) {
    this.#parts = parts;
  }

  /** Throws what the store throws. */
  async load(): Promise<{ readonly book: ScanBook; readonly untold: readonly string[] }> {
    const kept = await this.#parts.documents.read('scans');
    if (!kept) return { book: EMPTY_SCAN_BOOK, untold: [] };
    const { requests, runs, noAt, seenAt, untold } = kept;
    const consent = kept.consent === null ? null : await this.#verified(kept.consent);
    return { book: { requests, runs, noAt, seenAt, consent }, untold };
  }

  /** Signs it, so that it can be kept. */
  async sign(receipt: ScanReceipt): Promise<void> {
    const jws = await this.#parts.identity.signJws(canonical(scanReceipt.parse(receipt)));
    this.#signed = { consentId: receipt.consentId, jws };
  }

  /** What `of` says when its turn comes. Throws what the store throws. */
  keep(of: () => { readonly book: ScanBook; readonly untold: ReadonlySet<string> }): Promise<void> {
    const write = () => this.#write(of());
    const done = this.#writing.then(write, write);
    this.#writing = done;
    return done;
  }

  #write({ book, untold }: { readonly book: ScanBook; readonly untold: ReadonlySet<string> }): Promise<void> {
    const consent = book.consent !== null && this.#signed?.consentId === book.consent.consentId ? this.#signed.jws : null;
    const kept: ScansKept = {
      requests: book.requests.map((request) => ({ ...request, levels: [...request.levels] })),
      consent,
      runs: [...book.runs],
      noAt: book.noAt,
      seenAt: book.seenAt,
      // Of what was forgotten nothing is told.
      untold: book.requests.flatMap(({ scanId }) => (untold.has(scanId) ? [scanId] : [])),
    };
    return this.#parts.documents.write('scans', kept);
  }

  async #verified(jws: string): Promise<ScanReceipt | null> {
    const { crypto, identity, logger } = this.#parts;
    const payload = await crypto.verifyJws(identity.publicKey, jws);
    const receipt = payload === undefined ? undefined : scanReceipt.safeParse(JSON.parse(payload)).data;
    if (receipt?.device !== identity.publicKey || canonical(receipt) !== payload) {
      logger.warn('the kept consent to scans does not hold and is not used', {});
      return null;
    }
    this.#signed = { consentId: receipt.consentId, jws };
    return receipt;
  }
}
