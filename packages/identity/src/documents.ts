import type { Crypto, SigningKey } from '@alongside/base';
import { instant, organisationHash, publicKey, type SignedByAdmin } from '@alongside/protocol';
import { z } from 'zod';
import { type AdminCertificate, inForce, readAdminCertificate } from './certificates.ts';
import { CLOCK_SLACK_MS, DAY_MS } from './organisation.ts';
import { signPayload, verifiedPayload } from './signed-payload.ts';

/** Older than this by the reader's clock, a list says nothing any more, and nobody counts as certified. */
export const LIST_DAYS = 7;

const numbered = { org: organisationHash, number: z.int().min(1).max(0x7fff_ffff), at: instant };

/** Keys that count no more, of technicians and admins. 256 of them fit a document's 16 KiB. */
export const revocations = z.strictObject({
  type: z.literal('alongside-revocations/1'),
  ...numbered,
  keys: z.array(publicKey).max(256),
});
export type Revocations = z.infer<typeof revocations>;

/** `rules` are read by the rules of policies: here they are JSON that an admin signed. */
export const policy = z.strictObject({
  type: z.literal('alongside-policy/1'),
  ...numbered,
  rules: z.record(z.string().max(64), z.unknown()),
});
export type Policy = z.infer<typeof policy>;

export interface Verified<T> {
  readonly signed: SignedByAdmin;
  readonly admin: AdminCertificate;
  readonly content: T;
}
export type VerifiedRevocations = Verified<Revocations>;
export type VerifiedPolicy = Verified<Policy>;

export interface AdminSigner {
  readonly key: SigningKey;
  /** The admin's own certificate, a JWS. */
  readonly certificate: string;
}

export async function signRevocations(signer: AdminSigner, fields: Omit<Revocations, 'type'>): Promise<SignedByAdmin> {
  const document = await signPayload(signer.key, revocations, { type: 'alongside-revocations/1', ...fields });
  return { admin: signer.certificate, document };
}

export async function signPolicy(signer: AdminSigner, fields: Omit<Policy, 'type'>): Promise<SignedByAdmin> {
  const document = await signPayload(signer.key, policy, { type: 'alongside-policy/1', ...fields });
  return { admin: signer.certificate, document };
}

/** Signed by an admin of that organisation. Whether it may replace what is kept is for `judge…`. */
export function readRevocations(signed: SignedByAdmin, organisation: string, crypto: Crypto) {
  return read(signed, organisation, revocations, crypto);
}

/** As `readRevocations`. */
export function readPolicy(signed: SignedByAdmin, organisation: string, crypto: Crypto) {
  return read(signed, organisation, policy, crypto);
}

async function read<T extends { org: string }>(
  signed: SignedByAdmin,
  organisation: string,
  schema: z.ZodType<T>,
  crypto: Crypto,
): Promise<Verified<T> | undefined> {
  const admin = await readAdminCertificate(signed.admin, organisation, crypto);
  const content = admin && (await verifiedPayload(signed.document, admin.key, schema, crypto));
  return admin && content?.org === organisation ? { signed, admin, content } : undefined;
}

/** The organisation's own key cannot be revoked by an admin: it has the last word about admins. */
export function isRevoked(admin: AdminCertificate, list: VerifiedRevocations | undefined): boolean {
  return admin.key !== admin.org && list?.content.keys.includes(admin.key) === true;
}

export type Judgement = 'taken' | 'same' | 'older' | 'of-the-future' | 'signer-not-in-force' | 'signer-revoked';

/**
 * May this list replace the kept one? Numbers only grow, with one way out: an admin gone bad could sign the highest number,
 * so a list that the organisation's own key signed, and that revokes the signer of the kept one, is taken all the same.
 */
export function judgeRevocations(
  offered: VerifiedRevocations,
  { kept, now }: { kept: VerifiedRevocations | undefined; now: number },
): Judgement {
  const first = judge(offered, { kept, list: kept, now });
  if (first !== 'older' || !kept) return first;
  const { admin, content } = offered;
  const overrules = admin.key === admin.org && content.keys.includes(kept.admin.key) && kept.admin.key !== admin.org;
  return overrules && content.at + CLOCK_SLACK_MS >= kept.content.at ? 'taken' : 'older';
}

/**
 * As `judgeRevocations`; the way out here is a later policy where the kept one's signer is revoked. Where none is kept, one
 * counts that was signed in time and whose signer's certificate has run out since: it can only take away, and a computer that
 * comes new must not be freer than those that have it.
 */
export function judgePolicy(
  offered: VerifiedPolicy,
  { kept, list, now }: { kept: VerifiedPolicy | undefined; list: VerifiedRevocations | undefined; now: number },
): Judgement {
  const first = judge(offered, { kept, list, now });
  const { admin, content } = offered;
  if (!kept) return first === 'signer-not-in-force' && content.at <= now && inForce(admin, content.at) ? 'taken' : first;
  return first === 'older' && isRevoked(kept.admin, list) && content.at > kept.content.at ? 'taken' : first;
}

function judge<T extends { number: number; at: number }>(
  offered: Verified<T>,
  { kept, list, now }: { kept: Verified<T> | undefined; list: VerifiedRevocations | undefined; now: number },
): Judgement {
  if (kept?.signed.document === offered.signed.document) return 'same';
  if (isRevoked(offered.admin, list)) return 'signer-revoked';
  if (!inForce(offered.admin, now)) return 'signer-not-in-force';
  if (offered.content.at > now + CLOCK_SLACK_MS) return 'of-the-future';
  return kept && offered.content.number <= kept.content.number ? 'older' : 'taken';
}

export function isFresh(list: VerifiedRevocations | undefined, now: number): list is VerifiedRevocations {
  return list !== undefined && now - list.content.at <= LIST_DAYS * DAY_MS;
}

/** A policy whose signer counts, and that may replace the kept one; undefined where it may not. */
export async function verifyPolicy(
  signed: SignedByAdmin,
  parts: {
    readonly organisation: string;
    readonly kept: VerifiedPolicy | undefined;
    readonly list: VerifiedRevocations | undefined;
    readonly now: number;
    readonly crypto: Crypto;
  },
): Promise<VerifiedPolicy | undefined> {
  const offered = await readPolicy(signed, parts.organisation, parts.crypto);
  return offered && judgePolicy(offered, parts) === 'taken' ? offered : undefined;
}
