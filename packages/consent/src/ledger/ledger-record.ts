import type { Crypto } from '@alongside/base';
import { canonical } from '../canonical.ts';
import {
  type Contents,
  commitmentHash,
  commitmentsOf,
  content,
  erasedContent,
  isErased,
  type KeptContent,
  type KeptContents,
  type LedgerEntry,
  type LedgerHead,
  type LedgerKeys,
  NO_PREVIOUS,
  parseEntry,
  type SignedHead,
  type Signer,
} from './entry.ts';
import type { LedgerProblem } from './problem.ts';

/** An entry with its bytes. */
export interface Link {
  readonly entry: LedgerEntry;
  readonly canonical: string;
  readonly hash: string;
}

/** An entry as it crosses the link: its bytes and the texts that it commits to. */
export interface EntryMessage {
  readonly entry: string;
  readonly contents: Contents;
}

/** An entry as it is kept: some of its texts may be erased. */
export interface KeptEntry {
  readonly entry: string;
  readonly contents: KeptContents;
}

/** A session's chain with its signatures and texts, in memory. Whatever is added was checked. */
export class LedgerRecord {
  readonly session: string;
  readonly keys: LedgerKeys;
  readonly #crypto: Crypto;
  readonly #links: Link[] = [];
  readonly #contents: Record<string, KeptContent> = {};
  readonly #heads = new Map<string, LedgerHead>();
  #sizeBytes = 0;

  constructor(session: string, keys: LedgerKeys, crypto: Crypto) {
    this.session = session;
    this.keys = keys;
    this.#crypto = crypto;
  }

  get links(): readonly Link[] {
    return this.#links;
  }

  get last(): Link | undefined {
    return this.#links.at(-1);
  }

  get ended(): boolean {
    return this.last?.entry.type === 'session/end';
  }

  /** Of an export, about. */
  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  get contents(): KeptContents {
    return this.#contents;
  }

