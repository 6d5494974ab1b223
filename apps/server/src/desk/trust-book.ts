import { AppError, type Clock, type Crypto, Emitter, type Event } from '@alongside/base';
import {
  CLOCK_SLACK_MS,
  inForce,
  type Judgement,
  judgePolicy,
  judgeRevocations,
  readAnyAdminCertificate,
  readChain,
  readPolicy,
  readRevocations,
  type VerifiedPolicy,
  type VerifiedRevocations,
} from '@alongside/identity';
import type { CertificateChain, PublishedTrust, SignedByAdmin, StandingGroup, TrustDocuments } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import type { CertificateRow, TrustDocumentRow } from '../storage/tables.ts';
import { Serial } from './serial.ts';

/** Devices are told of so many, and take no more in one offer. */
const MAX_ORGANISATIONS = 4;
const MAX_CHAINS = 4;

interface TrustBookParts {
  readonly stores: Stores;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
}

/**
 * What the organisation's keys signed, as its admins published it. It is checked here so that a mistake shows at once;
 * devices check it again and believe only what the key that they pinned vouches for. Several keys stand beside each other,
 * since devices keep the one that they were enrolled with.
 */
export class TrustBook {
  readonly #parts: TrustBookParts;
  readonly #changed = new Emitter<void>();
  readonly #serial = new Serial();

  /** Other revocations or another policy came through this book. */
  readonly onDocuments: Event<void> = this.#changed.event;

  constructor(parts: TrustBookParts) {
    this.#parts = parts;
  }

  async documents(): Promise<TrustDocuments[]> {
    const rows = await this.#documents();
    return [...new Set(rows.map(({ hash }) => hash))].map((hash) => documentsOf(rows, hash));
  }

  async published(): Promise<PublishedTrust[]> {
    const rows = await this.#certificates();
    const documents = await this.#documents();
    const admins = rows.filter(({ kind }) => kind === 'admin');
    return [...new Set(admins.map(({ hash }) => hash))].map((hash) => ({
      hash,
      admins: admins.filter((admin) => admin.hash === hash).map(({ jws }) => jws),
      technicians: rows
        .filter((row) => row.kind === 'technician' && row.hash === hash)
        .flatMap((row) => chainOf(row, rows) ?? []),
      documents: documentsOf(documents, hash),
    }));
  }

  /** What goes with an offer: what is in force, the longest first. */
  async chainsFor(publicKey: string): Promise<CertificateChain[]> {
    const now = this.#parts.clock.now();
    const rows = await this.#certificates();
    return rows
      .filter((row) => row.kind === 'technician' && row.key === publicKey && isInForce(row, now))
      .sort((a, b) => b.validUntil - a.validUntil)
      .flatMap((row) => chainOf(row, rows) ?? [])
      .slice(0, MAX_CHAINS);
  }

  /** Whether a certificate in force names it in that group. Devices look for themselves; this spares asking them in vain. */
  async isInGroup(publicKey: string, { organisation, name }: StandingGroup): Promise<boolean> {
    for (const chain of await this.chainsFor(publicKey)) {
      const read = await readChain(chain, organisation, this.#parts.crypto);
      if (read?.technician.groups?.includes(name)) return true;
    }
    return false;
  }

  /**
   * Throws `auth.key-revoked` where a list of one of the organisation's keys names it: computers that pinned that one drop
   * its joins without a word (they answer no stranger); here somebody is told why.
   */
  async mustNotBeRevoked(publicKey: string): Promise<void> {
    const hashes = new Set((await this.#documents()).map(({ hash }) => hash));
    const lists = await Promise.all([...hashes].map((hash) => this.#kept(hash)));
    if (lists.some(({ revocations }) => revocations?.content.keys.includes(publicKey))) {
      throw new AppError('auth.key-revoked', 'the organisation revoked this key');
    }
  }

  /** Throws `trust.invalid`, `trust.older`. */
  addAdmin(jws: string): Promise<void> {
    return this.#serial.run(async () => {
      const read = await readAnyAdminCertificate(jws, this.#parts.crypto);
      if (!read) throw invalid('this is not a certificate by an organisation key');
      const { certificate, organisation: hash } = read;
      const rows = await this.#certificates();
      if (new Set([...rows.map((row) => row.hash), hash]).size > MAX_ORGANISATIONS) {
        throw invalid(`there are ${MAX_ORGANISATIONS} organisation keys already`);
      }
      await this.#keep({ kind: 'admin', hash, issuer: certificate.org, ...fieldsOf(certificate), jws }, rows);
    });
  }

  /** Throws `trust.invalid`, `trust.older`. */
  addTechnician(chain: CertificateChain): Promise<void> {
    return this.#serial.run(async () => {
      const { crypto } = this.#parts;
      const hash = (await readAnyAdminCertificate(chain.admin, crypto))?.organisation ?? '';
      const read = await readChain(chain, hash, crypto);
      if (!read) throw invalid('this is not a certificate by an admin of an organisation');
      const { admin, technician } = read;
      const rows = await this.#certificates();
      if (!rows.some((row) => row.kind === 'admin' && row.hash === hash && row.key === admin.key)) {
        throw invalid('this admin is not known here');
      }
      const fields = { kind: 'technician', hash, issuer: admin.key, ...fieldsOf(technician), jws: chain.technician } as const;
      await this.#keep(fields, rows);
    });
  }

  /** Throws `trust.invalid`, `trust.older`. */
  addRevocations(signed: SignedByAdmin): Promise<void> {
    return this.#serial.run(async () => {
      const { crypto, clock } = this.#parts;
      const hash = await this.#organisationOf(signed);
      const offered = await readRevocations(signed, hash, crypto);
      if (!offered) throw invalid('this is not a list of revoked keys by an admin of the organisation');
      const { revocations: kept } = await this.#kept(hash);
      if (!isTaken(judgeRevocations(offered, { kept, now: clock.now() }))) return;
      // Computers would take it for the number, and believe nobody from then on, since it is old.
      if (kept && offered.content.at + CLOCK_SLACK_MS < kept.content.at) {
        throw invalid('it is dated before the list that it follows: the clock of the computer that signed it is wrong');
      }
      await this.#keepDocument('revocations', hash, offered);
    });
  }

