import type { Clock, Crypto, Logger, RandomSource, SigningKey } from '@alongside/base';
import { Ledger } from '@alongside/consent';
import type { LedgerStore } from '../ports/index.ts';

export interface EndedRecord {
  readonly sessionId: string;
  readonly head: { readonly seq: number; readonly hash: string };
}

interface Parts {
  readonly ledgers: LedgerStore;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  readonly identity: SigningKey;
  readonly logger: Logger;
}

/** The end stands in one of the last lines of a file; only signatures follow it. */
const LOOKED_AT = 12;
const GIVE_UP_MS = 10_000;

/**
 * Closes the records of sessions that this machine was in when its core died: each gets its end, marked late, and a
 * signature. A record that cannot be read stays as it is and is said in the log.
 */
export async function endUnfinished(parts: Parts): Promise<readonly EndedRecord[]> {
  const ended: EndedRecord[] = [];
  for (const sessionId of await parts.ledgers.list()) {
    try {
      const head = await endOne(parts, sessionId);
      if (head) ended.push({ sessionId, head });
    } catch (error) {
      parts.logger.warn('a kept record could not be closed', { sessionId, error: String(error) });
    }
  }
  return ended;
}

async function endOne(parts: Parts, sessionId: string): Promise<EndedRecord['head'] | undefined> {
  const file = await parts.ledgers.open(sessionId);
  const lines = await file.readAll();
  // Most records are closed, and need no more than this look.
  if (lines.length === 0 || lines.slice(-LOOKED_AT).some((line) => line.includes('"type":"session/end"'))) return undefined;
  const { clock, random, crypto, identity } = parts;
  const ledger = Ledger.resume({ clock, random, crypto, signingKey: identity, file }, lines);
  // On a disk that is full it is tried again at the next start.
  const limit = clock.after(GIVE_UP_MS, () => ledger.dispose());
  try {
    if (ledger.record.links.some(({ entry }) => entry.type === 'session/end')) return undefined;
    const entered = await ledger.appendLate('session/end', { reason: 'core-died' });
    if (!entered) return undefined;
    const { seq, hash } = await ledger.signHead();
    return { seq, hash };
  } finally {
    limit.dispose();
    ledger.dispose();
  }
}
