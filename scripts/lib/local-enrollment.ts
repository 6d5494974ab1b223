import { createHash, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the agent's data folder is compared with. */
interface Place {
  readonly localAddress: string;
  readonly authority: { readonly pin: string } | null;
}

/**
 * Whether the agent with this data folder belongs to this server as it is reached now: another port, or TLS that came or
 * went, means enrolling once more, under the same key.
 */
export function isEnrolledAt(folder: string, { localAddress, authority }: Place): boolean {
  try {
    const { server, ca } = JSON.parse(readFileSync(join(folder, 'enrollment.json'), 'utf8')) as {
      server?: unknown;
      ca?: unknown;
    };
    const pin = typeof ca === 'string' ? createHash('sha256').update(new X509Certificate(ca).raw).digest('base64url') : undefined;
    return server === localAddress && pin === authority?.pin;
  } catch {
    return false; // Not there, or not to be read: a fresh enrollment takes its place.
  }
}
