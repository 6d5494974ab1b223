import type { Crypto } from '@alongside/base';
import type { CertificateChain } from '@alongside/protocol';
import { type Chain, inForce, readChain } from './certificates.ts';
import { isFresh, isRevoked, type VerifiedRevocations } from './documents.ts';

/** Why nobody vouches for a technician, the most telling reason of all chains. */
export type NotCertified =
  | 'no-certificate'
  | 'no-fresh-list'
  | 'forged'
  | 'other-key'
  | 'other-name'
  | 'not-in-force'
  | 'revoked';

export type Certification =
  | { readonly certified: true; readonly chain: CertificateChain; readonly certificates: Chain }
  | { readonly certified: false; readonly reason: NotCertified };

export interface CertifyParts {
  /** The hash that was pinned. */
  readonly organisation: string;
  readonly list: VerifiedRevocations | undefined;
  readonly now: number;
  readonly crypto: Crypto;
}

/**
 * Does the organisation vouch, now, that this key is of a technician of that name? Of several certificates the newest
 * counts: an older one may name groups that an admin has taken the technician out of.
 */
export async function certify(
  technician: { readonly name: string; readonly publicKey: string; readonly certificates: readonly CertificateChain[] },
  parts: CertifyParts,
): Promise<Certification> {
  const { organisation, list, now, crypto } = parts;
  if (list?.content.keys.includes(technician.publicKey)) return no('revoked');
  // Said before what is missing: who keeps the list back may keep the certificates back, too.
  if (!isFresh(list, now)) return no('no-fresh-list');
  if (technician.certificates.length === 0) return no('no-certificate');
  let reason: NotCertified = 'forged';
  let found: { readonly chain: CertificateChain; readonly certificates: Chain } | undefined;
  for (const chain of technician.certificates) {
    const certificates = await readChain(chain, organisation, crypto);
    const problem = certificates ? problemOf(certificates, technician, list, now) : 'forged';
    if (certificates && !problem && !(found && found.certificates.technician.from >= certificates.technician.from)) {
      found = { chain, certificates };
    }
    // A forged or foreign chain beside a real one says less than what is wrong with the real one.
    if (problem && problem !== 'forged') reason = problem;
  }
  return found ? { certified: true, ...found } : no(reason);
}

function problemOf(
  { admin, technician }: Chain,
  offered: { readonly name: string; readonly publicKey: string },
  list: VerifiedRevocations,
  now: number,
): NotCertified | undefined {
  if (technician.key !== offered.publicKey) return 'other-key';
  if (technician.name !== offered.name) return 'other-name';
  if (isRevoked(admin, list)) return 'revoked';
  if (!inForce(admin, now) || !inForce(technician, now)) return 'not-in-force';
  return undefined;
}

function no(reason: NotCertified): Certification {
  return { certified: false, reason };
}
