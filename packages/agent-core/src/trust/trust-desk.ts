import { type Clock, type Crypto, Emitter, type Event, type Logger } from '@alongside/base';
import {
  type Certification,
  certify,
  isFresh,
  type Judgement,
  judgePolicy,
  judgeRevocations,
  readPolicy,
  readRevocations,
  type VerifiedPolicy,
  type VerifiedRevocations,
  type Vouched,
  vouchedLeftMs,
} from '@alongside/identity';
import type { CertificateChain, SignedByAdmin, TrustDocuments } from '@alongside/protocol';
import type { Documents } from '../documents/documents.ts';

export interface TrustDeskParts {
  readonly pinnedOrganisation: string | null;
  readonly documents: Documents;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly logger: Logger;
}

/**
 * What the organisation that this device pinned says: who its technicians are, whose keys count no more, what its policy
 * is. The server only carries it. Nothing here widens what the person at the machine allows.
 */
export class TrustDesk {
  readonly #parts: TrustDeskParts;
  readonly #changed = new Emitter<void>();
  #revocations: VerifiedRevocations | undefined;
  #policy: VerifiedPolicy | undefined;
  #queue: Promise<void> = Promise.resolve();

  /** A newer list or policy was taken. */
  readonly onChange: Event<void> = this.#changed.event;

  constructor(parts: TrustDeskParts) {
    this.#parts = parts;
  }

  /** The hash of its key; null where this device belongs to none that has one. */
  get organisation(): string | null {
    return this.#parts.pinnedOrganisation;
  }

  /** The newest that was taken. It stays in force until a newer one comes, whatever becomes of its signer. */
  get policy(): VerifiedPolicy | undefined {
    return this.#policy;
  }

  get hasFreshList(): boolean {
    return isFresh(this.#revocations, this.#parts.clock.now());
  }

  isRevoked(publicKey: string): boolean {
    return this.#revocations?.content.keys.includes(publicKey) === true;
  }

  /** How much longer what a chain said counts, ms; 0: it does no more, or is another organisation's. */
  vouchedLeftMs(vouched: Vouched): number {
    if (vouched.organisation !== this.organisation) return 0;
    return vouchedLeftMs(vouched, { list: this.#revocations, now: this.#parts.clock.now() });
  }

  /** What was kept is read anew by its signatures; another organisation's is left aside. */
  async load(): Promise<void> {
    const { documents, crypto } = this.#parts;
    const { organisation } = this;
    const kept = await documents.read('trust');
    if (!organisation || kept?.organisation !== organisation) return;
    this.#revocations = kept.revocations ? await readRevocations(kept.revocations, organisation, crypto) : undefined;
    this.#policy = kept.policy ? await readPolicy(kept.policy, organisation, crypto) : undefined;
  }

  /** One after the other, so that of two lists the newer one stays. */
  handleDocuments(documents: readonly TrustDocuments[]): Promise<void> {
    this.#queue = this.#queue.then(() => this.#take(documents));
    return this.#queue;
  }

  /** Undefined where no organisation was pinned: then there is nobody whose word would count. */
  async certify(technician: {
    readonly name: string;
    readonly publicKey: string;
    readonly certificates: readonly CertificateChain[];
  }): Promise<Certification | undefined> {
    const { crypto, clock } = this.#parts;
    const { organisation } = this;
    // A list that came before the offer counts for it.
    await this.#queue;
    if (!organisation) return undefined;
    return certify(technician, { organisation, list: this.#revocations, now: clock.now(), crypto });
  }

  async #take(documents: readonly TrustDocuments[]): Promise<void> {
    let isNewer = false;
    for (const { revocations } of documents) if (revocations && (await this.#takeRevocations(revocations))) isNewer = true;
    // After the lists: a policy by an admin whom the newest list revokes does not count.
    for (const { policy } of documents) if (policy && (await this.#takePolicy(policy))) isNewer = true;
    if (!isNewer) return;
    await this.#keep();
    this.#changed.fire();
  }

  async #takeRevocations(signed: SignedByAdmin): Promise<boolean> {
    const { crypto, clock } = this.#parts;
    const offered = this.organisation && (await readRevocations(signed, this.organisation, crypto));
    const judgement = offered && judgeRevocations(offered, { kept: this.#revocations, now: clock.now() });
    if (!offered || judgement !== 'taken') return this.#refuse('revocations', judgement || 'forged');
    this.#revocations = offered;
    return true;
  }

  async #takePolicy(signed: SignedByAdmin): Promise<boolean> {
    const { crypto, clock } = this.#parts;
    const offered = this.organisation && (await readPolicy(signed, this.organisation, crypto));
    const judgement = offered && judgePolicy(offered, { kept: this.#policy, list: this.#revocations, now: clock.now() });
    if (!offered || judgement !== 'taken') return this.#refuse('policy', judgement || 'forged');
    this.#policy = offered;
    return true;
  }

  #refuse(what: 'revocations' | 'policy', reason: Judgement | 'forged'): false {
    if (reason !== 'same' && this.organisation) this.#parts.logger.warn('a trust document was refused', { what, reason });
    return false;
  }

  /** It counts from now on even where it cannot be kept; that is said in the log. */
  async #keep(): Promise<void> {
    const { documents, logger } = this.#parts;
    if (!this.organisation) return;
    const revocations = this.#revocations?.signed ?? null;
    const policy = this.#policy?.signed ?? null;
    try {
      await documents.write('trust', { organisation: this.organisation, revocations, policy });
    } catch (error) {
      logger.error('a trust document could not be kept', { error: String(error) });
    }
  }
}
