import {
  type LedgerEvent,
  type LedgerProblem,
  type LedgerProof,
  MAX_LEDGER_BYTES,
  type Verification,
  verifyLedger,
} from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import type { TFunction } from 'i18next';
import { describeEvent } from './describe-event.ts';
import { readBounded } from './read-bounded.ts';
import { commandLineTexts } from './texts.ts';

const GOOD = 0;
const BROKEN = 1;
const UNFINISHED = 2;
/** sysexits.h: EX_USAGE. */
const USAGE = 64;

export interface CommandLine {
  out(text: string): void;
  err(text: string): void;
}

/** `alongside verify FILE`: tells in plain language what happened and what is wrong. Resolves to the exit code. */
export async function runVerify(argv: readonly string[], io: CommandLine): Promise<number> {
  const t = await commandLineTexts();
  if (argv.includes('--help') || argv.includes('-h')) {
    io.out(`${t('verify.usage')}\n`);
    return GOOD;
  }
  const [first, ...rest] = argv;
  const path = first === '--' ? rest[0] : first;
  const surplus = first === '--' ? rest.length > 1 : rest.length > 0 || first?.startsWith('-');
  if (path === undefined || surplus) {
    io.err(`${t('verify.usage')}\n`);
    return USAGE;
  }
  let result: Verification;
  try {
    result = await verifyFile(path);
  } catch (error) {
    io.err(`${t('verify.unreadable', { file: path, reason: unreadableReason(t, error) })}\n`);
    return USAGE;
  }
  io.out(`${report(t, result).join('\n')}\n`);
  return result.verdict === 'good' ? GOOD : result.verdict === 'unfinished' ? UNFINISHED : BROKEN;
}

async function verifyFile(path: string): Promise<Verification> {
  const bytes = await readBounded(path, MAX_LEDGER_BYTES);
  if (!bytes) return notALedger('too-large');
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    // A ledger is JSON in UTF-8; bytes that are not cannot be one.
    return notALedger('no-ledger');
  }
  return verifyLedger(text, webCrypto());
}

function notALedger(kind: 'too-large' | 'no-ledger'): Verification {
  return { verdict: 'broken', problem: { kind, part: 'file', seq: null }, events: [] };
}

function unreadableReason(t: TFunction, error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
  const known: Readonly<Record<string, string>> = { ENOENT: 'missing', EISDIR: 'folder', EACCES: 'denied', EPERM: 'denied' };
  return t(`verify.unreadableReason.${known[code] ?? 'other'}`, { code });
}

function report(t: TFunction, result: Verification): string[] {
  const story = storyOf(t, result.events);
  switch (result.verdict) {
    case 'broken': {
      const lines = [t('verify.broken'), problemText(t, result.problem)];
      return story.length > 0 ? [...lines, '', t('verify.holds'), ...story] : lines;
    }
    case 'unfinished':
      return [
        t('verify.unfinished'),
        ...(result.missing > 0 ? [t('verify.unfinishedMissing', { count: result.missing })] : []),
        ...unsigned(t, result.proof, result.events.length),
        '',
        t('verify.session', { session: result.session }),
        ...story,
        '',
        ...proofOf(t, result.proof, result.events),
      ];
    case 'good':
      return [
        t('verify.good', { count: result.events.length }),
        '',
        t('verify.session', { session: result.session }),
        ...story,
        '',
        ...proofOf(t, result.proof, result.events),
      ];
  }
}

function unsigned(t: TFunction, proof: LedgerProof, entries: number): string[] {
  const from = proof.agentSignedUpTo + 1;
  return from < entries ? [t('verify.unfinishedUnsigned', { seq: from })] : [];
}

function problemText(t: TFunction, { kind, part, seq }: LedgerProblem): string {
  const keys = [
    `verify.problem.${kind}.${part}${seq === null ? 'Unknown' : ''}`,
    `verify.problem.${kind}.${part}`,
    `verify.problem.${kind}`,
  ];
  return t(keys, { seq });
}

function storyOf(t: TFunction, events: readonly LedgerEvent[]): string[] {
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });
  const name = technicianName(events);
  return events
    .filter(({ type }) => type !== 'consent/shown')
    .map((event) => `${String(event.seq).padStart(5)}  ${time.format(new Date(event.at))}  ${describeEvent(t, event, name)}`);
}

function proofOf(t: TFunction, proof: LedgerProof, events: readonly LedgerEvent[]): string[] {
  const name = technicianName(events);
  const technician = proof.technicianUnverified ? 'technicianUnverified' : 'technicianPinned';
  const lines = [
    t('verify.proof.agent', { key: proof.agentKey }),
    t(`verify.proof.${technician}`, { name, key: proof.technicianKey }),
  ];
  if (proof.technicianSignedUpTo < 0) lines.push(t('verify.proof.technicianSilent', { name }));
  else if (proof.technicianSignedUpTo < events.length - 1) {
    lines.push(t('verify.proof.technicianPartly', { name, seq: proof.technicianSignedUpTo }));
  }
  return [t('verify.proof.title'), ...lines.map((line) => `  - ${line}`)];
}

function technicianName(events: readonly LedgerEvent[]): string {
  const name = events[0]?.data.technicianName;
  return typeof name === 'string' ? name : '';
}
