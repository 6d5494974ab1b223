import { AppError, type Crypto, fromBase64Url, toBase64Url } from '@alongside/base';

/** A clock of another machine may be this much ahead before what it dated counts as of the future. */
export const CLOCK_SLACK_MS = 10 * 60_000;
export const DAY_MS = 24 * 60 * 60_000;

/** SHA-256 of the raw public key, base64url: 256 bits, carried by links as `&org=`. Throws `request.invalid`. */
export function hashOfOrganisation(publicKey: string, crypto: Crypto): string {
  const raw = fromBase64Url(publicKey);
  if (raw?.length !== 32) throw new AppError('request.invalid', 'an organisation key is 32 bytes in base64url');
  const hex = crypto.sha256(raw);
  return toBase64Url(Uint8Array.from({ length: 32 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16)));
}
