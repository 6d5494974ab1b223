import type { Crypto, RandomSource } from '@alongside/base';
import { randomId } from '@alongside/base';

/** A secret for a link or a socket: 256 random bits, base64url. */
export function newToken(random: RandomSource): string {
  return randomId(random, 256);
}

/** How a token is kept: nobody who reads the file can use it. Fit for random tokens only, never for passwords. */
export function tokenHash(crypto: Crypto, token: string): string {
  return crypto.sha256(`alongside-token/1\n${token}`);
}
