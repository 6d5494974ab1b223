import { parseArgs } from 'node:util';
import {
  isAudit,
  type LedgerEvent,
  type LedgerProof,
  type Say,
  technicianName,
  tellEvent,
  tellProof,
  tellSigned,
  tellVerdict,
  type Verification,
  verifyLedger,
} from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { publicKey } from '@alongside/protocol';
import type { TFunction } from 'i18next';
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
    const text = await readRecordFile(command.path);
    if (typeof text === 'string' && isAudit(text)) return reportAudit(text, command.known.serverKey, t, io);
    result = typeof text === 'string' ? await verifyLedger(text, webCrypto()) : { verdict: 'broken', problem: text, events: [] };
  } catch (error) {
    io.err(`${t('verify.unreadable', { file: command.path, reason: fileTrouble(t, error) })}\n`);
    return USAGE;
  }
  const comparison = result.verdict === 'broken' ? undefined : compare(t, result.proof, command.known);
  io.out(`${report(t, result, comparison).join('\n')}\n`);
  if (result.verdict === 'broken' || comparison?.foreign) return BROKEN;
  return result.verdict === 'good' ? GOOD : UNFINISHED;
}

function readCommand(argv: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        'device-key': { type: 'string' },
        'technician-key': { type: 'string' },
        'server-key': { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    const [path, ...surplus] = positionals;
    const known = {
      deviceKey: values['device-key'],
      technicianKey: values['technician-key'],
      serverKey: values['server-key'],
    };
    const wellFormed = Object.values(known).every((key) => key === undefined || publicKey.safeParse(key).success);
    return path === undefined || surplus.length > 0 || !wellFormed ? { kind: 'usage' } : { kind: 'check', path, known };
  } catch {
    // parseArgs throws for what it does not know.
    return { kind: 'usage' };
  }
}

interface Comparison {
  readonly lines: readonly string[];
  /** A key is another than the one that was named. */
  readonly foreign: boolean;
  readonly proven: { readonly device: boolean; readonly technician: boolean };
}

/** The file's keys beside those that were named. */
function compare(t: TFunction, proof: LedgerProof, { deviceKey, technicianKey }: Known): Comparison {
  const sides = [
    { side: 'device', named: deviceKey, found: proof.agentKey },
    { side: 'technician', named: technicianKey, found: proof.technicianKey },
  ] as const;
  const given = sides.filter(({ named }) => named !== undefined);
  const same = (side: string) => given.some((each) => each.side === side && each.named === each.found);
  return {
    lines: given.map(({ side, named, found }) => t(`verify.key.${side}.${named === found ? 'same' : 'other'}`, { key: found })),
    foreign: given.some(({ named, found }) => named !== found),
    proven: { device: same('device'), technician: same('technician') },
  };
}

function report(t: TFunction, result: Verification, comparison: Comparison | undefined): string[] {
  const say = storyOf(t);
  const verdict = tellVerdict(say, result);
  const story = lines(say, result.events);
  if (result.verdict === 'broken') {
    return story.length > 0 ? [...verdict, '', t('verify.holds'), ...story] : verdict;
  }
  const { session, events, proof } = result;
  const open = tellProof(say, proof, events, comparison?.proven);
  return [
    ...verdict,
    ...(comparison?.lines ?? []),
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
  const time = new Intl.DateTimeFormat(undefined, { dateStyle: 'short', timeStyle: 'medium' });
  const name = technicianName(events);
  return events
    .filter(({ type }) => type !== 'consent/shown')
    .map((event) => `${String(event.seq).padStart(5)}  ${time.format(new Date(event.at))}  ${tellEvent(say, event, name)}`);
}
