import { Observable } from '@alongside/base';
import { jws, organisationHash, signedByAdmin } from '@alongside/protocol';
import { z } from 'zod';
import type { Memory } from '../shared/preferences.ts';

const remembered = z.strictObject({
  /** Compared by the admin with what `alongside org show` prints; never taken from the server. */
  organisation: organisationHash,
  /** Of this browser's admin key. */
  certificate: jws,
  /** The newest list that was verified or signed here: a server that shows an older one is found out. */
  revocations: signedByAdmin.nullable(),
  /** The same of policies. */
  policy: signedByAdmin.nullable().default(null),
});
export type Remembered = z.infer<typeof remembered>;

/** What this browser knows by itself of the organisation's key, for each account that signs in here. */
export class TrustMemory {
  readonly #memory: Memory;
  readonly #kept = new Map<string, Observable<Remembered | null>>();

  constructor(memory: Memory) {
    this.#memory = memory;
  }

  of(userId: string): Observable<Remembered | null> {
    let found = this.#kept.get(userId);
    if (found === undefined) {
      found = this.#open(`alongside.trust.${userId}`);
      this.#kept.set(userId, found);
    }
    return found;
  }

  #open(name: string): Observable<Remembered | null> {
    const kept = new Observable(this.#read(name));
    kept.onChange((value) => {
      if (value === null) this.#memory.removeItem(name);
      else this.#memory.setItem(name, JSON.stringify(value));
    });
    return kept;
  }

  #read(name: string): Remembered | null {
    try {
      return remembered.parse(JSON.parse(this.#memory.getItem(name) ?? 'null'));
    } catch {
      return null; // Not there, or of another version: the admin compares again.
    }
  }
}
