import type { Crypto, SigningKey } from '@alongside/base';
import { shownLine } from '@alongside/consent';
import { instant, publicKey } from '@alongside/protocol';
import { z } from 'zod';
import { signPayload, unverifiedPayload, verifiedPayload } from './signed-payload.ts';

/** What an admin's browser hands to the keeper of the organisation's key: signed by itself, so that it holds the key. */
const adminRequest = z.strictObject({
  type: z.literal('alongside-admin-request/1'),
  key: publicKey,
  name: shownLine(80).min(1),
  at: instant,
});
export type AdminRequest = z.infer<typeof adminRequest>;

export function requestAdminCertificate(key: SigningKey, fields: { name: string; at: number }): Promise<string> {
  return signPayload(key, adminRequest, { type: 'alongside-admin-request/1', key: key.publicKey, ...fields });
}

/** Undefined for what is not signed by the key that it names. */
export async function readAdminRequest(jws: string, crypto: Crypto): Promise<AdminRequest | undefined> {
  const claimed = unverifiedPayload(jws, adminRequest);
  return claimed && (await verifiedPayload(jws, claimed.key, adminRequest, crypto));
}
