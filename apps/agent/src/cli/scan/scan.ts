import { writeFile } from 'node:fs/promises';
import { constants } from 'node:os';
import { type AppError, Emitter, type Event, toAppError } from '@alongside/base';
import { canonical } from '@alongside/consent';
import type { Report } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import { fileTrouble } from '../record-file.ts';
import { commandLineTexts } from '../texts.ts';
import type { CommandLine } from '../verify.ts';
import { openScanProbes, type ScanPlace, type ScanProbes } from './open-scan-probes.ts';
import { readScanCommand, type ScanCommand, type ScanFormat } from './scan-command.ts';
import { scanHtml } from './scan-html.ts';
import { scanPage } from './scan-page.ts';
import { scanProgress } from './scan-progress.ts';
import { scanTable } from './scan-table.ts';

const GOOD = 0;
const WARNED = 1;
const FAILED = 2;
const COULD_NOT_RUN = 3;
/** sysexits.h: EX_USAGE. */
const USAGE = 64;
/** Above this a shell tells a signal (128 and its number). */
const SIGNALLED = 128;

/** What standard output and error lead to. */
export interface ScanStreams extends CommandLine {
  /** Undefined where the output goes into a file or another program. */
  readonly terminal: { readonly columns: number; readonly colours: boolean } | undefined;
  readonly errorsToTerminal: boolean;
}

export interface ScanParts {
  readonly streams: ScanStreams;
  readonly environment: NodeJS.ProcessEnv;
  readonly openProbes: (place: ScanPlace) => Promise<ScanProbes>;
  /** The person, or the system, wants it to end. */
  readonly onSignal: Event<NodeJS.Signals>;
}

/**
 * `alongside scan`: checks this computer, without a server and without an enrolled agent. Resolves to the exit code: 0
 * nothing worse than info or unknown, 1 a warning, 2 a failure, 3 could not run, 64 wrong usage, 128 and more a signal.
 */
export async function runScan(argv: readonly string[], given?: ScanParts): Promise<number> {
  const t = await commandLineTexts();
  const { streams, environment, openProbes, onSignal, dispose } = given ? { ...given, dispose: undefined } : ownParts();
  try {
    const command = readScanCommand(argv, environment);
    if (command.kind === 'help') streams.out(`${t('scan.usage')}\n`);
    else if (command.kind === 'usage') streams.err(`${t('scan.usage')}\n`);
    else return await scan(command, { streams, environment, openProbes, onSignal }, t);
    return command.kind === 'help' ? GOOD : USAGE;
  } finally {
    dispose?.();
  }
}

async function scan(
  command: Extract<ScanCommand, { kind: 'scan' }>,
  { streams, openProbes, onSignal }: ScanParts,
  t: TFunction,
): Promise<number> {
  const { profile, levels, quiet, dataDir } = command;
  const format: ScanFormat = command.format ?? { kind: streams.terminal ? 'table' : 'json' };
  const cancel = new Emitter<void>();
  let stopped: NodeJS.Signals | undefined;
  const listening = onSignal((signal) => {
    stopped ??= signal;
    cancel.fire();
  });
  const progress = scanProgress({ terminal: streams.errorsToTerminal, quiet }, streams.err, t);
  const tellTrouble = ({ message, code }: AppError) => {
    progress.end();
    if (!quiet) streams.err(`${t('scan.folderTrouble', { reason: message, code })}\n`);
  };
  let probes: ScanProbes | undefined;
  let report: Report;
  try {
    probes = await openProbes({ dataDir, tellTrouble });
    report = await probes.port.run({ profile, levels, basis: 'local', onCancel: cancel.event, onProgress: progress.tell });
  } catch (error) {
    const { message, code } = toAppError(error);
    progress.end();
    streams.err(`${t('scan.couldNotRun', { reason: message, code })}\n`);
    return COULD_NOT_RUN;
  } finally {
    listening.dispose();
    probes?.dispose();
  }
  progress.end();
  if (stopped !== undefined) streams.err(`${t('scan.stopped')}\n`);
  const unwritten = await print(report, format, streams, t);
  if (unwritten !== undefined) {
    streams.err(`${unwritten}\n`);
    return COULD_NOT_RUN;
  }
  return stopped === undefined ? exitCodeOf(report) : SIGNALLED + constants.signals[stopped];
}

/** Resolves with what a person has to know where it could not be written. */
async function print(report: Report, format: ScanFormat, streams: ScanStreams, t: TFunction): Promise<string | undefined> {
  // These bytes alone, without a line end: they are what is hashed and signed elsewhere.
  if (format.kind === 'json') streams.out(canonical(report));
  else {
    const page = scanPage(report, { t, locale: new Intl.NumberFormat().resolvedOptions().locale });
    if (format.kind === 'table') {
      const { columns, colours = false } = streams.terminal ?? {};
      streams.out(scanTable(page, { t, colours, columns }));
    } else if (format.file === undefined) streams.out(scanHtml(page, t, 'en'));
    else {
      try {
        // For the user's eyes: it tells of the computer.
        await writeFile(format.file, scanHtml(page, t, 'en'), { mode: 0o600 });
      } catch (error) {
        return t('scan.unwritten', { file: format.file, reason: fileTrouble(t, error) });
      }
    }
  }
  return undefined;
}

function exitCodeOf({ findings }: Report): number {
  const statuses = new Set(findings.map(({ status }) => status));
  if (statuses.has('fail')) return FAILED;
  return statuses.has('warn') ? WARNED : GOOD;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

function ownParts(): ScanParts & { dispose(): void } {
  const { stdout, stderr, env: environment } = process;
  const signals = new Emitter<NodeJS.Signals>();
  let before = false;
  const handle = (signal: NodeJS.Signals) => {
    // Whoever asks twice does not want to wait; the watchdog ends what is still being read.
    if (before) process.exit(SIGNALLED + constants.signals[signal]);
    before = true;
    signals.fire(signal);
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return {
    streams: {
      out: (text) => stdout.write(text),
      err: (text) => stderr.write(text),
      // `hasColors` honours NO_COLOR, FORCE_COLOR and TERM.
      terminal: stdout.isTTY ? { columns: stdout.columns, colours: stdout.hasColors(environment) } : undefined,
      errorsToTerminal: stderr.isTTY === true,
    },
    environment,
    openProbes: openScanProbes,
    onSignal: signals.event,
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, handle);
    },
  };
}
