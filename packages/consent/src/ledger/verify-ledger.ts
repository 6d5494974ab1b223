import type { Crypto } from '@alongside/base';
import { z } from 'zod';
import { canonical } from '../canonical.ts';
import {
  asItStands,
  commitmentsOf,
  headPayload,
  isErased,
  type KeptContents,
  LEDGER_FORMAT,
  type LedgerEntry,
  type LedgerHead,
  type LedgerKeys,
  ledgerHead,
  ledgerKeys,
  NO_PREVIOUS,
  parseEntry,
  sessionId,
  textsOf,
} from './entry.ts';
import type { EntryFields } from './entry-types.ts';
import { byEntryAndSigner, checkContent, checkPlace, parseJson } from './ledger-record.ts';
import type { LedgerProblem, ProblemKind } from './problem.ts';

export const MAX_LEDGER_BYTES = 8 * 1024 * 1024;

/** One thing that happened, ready for a sentence: the entry with the words that it commits to. */
export interface LedgerEvent {
  readonly seq: number;
  readonly at: string;
  readonly type: LedgerEntry['type'];
  readonly data: Readonly<Record<string, unknown>>;
  /** By field; an erased one is not there. */
  readonly texts: Readonly<Record<string, string>>;
}

/** What the file cannot show by itself, whatever its verdict. */
export interface LedgerProof {
  readonly agentKey: string;
  readonly technicianKey: string;
  /** What the agent knew of the technician's key when the session began. */
  readonly technicianVerified: EntryFields<'session/start'>['verified'];
  /** The newest entry that each side signed, -1 where it signed none. */
  readonly agentSignedUpTo: number;
  readonly technicianSignedUpTo: number;
  /** The entries of which words were erased from this copy. */
  readonly erased: readonly number[];
}

export type Verification =
  /** Intact and with its end. */
  | { readonly verdict: 'good'; readonly session: string; readonly events: readonly LedgerEvent[]; readonly proof: LedgerProof }
  /** Intact, but the end is not there. `missing` entries are named by a signature though they are not in the file. */
  | {
      readonly verdict: 'unfinished';
      readonly session: string;
      readonly events: readonly LedgerEvent[];
      readonly proof: LedgerProof;
      readonly missing: number;
    }
  /** `problem` is the first in the order of the entries; `events` are those before it that hold. */
  | { readonly verdict: 'broken'; readonly problem: LedgerProblem; readonly events: readonly LedgerEvent[] };

const ledgerFile = z.strictObject({
  format: z.literal(LEDGER_FORMAT),
  session: sessionId,
  keys: ledgerKeys,
  entries: z.array(z.unknown()),
  heads: z.array(z.unknown()),
  contents: asItStands,
});
type LedgerFile = z.infer<typeof ledgerFile>;

/** Checks an export, offline and without trusting it. Never throws. */
export async function verifyLedger(text: string, crypto: Crypto): Promise<Verification> {
  const file = readFile(text);
  if ('kind' in file) return { verdict: 'broken', problem: file, events: [] };
  const heads = await checkHeads(file, crypto);
  const { entries, hashes, problem } = checkEntries(file, heads.signed, crypto);
  const first = earliest(problem, heads.problem) ?? checkWhole(file, entries, hashes, heads, crypto);
  const contents = file.contents as KeptContents;
  const events = toEvents(first?.seq == null ? entries : entries.slice(0, first.seq), contents);
  if (first) return { verdict: 'broken', problem: first, events };
  const proof = proofOf(file.keys, entries, heads.list, contents);
  const last = entries.at(-1);
  if (last?.type === 'session/end') return { verdict: 'good', session: file.session, events, proof };
  const named = Math.max(proof.agentSignedUpTo, proof.technicianSignedUpTo) + 1;
  return { verdict: 'unfinished', session: file.session, events, proof, missing: Math.max(0, named - entries.length) };
}

function readFile(text: string): LedgerFile | LedgerProblem {
  const problem = (kind: ProblemKind): LedgerProblem => ({ kind, part: 'file', seq: null });
  if (text.length > MAX_LEDGER_BYTES) return problem('too-large');
  const value = parseJson(text);
  const about = z.looseObject({ format: z.string() }).safeParse(value);
  if (!about.success) return problem('no-ledger');
  if (canonicalOrNone(value) !== text) return problem('not-canonical');
  if (about.data.format !== LEDGER_FORMAT) return problem('no-ledger');
  const file = ledgerFile.safeParse(value);
  if (!file.success) return { ...problem('altered'), part: file.error.issues[0]?.path[0] === 'keys' ? 'keys' : 'file' };
  return file.data;
}

