import { AppError, type Crypto, isErrorCode } from '@alongside/base';
import { instant, jws, personName, publicKey, sha256 } from '@alongside/protocol';
import { z } from 'zod';
import { canonical } from '../canonical.ts';
import { NO_PREVIOUS } from '../ledger/entry.ts';

const AUDIT_FORMAT = 'alongside-audit/1';
const HEAD_FORMAT = 'alongside-audit-head/1';

/** What an admin did, chained as ledgers are: `prev` is the hash of the entry before, canonical (RFC 8785), hex SHA-256. */
const auditEntry = z.strictObject({
  seq: z.int().min(0),
  prev: sha256,
  at: instant,
  /** Without an id: whoever sits at the server's terminal. */
  actor: z.strictObject({ id: z.string().max(64).nullable(), name: personName }),
  action: z.string().max(120),
  /** The account, device, … that it was done to. */
  subject: z.string().max(200).nullable(),
  /** With what, canonical JSON; its hash where it is long. */
  detail: z.string().max(4000),
  /** An act is entered before it is done. Where it then failed, another entry says so. */
  failed: z.strictObject({ seq: z.int().min(0), code: z.string().refine(isErrorCode) }).nullable(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

/** More than 500,000 entries. The whole is read at once: a string of V8 has at most 512 Mi characters. */
export const MAX_AUDIT_BYTES = 256 * 1024 * 1024;

const auditFile = z.strictObject({
  format: z.literal(AUDIT_FORMAT),
  organisation: z.string().max(64),
  key: publicKey,
  entries: z.array(auditEntry),
  head: jws,
});

export function auditHash(crypto: Pick<Crypto, 'sha256'>, entry: AuditEntry): string {
  return crypto.sha256(canonical(entry));
}

/** The bytes that the server's key signs of an audit. */
export function auditHeadPayload(organisation: string, length: number, hash: string): string {
  return canonical({ format: HEAD_FORMAT, organisation, length, hash });
}

/** What stands in an export before its entries, which are canonical, one comma between two. */
export const BEFORE_AUDIT_ENTRIES = '{"entries":[';

/** What stands in it after them: RFC 8785 orders names, and `entries` is the first. */
export function afterAuditEntries(parts: Omit<z.infer<typeof auditFile>, 'format' | 'entries'>): string {
  return `],${canonical({ format: AUDIT_FORMAT, ...parts }).slice(1)}`;
}

/** Whether a file says that it is an audit; what it is worth is for `verifyAudit`. */
export function isAudit(text: string): boolean {
  return text.startsWith(BEFORE_AUDIT_ENTRIES) && text.includes(`"format":"${AUDIT_FORMAT}"`);
}

export type AuditVerification =
  | { readonly verdict: 'good'; readonly entries: readonly AuditEntry[]; readonly key: string }
  /** `at` is the first entry that does not hold; undefined where it is the file. */
  | { readonly verdict: 'broken'; readonly at: number | undefined; readonly why: 'format' | 'chain' | 'signature' };

/** Checks an export offline. `serverKey` is the key that its reader knows the server to have. */
export async function verifyAudit(text: string, crypto: Crypto, serverKey?: string): Promise<AuditVerification> {
  const file = read(text);
  if (file === undefined) return { verdict: 'broken', at: undefined, why: 'format' };
  let prev = NO_PREVIOUS;
  for (const [at, entry] of file.entries.entries()) {
    if (entry.seq !== at || entry.prev !== prev) return { verdict: 'broken', at, why: 'chain' };
    prev = auditHash(crypto, entry);
  }
  const signed = await crypto.verifyJws(file.key, file.head);
  const isOurs = serverKey === undefined || serverKey === file.key;
  if (!isOurs || signed !== auditHeadPayload(file.organisation, file.entries.length, prev)) {
    return { verdict: 'broken', at: undefined, why: 'signature' };
  }
  return { verdict: 'good', entries: file.entries, key: file.key };
}

/** Undefined for what is not byte for byte its own canonical form. */
function read(text: string): z.infer<typeof auditFile> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    const parsed = auditFile.safeParse(value);
    return parsed.success && canonical(parsed.data) === text.trimEnd() ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof AppError) return undefined;
    throw error;
  }
}
