import { createHmac, hkdfSync } from 'node:crypto';

/** 22 characters of base64url. */
const TOKEN_BYTES = 16;

/**
 * The token of a ticket's link from a random nonce that is kept with the ticket, and a key from the server's secret: whoever
 * has the database alone, or a copy of it, opens no ticket with it, and yet each mail can carry the same link.
 */
export function followTokens(secret: string): (nonce: string) => string {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'alongside-follow/1', 32));
  return (nonce) => createHmac('sha256', key).update(nonce).digest().subarray(0, TOKEN_BYTES).toString('base64url');
}