  /** Throws `trust.invalid`, `trust.older`. */
  addPolicy(signed: SignedByAdmin): Promise<void> {
    return this.#serial.run(async () => {
      const { crypto, clock } = this.#parts;
      const hash = await this.#organisationOf(signed);
      const offered = await readPolicy(signed, hash, crypto);
      if (!offered) throw invalid('this is not a policy by an admin of the organisation');
      const { revocations: list, policy: kept } = await this.#kept(hash);
      if (isTaken(judgePolicy(offered, { kept, list, now: clock.now() }))) await this.#keepDocument('policy', hash, offered);
    });
  }

  #certificates(): Promise<CertificateRow[]> {
    return this.#parts.stores.trust.certificates(this.#parts.organisationId);
  }

  #documents(): Promise<TrustDocumentRow[]> {
    return this.#parts.stores.trust.documents(this.#parts.organisationId);
  }

  async #organisationOf({ admin }: SignedByAdmin): Promise<string> {
    const hash = (await readAnyAdminCertificate(admin, this.#parts.crypto))?.organisation ?? '';
    const rows = await this.#certificates();
    if (!rows.some((row) => row.kind === 'admin' && row.hash === hash)) {
      throw invalid('no admin of this organisation key is known here');
    }
    return hash;
  }

  async #kept(hash: string) {
    const { crypto } = this.#parts;
    const { revocations, policy } = documentsOf(await this.#documents(), hash);
    return {
      revocations: revocations ? await readRevocations(revocations, hash, crypto) : undefined,
      policy: policy ? await readPolicy(policy, hash, crypto) : undefined,
    };
  }

  async #keep(fields: Omit<CertificateRow, 'organisationId' | 'addedAt'>, rows: readonly CertificateRow[]): Promise<void> {
    const { stores, organisationId, clock } = this.#parts;
    const { kind, hash, issuer, key } = fields;
    const before = rows.find((row) => row.kind === kind && row.hash === hash && row.issuer === issuer && row.key === key);
    if (before?.jws === fields.jws) return;
    if (before && before.validFrom >= fields.validFrom) throw older('there is a newer certificate for this key');
    await stores.trust.keepCertificate({ ...fields, organisationId, addedAt: clock.now() });
  }

  async #keepDocument(
    kind: TrustDocumentRow['kind'],
    hash: string,
    { content, signed }: VerifiedRevocations | VerifiedPolicy,
  ): Promise<void> {
    const { stores, organisationId, clock } = this.#parts;
    const { number, at: signedAt } = content;
    await stores.trust.keepDocument({ organisationId, kind, hash, number, signedAt, ...signed, addedAt: clock.now() });
    this.#changed.fire();
  }
}

function documentsOf(rows: readonly TrustDocumentRow[], hash: string): TrustDocuments {
  const of = (kind: TrustDocumentRow['kind']): SignedByAdmin | null => {
    const row = rows.find((each) => each.hash === hash && each.kind === kind);
    return row ? { admin: row.admin, document: row.document } : null;
  };
  return { revocations: of('revocations'), policy: of('policy') };
}

/** With the newest certificate of the admin who issued it. */
function chainOf({ hash, issuer, jws }: CertificateRow, rows: readonly CertificateRow[]): CertificateChain | undefined {
  const admin = rows.find((row) => row.kind === 'admin' && row.hash === hash && row.key === issuer);
  return admin && { admin: admin.jws, technician: jws };
}

interface Dated {
  readonly key: string;
  readonly name: string;
  readonly serial: string;
  readonly from: number;
  readonly until: number;
}

function fieldsOf({ key, name, serial, from, until }: Dated) {
  return { key, name, serial, validFrom: from, validUntil: until };
}

function isInForce({ validFrom, validUntil }: CertificateRow, now: number): boolean {
  return inForce({ from: validFrom, until: validUntil }, now);
}

/** The same again is no mistake, and changes nothing. */
function isTaken(judgement: Judgement): boolean {
  if (judgement === 'taken' || judgement === 'same') return judgement === 'taken';
  if (judgement === 'older') throw older('there is one with this number or a higher one');
  const why = {
    'of-the-future': 'it is dated in the future: the clock of the computer that signed it is wrong',
    'signer-not-in-force': "the admin's certificate is over: get a new one from the keeper of the organisation key",
    'signer-revoked': 'the admin who signed it was revoked',
  }[judgement];
  throw invalid(why);
}

function invalid(message: string): AppError {
  return new AppError('trust.invalid', message);
}

function older(message: string): AppError {
  return new AppError('trust.older', message);
}
