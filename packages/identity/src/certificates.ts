import { type Crypto, lookOf, type SigningKey } from '@alongside/base';
import { shownLine } from '@alongside/consent';
import { type CertificateChain, groupName, id, instant, MAX_GROUPS, organisationHash, publicKey } from '@alongside/protocol';
import { z } from 'zod';
import { CLOCK_SLACK_MS, DAY_MS, hashOfOrganisation } from './organisation.ts';
import { signPayload, unverifiedPayload, verifiedPayload } from './signed-payload.ts';

export const ADMIN_DAYS = 90;
export const TECHNICIAN_DAYS = 30;

const lasts =
  (days: number) =>
  ({ from, until }: { from: number; until: number }): boolean =>
    from < until && until - from <= days * DAY_MS;

const holder = { key: publicKey, name: shownLine(80).min(1), serial: id, from: instant, until: instant };

/** Signed by the organisation's key. An organisation may certify its own key, to sign without any admin's. */
export const adminCertificate = z
  .strictObject({ type: z.literal('alongside-admin/1'), org: publicKey, ...holder })
  .refine(lasts(ADMIN_DAYS), `lasts at most ${ADMIN_DAYS} days`);
export type AdminCertificate = z.infer<typeof adminCertificate>;

/** Nobody is in two groups that a quick eye would take for one. */
export const certifiedGroups = z
  .array(groupName)
  .min(1)
  .max(MAX_GROUPS)
  .refine((names) => new Set(names.map(lookOf)).size === names.length, 'two of these names look the same');

/** Signed by an admin's key. `org` is the organisation's hash. Without `groups` it names none. */
export const technicianCertificate = z
  .strictObject({
    type: z.literal('alongside-technician/1'),
    org: organisationHash,
    ...holder,
    groups: certifiedGroups.optional(),
  })
  .refine(lasts(TECHNICIAN_DAYS), `lasts at most ${TECHNICIAN_DAYS} days`);
export type TechnicianCertificate = z.infer<typeof technicianCertificate>;

export interface Chain {
  readonly admin: AdminCertificate;
  readonly technician: TechnicianCertificate;
}

export function issueAdminCertificate(organisation: SigningKey, fields: Omit<AdminCertificate, 'type' | 'org'>): Promise<string> {
  return signPayload(organisation, adminCertificate, { type: 'alongside-admin/1', org: organisation.publicKey, ...fields });
}

export function issueTechnicianCertificate(admin: SigningKey, fields: Omit<TechnicianCertificate, 'type'>): Promise<string> {
  return signPayload(admin, technicianCertificate, { type: 'alongside-technician/1', ...fields });
}

/** Verified under the key that it names itself; whose that is, is for the reader of `organisation` to know. */
export async function readAnyAdminCertificate(
  jws: string,
  crypto: Crypto,
): Promise<{ certificate: AdminCertificate; organisation: string } | undefined> {
  const claimed = unverifiedPayload(jws, adminCertificate);
  const certificate = claimed && (await verifiedPayload(jws, claimed.org, adminCertificate, crypto));
  return certificate && { certificate, organisation: hashOfOrganisation(certificate.org, crypto) };
}

/** Signed by the organisation of that hash; whether it is still in force is not looked at. */
export async function readAdminCertificate(
  jws: string,
  organisation: string,
  crypto: Crypto,
): Promise<AdminCertificate | undefined> {
  const read = await readAnyAdminCertificate(jws, crypto);
  return read?.organisation === organisation ? read.certificate : undefined;
}

/** Both links of a chain, signed from that organisation down; whether they are still in force is not looked at. */
export async function readChain(chain: CertificateChain, organisation: string, crypto: Crypto): Promise<Chain | undefined> {
  const admin = await readAdminCertificate(chain.admin, organisation, crypto);
  const technician = admin && (await verifiedPayload(chain.technician, admin.key, technicianCertificate, crypto));
  return admin && technician?.org === organisation ? { admin, technician } : undefined;
}

export function inForce({ from, until }: { from: number; until: number }, now: number): boolean {
  return from <= now + CLOCK_SLACK_MS && now < until;
}
