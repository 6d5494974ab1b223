import { existsSync } from 'node:fs';
import { AppError, type Clock, systemClock, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import {
  backupWords,
  hashOfOrganisation,
  readAdminRequest,
  seedOfWords,
  withOrganisation,
  wordsOfKey,
  wordsOfOrganisation,
} from '@alongside/identity';
import type { TFunction } from 'i18next';
import { fileTrouble } from '../record-file.ts';
import { commandLineTexts } from '../texts.ts';
import type { CommandLine } from '../verify.ts';
import { issueForAdmin, revokeAdmin } from './issue.ts';
import { openKeyFile, readKeyFile, writeKeyFile } from './key-file.ts';
import { type OrgCommand, readOrgCommand } from './org-command.ts';
import { openTerminal, type Terminal } from './terminal.ts';

const DONE = 0;
const FAILED = 1;
/** sysexits.h: EX_USAGE. */
const USAGE = 64;
const PASSPHRASE_LENGTH = 12;

interface Parts {
  readonly io: CommandLine;
  readonly terminal: Terminal;
  readonly clock: Clock;
  readonly t: TFunction;
}

/** `alongside org …`: the organisation's key, on the computer of whoever keeps it. Resolves to the exit code. */
export async function runOrg(
  argv: readonly string[],
  io: CommandLine,
  { terminal = openTerminal(), clock = systemClock() }: { terminal?: Terminal; clock?: Clock } = {},
): Promise<number> {
  const t = await commandLineTexts();
  const command = readOrgCommand(argv);
  try {
    if (command.kind === 'help') {
      io.out(`${t('org.usage')}\n`);
      return DONE;
    }
    if (command.kind === 'usage') {
      io.err(`${t('org.usage')}\n`);
      return USAGE;
    }
    await run(command, { io, terminal, clock, t });
    return DONE;
  } catch (error) {
    const told = error instanceof AppError ? `${error.message} (${error.code})` : `${fileOf(command)}: ${fileTrouble(t, error)}`;
    io.err(`${t('org.failed', { reason: told })}\n`);
    return FAILED;
  } finally {
    terminal.close();
  }
}

async function run(command: Exclude<OrgCommand, { kind: 'help' | 'usage' }>, parts: Parts): Promise<void> {
  const { io, clock, t } = parts;
  switch (command.kind) {
    case 'init':
      return make(command.file, systemRandom().bytes(32), parts, true);
    case 'restore':
      return make(command.file, await askWords(parts), parts, false);
    case 'show':
      return show((await readKeyFile(command.file)).publicKey, parts);
    case 'link': {
      const { publicKey } = await readKeyFile(command.file);
      return io.out(`${withOrganisation(command.link, hashOfOrganisation(publicKey, webCrypto()))}\n`);
    }
    case 'certify-admin': {
      const file = await readKeyFile(command.file);
      const text = command.request ?? (await parts.terminal.ask(t('org.ask.request')));
      const request = await readAdminRequest(text?.trim() ?? '', webCrypto());
      if (!request) throw new AppError('trust.invalid', t('org.badRequest'));
      const words = wordsOfKey(request.key, webCrypto()).join(' ');
      io.err(`${t('org.aboutAdmin', { name: request.name, words })}\n`);
      if (!command.yes && !isYes(await parts.terminal.ask(t('org.ask.certify')), t))
        throw new AppError('consent.refused', t('org.stopped'));
      const key = await openKeyFile(file, await askPassphrase(parts));
      const { certificate, until } = await issueForAdmin(key, request, { days: command.days, now: clock.now() });
      const own = wordsOfOrganisation(hashOfOrganisation(file.publicKey, webCrypto())).join(' ');
      io.err(`${t('org.certified', { name: request.name, until: day(until), words: own })}\n`);
      return io.out(`${certificate}\n`);
    }
    case 'revoke-admin': {
      const file = await readKeyFile(command.file);
      const plan = await revokeAdmin(command, file.publicKey, clock.now());
      const key = await openKeyFile(file, await askPassphrase(parts));
      io.err(`${t('org.revoked', { number: plan.number, count: plan.keys.length })}\n`);
      return io.out(`${JSON.stringify(await plan.sign(key))}\n`);
    }
  }
}

/** The words are shown once the file is there: nothing may be lost by a disk that is full. */
async function make(path: string, seed: Uint8Array, parts: Parts, isNew: boolean): Promise<void> {
  const { io, t } = parts;
  // Said before a passphrase is thought of; the writing itself replaces nothing either.
  if (existsSync(path)) throw Object.assign(new Error(path), { code: 'EEXIST' });
  const { publicKey } = await writeKeyFile(path, seed, await newPassphrase(parts));
  io.err(`${t('org.made', { file: path })}\n`);
  show(publicKey, parts);
  if (!isNew) return;
  const words = backupWords(seed).map((word, at) => `${String(at + 1).padStart(2)} ${word.padEnd(9)}`);
  const rows = Array.from({ length: 6 }, (_, row) => words.slice(row * 4, row * 4 + 4).join('  '));
  io.out(`\n${t('org.words')}\n\n${rows.map((row) => `  ${row.trimEnd()}`).join('\n')}\n`);
}

function show(publicKey: string, { io, t }: Parts): void {
  const hash = hashOfOrganisation(publicKey, webCrypto());
  io.out(`${t('org.shown', { publicKey, hash, words: wordsOfOrganisation(hash).join(' ') })}\n`);
}

async function askWords({ terminal, t }: Parts): Promise<Uint8Array> {
  const read = seedOfWords((await terminal.ask(t('org.ask.words'))) ?? '');
  if ('seed' in read) return read.seed;
  const reason = 'unknown' in read ? t('org.badWords.unknown', { word: read.unknown }) : t(`org.badWords.${read.problem}`);
  throw new AppError('request.invalid', reason);
}

async function newPassphrase({ terminal, t }: Parts): Promise<string> {
  const first = (await terminal.askSecret(t('org.ask.newPassphrase', { count: PASSPHRASE_LENGTH }))) ?? '';
  if (first.length < PASSPHRASE_LENGTH)
    throw new AppError('request.invalid', t('org.shortPassphrase', { count: PASSPHRASE_LENGTH }));
  // A program that feeds lines does not mistype.
  if (terminal.isInteractive && (await terminal.askSecret(t('org.ask.again'))) !== first) {
    throw new AppError('request.invalid', t('org.twoPassphrases'));
  }
  return first;
}

async function askPassphrase({ terminal, t }: Parts): Promise<string> {
  return (await terminal.askSecret(t('org.ask.passphrase'))) ?? '';
}

function fileOf(command: OrgCommand): string {
  return 'file' in command ? command.file : '';
}

function isYes(answer: string | undefined, t: TFunction): boolean {
  return answer?.trim().toLowerCase() === t('org.yes');
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