  /** In the order of an export: by entry, the agent's first. */
  get heads(): readonly LedgerHead[] {
    return [...this.#heads.values()].sort(byEntryAndSigner);
  }

  head(by: Signer, seq: number): LedgerHead | undefined {
    return this.#heads.get(`${by} ${seq}`);
  }

  /** The bytes of the entries after `seq` (-1: all), for an end that missed them. */
  after(seq: number): EntryMessage[] {
    return this.#links.slice(seq + 1).map((link) => this.message(link));
  }

  message(link: Link): EntryMessage {
    const contents = Object.entries(this.contentsOf(link)).flatMap(([hash, kept]) =>
      isErased(kept) ? [] : [[hash, kept] as const],
    );
    return { entry: link.canonical, contents: Object.fromEntries(contents) };
  }

  /** The texts of one entry, erased ones as such. */
  contentsOf(link: Link): KeptContents {
    const hashes = [...commitmentsOf(link.entry).values()];
    return Object.fromEntries(
      hashes.flatMap((hash) => {
        const found = this.#contents[hash];
        return found ? [[hash, found] as const] : [];
      }),
    );
  }

  /**
   * Whether these bytes are the next entry; adds nothing. Only what was kept may have erased texts: over the link each
   * comes with its words.
   */
  check(message: KeptEntry, from: 'link' | 'kept' = 'link'): Link | LedgerProblem {
    const seq = this.#links.length;
    const altered: LedgerProblem = { kind: 'altered', part: 'entry', seq };
    const value = parseJson(message.entry);
    const entry = parseEntry(value);
    if (!entry || canonical(value) !== message.entry) return altered;
    if (entry.seq > seq) return { kind: 'missing', part: 'entry', seq };
    if (entry.seq < seq) return { kind: 'duplicated', part: 'entry', seq: entry.seq };
    if (entry.prev !== (this.last?.hash ?? NO_PREVIOUS)) return { kind: 'forked', part: 'entry', seq };
    return (
      checkPlace(entry, this.last?.entry, this.session, this.keys) ??
      checkContents(this.#crypto, entry, message.contents, from) ?? {
        entry,
        canonical: message.entry,
        hash: this.#crypto.sha256(message.entry),
      }
    );
  }

  /** `link` was checked against this record as it is now. */
  add(link: Link, contents: KeptContents): void {
    this.#links.push(link);
    this.#sizeBytes += utf8Bytes(link.canonical);
    for (const [hash, value] of Object.entries(contents)) {
      this.#contents[hash] = value;
      this.#sizeBytes += hash.length + utf8Bytes(canonical(value));
    }
  }

  /** The signature was verified. */
  addHead(by: Signer, { seq, hash, jws }: SignedHead): LedgerHead {
    const head: LedgerHead = { seq, hash, by, jws };
    this.#heads.set(`${by} ${seq}`, head);
    this.#sizeBytes += canonical(head).length;
    return head;
  }
}

export function isProblem(result: Link | LedgerProblem): result is LedgerProblem {
  return 'kind' in result;
}

export function byEntryAndSigner(a: LedgerHead, b: LedgerHead): number {
  return a.seq - b.seq || (a.by === b.by ? 0 : a.by === 'agent' ? -1 : 1);
}

/** The rules of the chain's ends: it starts once, with the session and keys that the whole is about, and ends once. */
export function checkPlace(
  entry: LedgerEntry,
  previous: LedgerEntry | undefined,
  session: string,
  keys: LedgerKeys,
): LedgerProblem | undefined {
  const { seq } = entry;
  if ((entry.type === 'session/start') !== (previous === undefined)) return { kind: 'altered', part: 'entry', seq };
  if (previous?.type === 'session/end') return { kind: 'altered', part: 'entry', seq };
  if (previous) return undefined;
  if (entry.data.sessionId !== session) return { kind: 'another-session', part: 'file', seq };
  const { agentKey, technicianKey } = entry.data;
  const known = agentKey === keys.agent && technicianKey === keys.technician && agentKey !== technicianKey;
  return known ? undefined : { kind: 'wrong-key', part: 'keys', seq };
}

/** Each text that the entry commits to is there, is the one that was committed to, and there is no other. */
function checkContents(
  crypto: Crypto,
  entry: LedgerEntry,
  contents: KeptContents,
  from: 'link' | 'kept',
): LedgerProblem | undefined {
  const hashes = new Set(commitmentsOf(entry).values());
  for (const hash of hashes) {
    const problem = checkContent(crypto, contents, hash, entry.seq);
    if (problem) return problem;
    const kept = contents[hash];
    if (kept && isErased(kept) && from === 'link') return { kind: 'missing', part: 'content', seq: entry.seq };
  }
  const stray = Object.keys(contents).some((hash) => !hashes.has(hash));
  return stray ? { kind: 'altered', part: 'content', seq: entry.seq } : undefined;
}

/** An erased text says nothing that could be wrong; whether it may be erased is the caller's to say. */
export function checkContent(
  crypto: Crypto,
  contents: Readonly<Record<string, unknown>>,
  hash: string,
  seq: number,
): LedgerProblem | undefined {
  if (!Object.hasOwn(contents, hash)) return { kind: 'missing', part: 'content', seq };
  if (erasedContent.safeParse(contents[hash]).success) return undefined;
  const parsed = content.safeParse(contents[hash]);
  const same = parsed.success && commitmentHash(crypto, parsed.data) === hash;
  return same ? undefined : { kind: 'altered', part: 'content', seq };
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Undefined is no JSON value, so callers cannot mistake it for one.
    return undefined;
  }
}

function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    // Each half of a surrogate pair counts two of its four bytes.
    bytes += unit < 0x80 ? 1 : unit < 0x800 || (unit >= 0xd800 && unit < 0xe000) ? 2 : 3;
  }
  return bytes;
}
