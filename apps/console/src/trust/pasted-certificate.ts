import type { Crypto } from '@alongside/base';
import { type AdminCertificate, inForce, readAnyAdminCertificate } from '@alongside/identity';
import { jws } from '@alongside/protocol';

export type Pasted =
  | { readonly problem: 'not-a-certificate' | 'other-key' | 'over' | 'other-organisation' }
  | { readonly jws: string; readonly certificate: AdminCertificate; readonly organisation: string };

interface Parts {
  /** This browser's admin key. */
  readonly ownKey: string;
  /** The organisation that was compared here before, if one was. */
  readonly known: string | undefined;
  readonly crypto: Crypto;
  readonly now: number;
}

/**
 * What somebody pasted as the certificate of this browser's admin key. It proves itself; which organisation it is of, only
 * the admin can say who compares the words.
 */
export async function readPasted(text: string, { ownKey, known, crypto, now }: Parts): Promise<Pasted> {
  // Terminals and mail break long lines.
  const compact = text.replaceAll(/\s/gu, '');
  const read = jws.safeParse(compact).success ? await readAnyAdminCertificate(compact, crypto) : undefined;
  if (!read) return { problem: 'not-a-certificate' };
  const { certificate, organisation } = read;
  if (certificate.key !== ownKey) return { problem: 'other-key' };
  if (known !== undefined && known !== organisation) return { problem: 'other-organisation' };
  if (!inForce(certificate, now)) return { problem: 'over' };
  return { jws: compact, certificate, organisation };
}
