import { AppError, type Crypto } from '@alongside/base';
import { id, jws, publicKey, sha256 } from '@alongside/protocol';
import { z } from 'zod';
import { canonical } from '../canonical.ts';
import { DATA_SCHEMAS, ENTRY_TYPES, type EntryType, isEntryType, shownText, utc } from './entry-types.ts';

export const LEDGER_FORMAT = 'alongside-ledger/1';
export const HEAD_FORMAT = 'alongside-head/1';
/** The first entry's `prev`. */
export const NO_PREVIOUS = '0'.repeat(64);

/** An object with all of its keys: a record of zod's leaves a `__proto__` out, which nobody would have looked at then. */
export const asItStands = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const envelope = z.strictObject({
  seq: z.int().min(0),
  prev: sha256,
  at: utc,
  type: z.string().refine(isEntryType),
  data: asItStands,
});

/** One link of the chain. Its hash is the hex SHA-256 of its canonical form. */
export interface LedgerEntry {
  readonly seq: number;
  /** The hash of the entry before. */
  readonly prev: string;
  /** ISO 8601, UTC. */
  readonly at: string;
  readonly type: EntryType;
  readonly data: Readonly<Record<string, unknown>>;
}

/** A text that an entry commits to, outside the chain so that its words can be kept or withheld. */
export const content = z.strictObject({ salt: z.string().regex(/^[A-Za-z0-9_-]{22}$/u), text: shownText });
export type Content = z.infer<typeof content>;
/** By the hash that the chain has. */
export type Contents = Readonly<Record<string, Content>>;

/** Stands where a text and its salt were, once they are erased: whoever keeps a record may do that (ADR 14). */
export const erasedContent = z.strictObject({ erased: z.literal(true) });
export const ERASED = { erased: true } as const;
export type KeptContent = Content | typeof ERASED;
export type KeptContents = Readonly<Record<string, KeptContent>>;

export function isErased(kept: KeptContent): kept is typeof ERASED {
  return 'erased' in kept;
}

export const signer = z.enum(['agent', 'technician']);
export type Signer = z.infer<typeof signer>;

export const signedHead = z.strictObject({ seq: z.int().min(0), hash: sha256, jws });
/** A signature over the chain up to and with `seq`. */
export type SignedHead = z.infer<typeof signedHead>;
export const ledgerHead = signedHead.extend({ by: signer });
export type LedgerHead = z.infer<typeof ledgerHead>;

export const ledgerKeys = z.strictObject({ agent: publicKey, technician: publicKey });
export type LedgerKeys = z.infer<typeof ledgerKeys>;
export const sessionId = id;

/** The entry where `value` is one, of a known type and with that type's data; undefined otherwise. */
export function parseEntry(value: unknown): LedgerEntry | undefined {
  const outer = envelope.safeParse(value);
  if (!outer.success) return undefined;
  const { type } = outer.data;
  if (!isEntryType(type) || !DATA_SCHEMAS.get(type)?.safeParse(outer.data.data).success) return undefined;
  return { ...outer.data, type };
}

/** The hashes of the texts that an entry commits to, by the name of their field. */
export function commitmentsOf(entry: LedgerEntry): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const name of ENTRY_TYPES[entry.type].texts) {
    const value = entry.data[name] as { readonly salted: string };
    found.set(name, value.salted);
  }
  return found;
}

/** The words of an entry's texts, by field; a text that is erased or not at hand is left out. */
export function textsOf(entry: LedgerEntry, contents: KeptContents): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const [name, hash] of commitmentsOf(entry)) {
    const found = Object.hasOwn(contents, hash) ? contents[hash] : undefined;
    if (found && !isErased(found)) texts[name] = found.text;
  }
  return texts;
}

export function commitmentHash(crypto: Crypto, { salt, text }: Content): string {
  return crypto.sha256(canonical({ salt, text }));
}

/** What a head's signature is over. */
export function headPayload(session: string, head: { readonly seq: number; readonly hash: string }): string {
  return canonical({ format: HEAD_FORMAT, session, seq: head.seq, hash: head.hash });
}

export function invalidLedger(message: string): AppError {
  return new AppError('ledger.invalid', message);
}
