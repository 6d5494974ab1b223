import { AppError, type RandomSource, randomId } from '@alongside/base';
import {
  type AdminSigner,
  DAY_MS,
  issueTechnicianCertificate,
  type Revocations,
  revocations,
  signPolicy,
  signRevocations,
  TECHNICIAN_DAYS,
} from '@alongside/identity';
import { type CertificateChain, type PolicyRules, type SignedByAdmin, signedByAdmin } from '@alongside/protocol';
import type { TrustView } from './trust-view.ts';

export interface Signing {
  readonly signer: AdminSigner;
  readonly view: TrustView;
  readonly now: number;
  readonly random: RandomSource;
}

/** Whom a certificate is for. */
export interface Certified {
  readonly publicKey: string;
  readonly name: string;
  /** In which it names them; whatever an older one said. */
  readonly groups: readonly string[];
}

/** Vouches for a technician's key for 30 days, or for as long as the admin's own certificate lasts. */
export async function certifyKey(
  { publicKey, name, groups }: Certified,
  { signer, view, now, random }: Signing,
): Promise<CertificateChain> {
  if (view.revocations?.keys.includes(publicKey)) {
    throw new AppError('request.invalid', 'this key is on the list of revoked ones');
  }
  const technician = await issueTechnicianCertificate(signer.key, {
    org: view.organisation,
    key: publicKey,
    name,
    serial: randomId(random),
    from: now,
    until: Math.min(now + TECHNICIAN_DAYS * DAY_MS, view.admin.until),
    ...(groups.length > 0 && { groups: [...groups] }),
  });
  return { admin: signer.certificate, technician };
}

/** The next list: all that earlier ones name, and these. */
export async function nextRevocations(more: readonly string[], { signer, view, now }: Signing): Promise<SignedByAdmin> {
  const fields: Omit<Revocations, 'type'> = {
    org: view.organisation,
    number: view.base.number + 1,
    at: now,
    keys: [...new Set([...view.base.keys, ...more])],
  };
  if (!revocations.shape.keys.safeParse(fields.keys).success) {
    throw new AppError('request.too-large', 'the list of revoked keys is full');
  }
  return signRevocations(signer, fields);
}

/** The next policy: whole, in place of the one before. Throws `request.too-large` for what no computer would take. */
export async function nextPolicy(rules: PolicyRules, { signer, view, now }: Signing): Promise<SignedByAdmin> {
  const signed = await signPolicy(signer, { org: view.organisation, number: view.nextPolicyNumber, at: now, rules });
  if (signedByAdmin.safeParse(signed).success) return signed;
  throw new AppError('request.too-large', 'these rules are too long for a signed document');
}
