import type { Crypto, Logger, SigningKey } from '@alongside/base';
import { canonical, EMPTY_SCAN_BOOK, type ScanBook } from '@alongside/consent';
import { type ScanReceipt, scanReceipt } from '@alongside/protocol';
import type { Documents } from '../documents/documents.ts';
import type { ScansKept } from '../documents/scans-kept.ts';

export interface ScanStoreParts {
  readonly documents: Documents;
  readonly identity: SigningKey;
  readonly crypto: Crypto;
  readonly logger: Logger;
}

/** The scan book on the disk. A consent is what this machine's own key signed; what was written by hand is none. */
export class ScanStore {
  readonly #parts: ScanStoreParts;
  /** By consent: that which holds, and one that is about to. */
  readonly #signed = new Map<string, string>();
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

  /** Signs it, so that it can be kept. `held`: the one that holds until then. */
  async sign(receipt: ScanReceipt, held: ScanReceipt | null): Promise<void> {
    const jws = await this.#parts.identity.signJws(canonical(scanReceipt.parse(receipt)));
    for (const consentId of this.#signed.keys()) if (consentId !== held?.consentId) this.#signed.delete(consentId);
    this.#signed.set(receipt.consentId, jws);
  }

  /** What `of` says when its turn comes. Throws what the store throws. */
  keep(of: () => { readonly book: ScanBook; readonly untold: ReadonlySet<string> }): Promise<void> {
    const write = () => this.#write(of());
    const done = this.#writing.then(write, write);
    this.#writing = done;
    return done;
  }

  #write({ book, untold }: { readonly book: ScanBook; readonly untold: ReadonlySet<string> }): Promise<void> {
    const consent = (book.consent && this.#signed.get(book.consent.consentId)) ?? null;
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
    this.#signed.set(receipt.consentId, jws);
    return receipt;
  }
}
