import { setImmediate } from 'node:timers/promises';
import type { Clock, Crypto, ErrorCode, SigningKey } from '@alongside/base';
import {
  type AuditEntry,
  afterAuditEntries,
  auditHeadPayload,
  BEFORE_AUDIT_ENTRIES,
  canonical,
  NO_PREVIOUS,
} from '@alongside/consent';
import type { AuditStore } from '../storage/audit-store.ts';

/** So many entries are read at once for an export: a few ms, in which the server does nothing else. */
const AT_ONCE = 500;
const MAX_DETAIL = 2000;

export interface Act {
  readonly actor: AuditEntry['actor'];
  readonly action: string;
  readonly subject: string | null;
  /** With what it was done; nothing that is secret. */
  readonly detail: unknown;
}

/** Whoever sits at the server's terminal. */
export const TERMINAL: AuditEntry['actor'] = { id: null, name: 'terminal' };

interface Dependencies {
  readonly store: AuditStore;
  readonly organisationId: string;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly key: SigningKey;
}

/** What admins did, entered before it is done: nothing happens that is not in the chain. */
export class Audit {
  readonly #d: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
  }

  /** Enters an act, then does it; a failure is entered too. Where it cannot be entered it is not done. */
  async during<T>(act: Act, action: () => Promise<T>, codeOf: (error: unknown) => ErrorCode): Promise<T> {
    const seq = await this.#enter(act, null);
    try {
      return await action();
    } catch (error) {
      await this.#enter({ ...act, detail: null }, { seq, code: codeOf(error) });
      throw error;
    }
  }

  async newest(limit: number): Promise<AuditEntry[]> {
    const { store, organisationId } = this.#d;
    return (await store.read(organisationId, limit)).map((entry) => JSON.parse(entry) as AuditEntry);
  }

  /** All of it up to now, signed by the server's key, part by part: `alongside verify` checks it offline. */
  async *export(): AsyncGenerator<string, void> {
    const { store, crypto, key, organisationId } = this.#d;
    const last = await store.last(organisationId);
    const length = last === undefined ? 0 : (JSON.parse(last) as AuditEntry).seq + 1;
    const hash = last === undefined ? NO_PREVIOUS : crypto.sha256(last);
    yield BEFORE_AUDIT_ENTRIES;
    for (let from = 0; from < length; from += AT_ONCE) {
      const entries = await store.readFrom(organisationId, from, Math.min(AT_ONCE, length - from));
      yield `${from === 0 ? '' : ','}${entries.join(',')}`;
      // SQLite answers at once, and a quick reader takes at once: others have their turn here.
      await setImmediate();
    }
    const head = await key.signJws(auditHeadPayload(organisationId, length, hash));
    yield afterAuditEntries({ organisation: organisationId, key: key.publicKey, head });
  }

  async #enter({ actor, action, subject, detail }: Act, failed: AuditEntry['failed']): Promise<number> {
    const { store, organisationId, crypto, clock } = this.#d;
    const text = detail === null || detail === undefined ? '' : canonical(detail);
    return store.append(organisationId, (last) => {
      const seq = last === undefined ? 0 : (JSON.parse(last) as AuditEntry).seq + 1;
      const entry = {
        seq,
        prev: last === undefined ? NO_PREVIOUS : crypto.sha256(last),
        at: clock.now(),
        actor,
        action,
        subject,
        detail: text.length > MAX_DETAIL ? `sha-256 ${crypto.sha256(text)}` : text,
        failed,
      } satisfies AuditEntry;
      return { seq, entry: canonical(entry) };
    });
  }
}
