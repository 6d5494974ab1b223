import { parseArgs } from 'node:util';
import { replaceFile } from '@alongside/agent-node';
import { toAppError } from '@alongside/base';
import { type EraseWhat, type Erasure, eraseFromExport, tellVerdict } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { fileTrouble, readRecordFile } from './record-file.ts';
import { commandLineTexts, storyOf } from './texts.ts';
import type { CommandLine } from './verify.ts';
import { writeNewFile } from './write-new-file.ts';

const DONE = 0;
const BROKEN = 1;
/** sysexits.h: EX_USAGE and EX_CANTCREAT. */
const USAGE = 64;
const CANNOT_WRITE = 73;

type Command =
  | { readonly kind: 'erase'; readonly from: string; readonly to: string | undefined; readonly what: EraseWhat }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' };

/** `alongside erase FILE NEW`: a copy of a record without what was said and typed. Resolves to the exit code. */
export async function runErase(argv: readonly string[], io: CommandLine): Promise<number> {
  const t = await commandLineTexts();
  const command = readCommand(argv);
  if (command.kind === 'help') {
    io.out(`${t('erase.usage')}\n`);
    return DONE;
  }
  if (command.kind === 'usage') {
    io.err(`${t('erase.usage')}\n`);
    return USAGE;
  }
  const { from, to, what } = command;
  let erasure: Erasure;
  try {
    erasure = await eraseFile(from, what);
  } catch (error) {
    io.err(`${t('erase.unreadable', { file: from, reason: fileTrouble(t, error) })}\n`);
    return USAGE;
  }
  if (erasure.outcome === 'broken') {
    io.err(`${[...tellVerdict(storyOf(t), erasure.verification), t('erase.nothing')].join('\n')}\n`);
    return BROKEN;
  }
  try {
    if (to === undefined) await replaceFile(from, erasure.text);
    else await writeNewFile(to, erasure.text);
  } catch (error) {
    const { cause } = toAppError(error);
    io.err(`${t('erase.unwritten', { file: to ?? from, reason: fileTrouble(t, cause ?? error) })}\n`);
    return CANNOT_WRITE;
  }
  io.out(`${t('erase.done', { count: erasure.entries.length, file: to ?? from, entries: erasure.entries.join(', ') })}\n`);
  return DONE;
}

function readCommand(argv: readonly string[]): Command {
  try {
    const { values, positionals } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        entries: { type: 'string' },
        'in-place': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) return { kind: 'help' };
    const [from, to, ...surplus] = positionals;
    const what = values.entries === undefined ? 'all' : entryNumbers(values.entries);
    // Either a new file or, said in so many words, this one.
    const wellFormed = surplus.length === 0 && (to === undefined) === values['in-place'];
    return from === undefined || !wellFormed || what === undefined ? { kind: 'usage' } : { kind: 'erase', from, to, what };
  } catch {
    // parseArgs throws for what it does not know.
    return { kind: 'usage' };
  }
}

/** `5,10-12`; undefined where it is not of that form. */
function entryNumbers(text: string): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const part of text.split(',')) {
    const found = /^(\d{1,6})(?:-(\d{1,6}))?$/u.exec(part.trim());
    if (!found) return undefined;
    for (let seq = Number(found[1]); seq <= Number(found[2] ?? found[1]); seq += 1) numbers.add(seq);
  }
  return numbers;
}

async function eraseFile(path: string, what: EraseWhat): Promise<Erasure> {
  const text = await readRecordFile(path);
  if (typeof text === 'string') return eraseFromExport(text, what, webCrypto());
  return { outcome: 'broken', verification: { verdict: 'broken', problem: text, events: [] } };
}
