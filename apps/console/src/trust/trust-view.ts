import type { Crypto } from '@alongside/base';
import {
  type AdminCertificate,
  DAY_MS,
  inForce,
  isRevoked,
  type Judgement,
  judgePolicy,
  judgeRevocations,
  LIST_DAYS,
  readAdminCertificate,
  readChain,
  readPolicy,
  readRevocations,
  type VerifiedPolicy,
  type VerifiedRevocations,
} from '@alongside/identity';
import type { CertificateChain, TrustDocuments } from '@alongside/protocol';
import type { Remembered } from './trust-memory.ts';

/** Said this long before something ends. */
const SOON_MS = 14 * DAY_MS;
/** A list is signed again before computers stop believing it; two days are left for a weekend. */
const LIST_DUE_MS = (LIST_DAYS - 2) * DAY_MS;

/** Lists that the next one is built on: also one whose signer's certificate has run out since, but none of a revoked signer. */
const COUNTS: ReadonlySet<Judgement> = new Set<Judgement>(['taken', 'same', 'older', 'signer-not-in-force']);

/** What the server has published: looked at as what a stranger says, and verified here. */
export interface Published {
  /** Admins' certificates, each a JWS. */
  readonly admins: readonly string[];
  readonly certificates: readonly CertificateChain[];
  readonly documents: TrustDocuments;
}

export type Term = 'in-force' | 'soon' | 'over';

export interface CertifiedKey {
  readonly name: string;
  /** In which it names the technician. */
  readonly groups: readonly string[];
  readonly from: number;
  readonly until: number;
  readonly term: Term;
  /** The admin who vouches. */
  readonly by: string;
}

/** An admin whose key the organisation's vouches for. */
export interface SigningAdmin {
  readonly name: string;
  readonly key: string;
  readonly until: number;
  readonly standing: Term | 'revoked';
}

export interface RevocationsView {
  readonly number: number;
  readonly at: number;
  readonly by: string;
  readonly keys: readonly string[];
  /** `due`: to be signed again now; `stale`: nobody counts as certified any more. */
  readonly state: 'fresh' | 'due' | 'stale';
  readonly staleAt: number;
}

export interface TrustView {
  readonly organisation: string;
  readonly admin: AdminCertificate;
  readonly standing: Term | 'revoked';
  /** Everybody whose signatures count, or counted. */
  readonly admins: readonly SigningAdmin[];
  readonly revocations: RevocationsView | undefined;
  /** The newest list that holds. */
  readonly list: VerifiedRevocations | undefined;
  /** What the next list is built on: of two admins who sign at once neither may undo the other's. */
  readonly base: { readonly number: number; readonly keys: readonly string[] };
  /** The server shows none, or an older one than this browser knows. */
  readonly isServerBehind: boolean;
  /** The newest policy that holds. */
  readonly policy: VerifiedPolicy | undefined;
  /** Why it may not be what computers go by; undefined where nothing speaks for that. */
  readonly policyTrouble: 'not-published' | 'signer-revoked' | undefined;
  /** Higher than any that was seen here. */
  readonly nextPolicyNumber: number;
  /** By public key: of those in force the newest certificate, as computers take it; else the last. */
  readonly certified: ReadonlyMap<string, CertifiedKey>;
}

/** What holds, as this browser verifies it under the organisation that was compared here. Undefined where its own certificate does not. */
export async function viewTrust(
  remembered: Remembered,
  published: Published,
  { crypto, now }: { readonly crypto: Crypto; readonly now: number },
): Promise<TrustView | undefined> {
  const { organisation } = remembered;
  const admin = await readAdminCertificate(remembered.certificate, organisation, crypto);
  if (!admin) return undefined;
  const read = async (signed: TrustDocuments['revocations']) =>
    (signed && (await readRevocations(signed, organisation, crypto))) ?? undefined;
  const kept = await read(remembered.revocations);
  const offered = await read(published.documents.revocations);
  const judgement = offered && judgeRevocations(offered, { kept, now });
  const list = judgement === 'taken' ? offered : kept;
  const counting = [kept, judgement !== undefined && COUNTS.has(judgement) ? offered : undefined].filter(
    (each) => each !== undefined,
  );
  const policies = await readPolicies(remembered, published, { list, crypto, now });
  const certified = new Map<string, CertifiedKey>();
  for (const chain of published.certificates) {
    const verified = await readChain(chain, organisation, crypto);
    if (!verified || isRevoked(verified.admin, list)) continue;
    const { key, name, from, groups = [] } = verified.technician;
    const until = Math.min(verified.technician.until, verified.admin.until);
    const found: CertifiedKey = { name, groups, from, until, term: termOf(until, now), by: verified.admin.name };
    if (isRather(found, certified.get(key))) certified.set(key, found);
  }
  const standingOf = (each: AdminCertificate) =>
    isRevoked(each, list) ? 'revoked' : inForce(each, now) ? termOf(each.until, now) : 'over';
  const admins = await Promise.all(published.admins.map((jws) => readAdminCertificate(jws, organisation, crypto)));
  return {
    organisation,
    admin,
    standing: standingOf(admin),
    admins: admins
      .filter((each) => each !== undefined)
      .map((each) => ({ name: each.name, key: each.key, until: each.until, standing: standingOf(each) })),
    revocations: list && viewList(list, now),
    list,
    base: {
      number: Math.max(0, ...counting.map(({ content }) => content.number)),
      keys: [...new Set(counting.flatMap(({ content }) => content.keys))],
    },
    ...policies,
    isServerBehind: list !== undefined && judgement !== 'taken' && judgement !== 'same',
    certified,
  };
}

async function readPolicies(
  remembered: Remembered,
  published: Published,
  { list, crypto, now }: { readonly list: VerifiedRevocations | undefined; readonly crypto: Crypto; readonly now: number },
): Promise<Pick<TrustView, 'policy' | 'policyTrouble' | 'nextPolicyNumber'>> {
  const read = async (signed: TrustDocuments['policy']) =>
    (signed && (await readPolicy(signed, remembered.organisation, crypto))) ?? undefined;
  const kept = await read(remembered.policy);
  const offered = await read(published.documents.policy);
  const judgement = offered && judgePolicy(offered, { kept, list, now });
  // Of two with one number the first that was published is taken: another admin was quicker than this browser.
  const wasFirst = judgement === 'older' && offered?.content.number === kept?.content.number;
  const policy = judgement === 'taken' || wasFirst ? offered : kept;
  const isPublished = policy === offered || judgement === 'same';
  const numbers = [kept, offered].map((each) => each?.content.number ?? 0);
  return {
    policy,
    policyTrouble: !isPublished ? 'not-published' : policy && isRevoked(policy.admin, list) ? 'signer-revoked' : undefined,
    nextPolicyNumber: Math.max(...numbers) + 1,
  };
}

function isRather(found: CertifiedKey, other: CertifiedKey | undefined): boolean {
  if (other === undefined) return true;
  const isOver = found.term === 'over';
  return isOver === (other.term === 'over') ? found.from > other.from : !isOver;
}

function termOf(until: number, now: number): Term {
  if (until <= now) return 'over';
  return until - now <= SOON_MS ? 'soon' : 'in-force';
}

function viewList({ admin, content }: VerifiedRevocations, now: number): RevocationsView {
  const age = now - content.at;
  const state = age > LIST_DAYS * DAY_MS ? 'stale' : age >= LIST_DUE_MS ? 'due' : 'fresh';
  const { number, at, keys } = content;
  return { number, at, by: admin.name, keys, state, staleAt: at + LIST_DAYS * DAY_MS };
}
