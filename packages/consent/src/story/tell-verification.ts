import type { LedgerProblem, ProblemKind } from '../ledger/problem.ts';
import type { LedgerEvent, LedgerProof, Verification } from '../ledger/verify-ledger.ts';
import { type Say, utcMoment } from './tell-event.ts';

/** These have a text for each part of the file. */
const BY_PART: ReadonlySet<ProblemKind> = new Set(['altered', 'missing', 'duplicated', 'reordered']);

/** The verdict with what goes with it, a sentence each, the verdict itself first. */
export function tellVerdict(say: Say, result: Verification): string[] {
  switch (result.verdict) {
    case 'broken':
      return [say('verdict.broken'), tellProblem(say, result.problem)];
    case 'unfinished':
      return [
        say('verdict.unfinished'),
        ...(result.missing > 0 ? [say('unfinishedMissing', { count: result.missing })] : []),
        ...tellErased(say, result.proof),
      ];
    case 'good':
      return [say('verdict.good', { count: result.events.length }), ...tellErased(say, result.proof)];
  }
}

/** What is wrong, and where. */
export function tellProblem(say: Say, { kind, part, seq }: LedgerProblem): string {
  const gaps = seq === null ? {} : { seq };
  if (!BY_PART.has(kind)) return say(`problem.${kind}`, gaps);
  const unknown = seq === null && (part === 'head' || part === 'content');
  return say(`problem.${kind}.${part}${unknown ? 'Unknown' : ''}`, gaps);
}

/** Whose signatures there are, from which entry to which. */
export function tellSigned(say: Say, proof: LedgerProof, events: readonly LedgerEvent[]): string[] {
  const name = technicianName(events);
  return signedSpans(proof, events.length).map(({ by, from, to }) =>
    say(`signed.${by}`, { name, from, to, count: to - from + 1 }),
  );
}

/** Who vouched for the technician, as the certificates in a record prove it (packages/identity reads them). */
export type Vouching =
  | { readonly state: 'none' }
  /** The record says that it was certified, and its certificates do not show it. */
  | { readonly state: 'false' }
  | {
      readonly state: 'proven';
      /** The organisation's hash. */
      readonly organisation: string;
      readonly admin: { readonly name: string; readonly key: string; readonly until: number };
      /** The end of the technician's certificate. */
      readonly until: number;
    };

/** Who certified whom, in order; undefined where the record does not say that anybody did. */
export function tellVouching(say: Say, vouching: Vouching, events: readonly LedgerEvent[]): string | undefined {
  const name = technicianName(events);
  if (vouching.state === 'none') return undefined;
  if (vouching.state === 'false') return say('vouching.false', { name });
  const { organisation, admin, until } = vouching;
  return say('vouching.proven', {
    name,
    organisation,
    admin: admin.name,
    adminUntil: utcMoment(new Date(admin.until).toISOString()),
    until: utcMoment(new Date(until).toISOString()),
  });
}

/** What the file cannot show by itself, less what the reader knew: whose keys they are. */
export function tellProof(
  say: Say,
  proof: LedgerProof,
  events: readonly LedgerEvent[],
  known: { readonly device: boolean; readonly technician: boolean } = { device: false, technician: false },
): string[] {
  const name = technicianName(events);
  const { technicianSignedUpTo: seq } = proof;
  const lines: string[] = [];
  if (!known.device) lines.push(say('proof.agent', { key: proof.agentKey }));
  if (!known.technician) {
    lines.push(say(`proof.technician.${proof.technicianVerified}`, { name, key: proof.technicianKey }));
  }
  if (seq < 0) lines.push(say('proof.technicianSilent', { name }));
  else if (seq < events.length - 1) lines.push(say('proof.technicianPartly', { name, seq }));
  return lines;
}

export interface SignedSpan {
  readonly by: 'both' | 'agent' | 'technician' | 'nobody';
  /** The first and the last entry. */
  readonly from: number;
  readonly to: number;
}

/** A signature is over its entry and all before it. */
export function signedSpans(proof: LedgerProof, entries: number): SignedSpan[] {
  const agent = Math.min(proof.agentSignedUpTo, entries - 1);
  const technician = Math.min(proof.technicianSignedUpTo, entries - 1);
  const one = Math.max(agent, technician);
  const spans: SignedSpan[] = [
    { by: 'both', from: 0, to: Math.min(agent, technician) },
    { by: agent > technician ? 'agent' : 'technician', from: Math.min(agent, technician) + 1, to: one },
    { by: 'nobody', from: one + 1, to: entries - 1 },
  ];
  return spans.filter(({ from, to }) => from <= to);
}

/** As the first entry says it, and as the user was shown it. */
export function technicianName(events: readonly LedgerEvent[]): string {
  const name = events[0]?.data.technicianName;
  return typeof name === 'string' ? name : '';
}

function tellErased(say: Say, { erased }: LedgerProof): string[] {
  return erased.length === 0 ? [] : [say('erasedNote', { count: erased.length, entries: erased.join(', ') })];
}