function canonicalOrNone(value: unknown): string | undefined {
  try {
    return canonical(value);
  } catch {
    // JSON can spell what RFC 8785 forbids (lone surrogates): then no text is its canonical form.
    return undefined;
  }
}

interface CheckedHeads {
  readonly list: readonly LedgerHead[];
  /** What the agent signed, hash by entry. */
  readonly signed: ReadonlyMap<number, string>;
  readonly problem: LedgerProblem | undefined;
}

async function checkHeads(file: LedgerFile, crypto: Crypto): Promise<CheckedHeads> {
  const list: LedgerHead[] = [];
  const signed = new Map<number, string>();
  let problem: LedgerProblem | undefined;
  for (const value of file.heads) {
    const parsed = ledgerHead.safeParse(value);
    const found = parsed.success ? await checkHead(parsed.data, list.at(-1), file, crypto) : 'altered';
    if (found) {
      problem = earliest(problem, { kind: found, part: 'head', seq: parsed.data?.seq ?? null });
      continue;
    }
    if (!parsed.data) continue;
    list.push(parsed.data);
    if (parsed.data.by === 'agent') signed.set(parsed.data.seq, parsed.data.hash);
  }
  return { list, signed, problem };
}

async function checkHead(
  head: LedgerHead,
  before: LedgerHead | undefined,
  file: LedgerFile,
  crypto: Crypto,
): Promise<ProblemKind | undefined> {
  const payload = await crypto.verifyJws(file.keys[head.by], head.jws);
  if (payload === undefined) return 'bad-signature';
  if (payload !== headPayload(file.session, head)) {
    const said = z.looseObject({ session: z.string() }).safeParse(parseJson(payload));
    return said.success && said.data.session !== file.session ? 'another-session' : 'bad-signature';
  }
  const order = before ? byEntryAndSigner(before, head) : -1;
  if (order > 0) return 'reordered';
  if (order === 0) return before?.hash === head.hash ? 'duplicated' : 'forked';
  return undefined;
}

function checkEntries(
  file: LedgerFile,
  signed: ReadonlyMap<number, string>,
  crypto: Crypto,
): { readonly entries: readonly LedgerEntry[]; readonly hashes: readonly string[]; readonly problem: LedgerProblem | undefined } {
  const entries: LedgerEntry[] = [];
  const hashes: string[] = [];
  for (const [seq, value] of file.entries.entries()) {
    const hash = crypto.sha256(canonical(value));
    const before = hashes.at(-1) ?? NO_PREVIOUS;
    const entry = parseEntry(value);
    const found =
      checkNumber(file.entries, seq, before) ??
      (entry ? undefined : problemOf('altered', seq)) ??
      checkChain(seq, hash, before, value, signed) ??
      (entry
        ? (checkPlace(entry, entries.at(-1), file.session, file.keys) ?? checkTexts(entry, file.contents, crypto))
        : undefined);
    if (found || !entry) return { entries, hashes, problem: found };
    entries.push(entry);
    hashes.push(hash);
  }
  return { entries, hashes, problem: undefined };
}

const numbered = z.looseObject({ seq: z.number(), prev: z.string() });

/** Tells a number that was altered from entries that were taken out, put twice or moved. */
function checkNumber(values: readonly unknown[], at: number, before: string): LedgerProblem | undefined {
  const here = numbered.safeParse(values[at]);
  if (!here.success) return problemOf('altered', at);
  if (here.data.seq === at) return undefined;
  if (here.data.prev === before) return problemOf('altered', at);
  const numbers = values.map((value) => numbered.safeParse(value).data?.seq);
  if (new Set(numbers).size < numbers.length) return problemOf('duplicated', at);
  return problemOf(numbers.includes(at) ? 'reordered' : 'missing', at);
}

