import { type Crypto, Emitter, type Event, type SigningKey } from '@alongside/base';
import { type Contents, headPayload, type LedgerKeys, type SignedHead, signedHead } from './entry.ts';
import { exportLedger } from './export-ledger.ts';
import { type EntryMessage, isProblem, LedgerRecord, type Link } from './ledger-record.ts';
import type { LedgerProblem } from './problem.ts';
import { SerialQueue } from './serial-queue.ts';

export interface ReplicaParts {
  readonly session: string;
  /** The agent's key as the link's transcript proved it. */
  readonly agentKey: string;
  readonly crypto: Crypto;
  /** The technician's own. */
  readonly signingKey: SigningKey;
}

/**
 * What came of an entry. `known`: it was here already, the same bytes (a rebuilt link sends some again). `gap`: one
 * before it has not come. `broken`: it does not hold; from then on nothing is taken or signed.
 */
export type ReplicaOutcome =
  | { readonly outcome: 'added'; readonly link: Link; readonly contents: Contents }
  | { readonly outcome: 'known' }
  | { readonly outcome: 'gap'; readonly problem: LedgerProblem }
  | { readonly outcome: 'broken'; readonly problem: LedgerProblem };

/** The technician's side of the ledger: checks what the agent appends, keeps the same bytes and countersigns heads. */
export class LedgerReplica {
  readonly #parts: ReplicaParts;
  readonly #record: LedgerRecord;
  readonly #queue = new SerialQueue();
  readonly #problems = new Emitter<LedgerProblem>();
  readonly #entries = new Emitter<{ readonly link: Link; readonly contents: Contents }>();
  #problem: LedgerProblem | undefined;

  readonly onEntry: Event<{ readonly link: Link; readonly contents: Contents }> = this.#entries.event;
  /** Fires once, when the agent's record turns out not to hold: tell the technician, and end the session. */
  readonly onBroken: Event<LedgerProblem> = this.#problems.event;

  constructor(parts: ReplicaParts) {
    this.#parts = parts;
    const keys: LedgerKeys = { agent: parts.agentKey, technician: parts.signingKey.publicKey };
    this.#record = new LedgerRecord(parts.session, keys, parts.crypto);
  }

  get record(): LedgerRecord {
    return this.#record;
  }

  get problem(): LedgerProblem | undefined {
    return this.#problem;
  }

  /** Takes a `ledger/entry`. Never throws. */
  handleEntry(message: EntryMessage): ReplicaOutcome {
    if (this.#problem) return { outcome: 'broken', problem: this.#problem };
    const checked = this.#record.check(message);
    if (!isProblem(checked)) {
      this.#record.add(checked, message.contents);
      this.#entries.fire({ link: checked, contents: message.contents });
      return { outcome: 'added', link: checked, contents: message.contents };
    }
    if (checked.kind === 'missing' && checked.part === 'entry') return { outcome: 'gap', problem: checked };
    if (checked.kind !== 'duplicated') return this.#break(checked);
    const same = this.#record.links[checked.seq ?? -1]?.canonical === message.entry;
    return same ? { outcome: 'known' } : this.#break({ ...checked, kind: 'forked' });
  }

  /**
   * Takes a `ledger/head` and gives the countersignature to send back as `ledger/countersign`; undefined where the head
   * does not hold or is of an entry that has not come. Never throws for what a peer sent.
   */
  handleHead(head: SignedHead): Promise<SignedHead | undefined> {
    return this.#queue.run(async () => {
      const parsed = signedHead.safeParse(head);
      if (!parsed.success || this.#problem) return undefined;
      const { seq, hash, jws } = parsed.data;
      const link = this.#record.links[seq];
      if (!link) return undefined;
      const payload = headPayload(this.#record.session, { seq, hash });
      if ((await this.#parts.crypto.verifyJws(this.#record.keys.agent, jws)) !== payload) {
        this.#break({ kind: 'bad-signature', part: 'head', seq });
        return undefined;
      }
      if (link.hash !== hash) {
        this.#break({ kind: 'forked', part: 'head', seq });
        return undefined;
      }
      return this.#countersign(parsed.data, payload);
    });
  }

  /** The export's bytes. */
  export(): string {
    return exportLedger(this.#record);
  }

  async #countersign(head: SignedHead, payload: string): Promise<SignedHead | undefined> {
    const { seq, hash } = head;
    const known = this.#record.head('technician', seq);
    if (known) return { seq, hash, jws: known.jws };
    const own = { seq, hash, jws: await this.#parts.signingKey.signJws(payload) };
    // A fork may have shown itself while the key was at work.
    if (this.#problem) return undefined;
    this.#record.addHead('agent', head);
    this.#record.addHead('technician', own);
    return own;
  }

  #break(problem: LedgerProblem): ReplicaOutcome {
    if (!this.#problem) {
      this.#problem = problem;
      this.#problems.fire(problem);
    }
    return { outcome: 'broken', problem };
  }
}
