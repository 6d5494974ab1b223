import { parseArgs } from 'node:util';
import {
  isAudit,
  type LedgerEvent,
  type LedgerProof,
  MAX_AUDIT_BYTES,
  type Say,
  technicianName,
  tellEvent,
  tellProof,
  tellSigned,
  tellVerdict,
  tellVouching,
  type Verification,
  type Vouching,
  verifyLedger,
} from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { readVouching } from '@alongside/identity';
import { organisationHash, publicKey } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import { localeFor, systemLanguage } from '../system-language.ts';
import { reportAudit } from './audit-report.ts';
import { fileTrouble, readRecordFile } from './record-file.ts';
import { commandLineTexts, storyOf } from './texts.ts';

const GOOD = 0;
const BROKEN = 1;
const UNFINISHED = 2;
/** sysexits.h: EX_USAGE. */
const USAGE = 64;

export interface CommandLine {
  out(text: string): void;
  err(text: string): void;
}

/** Whose keys the caller knows them to be. */
interface Known {
  readonly deviceKey?: string | undefined;
  readonly technicianKey?: string | undefined;
  /** Of the server whose audit it is. */
  readonly serverKey?: string | undefined;
  /** The hash of the organisation's key. */
  readonly organisation?: string | undefined;
}

type Command =
  | { readonly kind: 'check'; readonly path: string; readonly known: Known }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' };

/** `alongside verify FILE`: tells in plain language what happened and what is wrong. Resolves to the exit code. */
export async function runVerify(argv: readonly string[], io: CommandLine): Promise<number> {
  const t = await commandLineTexts();
  const command = readCommand(argv);
  if (command.kind === 'help') {
    io.out(`${t('verify.usage')}\n`);
    return GOOD;
  }
  if (command.kind === 'usage') {
    io.err(`${t('verify.usage')}\n`);
    return USAGE;
  }
  let result: Verification;
  try {
    // Which of both it is only its text says; a ledger of more than its own bound is refused as one.
    const text = await readRecordFile(command.path, MAX_AUDIT_BYTES);
    if (typeof text === 'string' && isAudit(text)) return reportAudit(text, command.known.serverKey, t, io);
    result = typeof text === 'string' ? await verifyLedger(text, webCrypto()) : { verdict: 'broken', problem: text, events: [] };
  } catch (error) {
    io.err(`${t('verify.unreadable', { file: command.path, reason: fileTrouble(t, error) })}\n`);
    return USAGE;
  }
  if (result.verdict === 'broken') {
    io.out(`${reportBroken(t, result).join('\n')}\n`);
    return BROKEN;
  }
  const vouching = await readVouching(result.events[0], webCrypto());
  const comparison = compare(t, result.proof, vouching, command.known);
  io.out(`${report(t, result, vouching, comparison).join('\n')}\n`);
  if (comparison.foreign || vouching.state === 'false') return BROKEN;
  return result.verdict === 'good' ? GOOD : UNFINISHED;
}

function readCommand(argv: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: withJoinedKeys(argv),
      allowPositionals: true,
      options: {
        'device-key': { type: 'string' },
        'technician-key': { type: 'string' },
        'server-key': { type: 'string' },
        org: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    const [path, ...surplus] = positionals;
    const known = {
      deviceKey: values['device-key'],
      technicianKey: values['technician-key'],
      serverKey: values['server-key'],
      organisation: values.org,
    };
    const wellFormed =
      [known.deviceKey, known.technicianKey, known.serverKey].every((key) => publicKey.optional().safeParse(key).success) &&
      organisationHash.optional().safeParse(known.organisation).success;
    return path === undefined || surplus.length > 0 || !wellFormed ? { kind: 'usage' } : { kind: 'check', path, known };
  } catch {
    // parseArgs throws for what it does not know.
    return { kind: 'usage' };
  }
}

const KEYS: readonly string[] = ['--device-key', '--technician-key', '--server-key', '--org'];

/** A key may begin with a dash, which parseArgs takes for an option of its own unless it stands behind an equals sign. */
function withJoinedKeys(argv: readonly string[]): string[] {
  const args: string[] = [];
  let option: string | undefined;
  for (const arg of argv) {
    if (option !== undefined) args.push(`${option}=${arg}`);
    const takesNext = option === undefined && KEYS.includes(arg);
    if (option === undefined && !takesNext) args.push(arg);
    option = takesNext ? arg : undefined;
  }
  return option === undefined ? args : [...args, option];
}

interface Comparison {
  readonly lines: readonly string[];
  /** A key is another than the one that was named. */
  readonly foreign: boolean;
  readonly proven: { readonly device: boolean; readonly technician: boolean };
}

/** The file's keys beside those that were named. */
function compare(t: TFunction, proof: LedgerProof, vouching: Vouching, known: Known): Comparison {
  const found = vouching.state === 'proven' ? vouching.organisation : undefined;
  const sides = [
    { side: 'device', named: known.deviceKey, found: proof.agentKey },
    { side: 'technician', named: known.technicianKey, found: proof.technicianKey },
    { side: found === undefined ? 'noOrganisation' : 'organisation', named: known.organisation, found },
  ] as const;
  const given = sides.filter(({ named }) => named !== undefined);
  const same = (side: string) => given.some((each) => each.side === side && each.named === each.found);
  return {
    lines: given.map((each) =>
      t(`verify.key.${each.side}.${each.named === each.found ? 'same' : 'other'}`, { key: each.found ?? each.named }),
    ),
    foreign: given.some((each) => each.named !== each.found),
    proven: { device: same('device'), technician: same('technician') || same('organisation') },
  };
}

function reportBroken(t: TFunction, result: Verification): string[] {
  const say = storyOf(t);
  const story = lines(say, result.events);
  return [...tellVerdict(say, result), ...(story.length > 0 ? ['', t('verify.holds'), ...story] : [])];
}

type Intact = Exclude<Verification, { readonly verdict: 'broken' }>;

function report(t: TFunction, result: Intact, vouching: Vouching, comparison: Comparison): string[] {
  const say = storyOf(t);
  const story = lines(say, result.events);
  const { session, events, proof } = result;
  const open = tellProof(say, proof, events, comparison.proven);
  const vouched = tellVouching(say, vouching, events);
  return [
    ...tellVerdict(say, result),
    ...comparison.lines,
    ...(vouched === undefined ? [] : [vouched]),
    '',
    t('verify.session', { session }),
    ...story,
    '',
    t('verify.signed'),
    ...tellSigned(say, proof, events).map((line) => `  - ${line}`),
    ...(open.length > 0 ? ['', t('verify.proof'), ...open.map((line) => `  - ${line}`)] : []),
  ];
}

function lines(say: Say, events: readonly LedgerEvent[]): string[] {
  const time = new Intl.DateTimeFormat(localeFor(systemLanguage(process.env)), { dateStyle: 'short', timeStyle: 'medium' });
  const name = technicianName(events);
  return events
    .filter(({ type }) => type !== 'consent/shown')
    .map((event) => `${String(event.seq).padStart(5)}  ${time.format(new Date(event.at))}  ${tellEvent(say, event, name)}`);
}