/** A break between two entries is the earlier one's, unless its signature says that it is as it was. */
function checkChain(
  seq: number,
  hash: string,
  before: string,
  value: unknown,
  signed: ReadonlyMap<number, string>,
): LedgerProblem | undefined {
  if (numbered.safeParse(value).data?.prev !== before) {
    return problemOf('altered', seq === 0 || signed.has(seq - 1) ? seq : seq - 1);
  }
  const known = signed.get(seq);
  return known === undefined || known === hash ? undefined : problemOf('altered', seq);
}

function checkTexts(entry: LedgerEntry, contents: Readonly<Record<string, unknown>>, crypto: Crypto): LedgerProblem | undefined {
  for (const hash of commitmentsOf(entry).values()) {
    const problem = checkContent(crypto, contents, hash, entry.seq);
    if (problem) return problem;
  }
  return undefined;
}

/** What only the whole can show: signatures of the right entries, the end signed, no text that nothing commits to. */
function checkWhole(
  file: LedgerFile,
  entries: readonly LedgerEntry[],
  hashes: readonly string[],
  heads: CheckedHeads,
  crypto: Crypto,
): LedgerProblem | undefined {
  const last = entries.at(-1);
  if (!last) return problemOf('missing', 0);
  const ended = last.type === 'session/end';
  for (const { seq, hash } of heads.list) {
    if (seq <= last.seq && hashes[seq] !== hash) return { kind: 'forked', part: 'head', seq };
    if (ended && seq > last.seq) return problemOf('missing', last.seq + 1);
  }
  const needed = missingCountersignature(entries, heads.list);
  if (needed) return needed;
  const committed = new Set(entries.flatMap((entry) => [...commitmentsOf(entry).values()]));
  for (const hash of Object.keys(file.contents)) {
    // A cut tail may leave the texts of the entries that were cut.
    const stray = !committed.has(hash) && (ended || checkContent(crypto, file.contents, hash, last.seq));
    if (stray) return { kind: 'altered', part: 'content', seq: null };
  }
  return ended && !heads.signed.has(last.seq) ? { kind: 'unsigned', part: 'head', seq: last.seq } : undefined;
}

/** Where a grant says that it waited for the technician's signature, that signature must be there. */
function missingCountersignature(entries: readonly LedgerEntry[], heads: readonly LedgerHead[]): LedgerProblem | undefined {
  const signed = new Set(heads.filter(({ by }) => by === 'technician').map(({ seq }) => seq));
  for (const { type, data } of entries) {
    if (type !== 'grant/started' || typeof data.countersigned !== 'number') continue;
    if (!signed.has(data.countersigned)) return { kind: 'missing', part: 'head', seq: data.countersigned };
  }
  return undefined;
}

function proofOf(
  keys: LedgerKeys,
  entries: readonly LedgerEntry[],
  heads: readonly LedgerHead[],
  contents: KeptContents,
): LedgerProof {
  // It was checked to be the first, and by its schema.
  const start = entries[0]?.data as EntryFields<'session/start'>;
  const upTo = (by: LedgerHead['by']) => heads.findLast((head) => head.by === by)?.seq ?? -1;
  return {
    agentKey: keys.agent,
    technicianKey: keys.technician,
    technicianVerified: start.verified,
    agentSignedUpTo: upTo('agent'),
    technicianSignedUpTo: upTo('technician'),
    erased: entries.filter((entry) => isPartlyErased(entry, contents)).map(({ seq }) => seq),
  };
}

function isPartlyErased(entry: LedgerEntry, contents: KeptContents): boolean {
  return [...commitmentsOf(entry).values()].some((hash) => {
    const kept = contents[hash];
    return kept !== undefined && isErased(kept);
  });
}

function toEvents(entries: readonly LedgerEntry[], contents: KeptContents): LedgerEvent[] {
  return entries.map((entry) => ({
    seq: entry.seq,
    at: entry.at,
    type: entry.type,
    data: entry.data,
    texts: textsOf(entry, contents),
  }));
}

function problemOf(kind: ProblemKind, seq: number): LedgerProblem {
  return { kind, part: 'entry', seq };
}

function earliest(a: LedgerProblem | undefined, b: LedgerProblem | undefined): LedgerProblem | undefined {
  if (!a || !b) return a ?? b;
  return (b.seq ?? -1) < (a.seq ?? -1) ? b : a;
}
