import { scanConsentFile } from '@alongside/agent-node';
import { type AppError, Emitter, toAppError } from '@alongside/base';
import type { Report } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import { systemLanguage } from '../../system-language.ts';
import { startTrouble } from '../start-trouble.ts';
import { commandLineTexts } from '../texts.ts';
import { printReport } from './print-report.ts';
import { readScanCommand, type ScanCommand } from './scan-command.ts';
import { exitCodeOf, ownScanParts, type ScanParts } from './scan-parts.ts';
import { scanProgress } from './scan-progress.ts';

const GOOD = 0;
const WARNED = 1;
const FAILED = 2;
const COULD_NOT_RUN = 3;
/** sysexits.h: EX_USAGE. */
const USAGE = 64;

type Scan = Extract<ScanCommand, { kind: 'scan' }>;

/**
 * `alongside scan`: checks this computer, without a server and without an enrolled agent. Resolves to the exit code: 0
 * nothing worse than info or unknown, 1 a warning, 2 a failure, 3 could not run or could not be sent, 64 wrong usage, 128
 * and more a signal.
 */
export async function runScan(argv: readonly string[], parts: ScanParts = ownScanParts()): Promise<number> {
  const { streams, environment } = parts;
  const t = await commandLineTexts(environment);
  try {
    const command = readScanCommand(argv, environment);
    if (command.kind === 'scan') return await scan(command, parts, t);
    streams[command.kind === 'help' ? 'out' : 'err'](`${t('scan.usage')}\n`);
    return command.kind === 'help' ? GOOD : USAGE;
  } finally {
    parts.dispose();
  }
}

async function scan(command: Scan, parts: ScanParts, t: TFunction): Promise<number> {
  const { streams } = parts;
  const place = { dataDir: command.dataDir, environment: parts.environment };
  const say = (key: string, gaps?: Readonly<Record<string, string>>) => streams.err(`${t(key, { ...gaps })}\n`);
  if (command.upload) {
    try {
      await parts.checkUpload(place);
    } catch (error) {
      say(...whyNotSent(toAppError(error)));
      return COULD_NOT_RUN;
    }
  }
  const made = await makeReport(command, parts, t);
  if (made === undefined) return COULD_NOT_RUN;
  const { report, stopped } = made;
  if (stopped !== undefined) say('scan.stopped');
  const unwritten = await printReport(report, command.format ?? { kind: streams.terminal ? 'table' : 'json' }, streams, {
    t,
    language: systemLanguage(parts.environment),
  });
  if (unwritten !== undefined) streams.err(`${unwritten}\n`);
  let unsent = false;
  if (command.upload && stopped === undefined) {
    try {
      const { server, levels } = await parts.upload(report, place);
      if (!command.quiet) say('scan.sent', { server, levels: levels.join(', ') });
    } catch (error) {
      unsent = true;
      say(...whyNotSent(toAppError(error)));
    }
  }
  if (stopped !== undefined) return exitCodeOf(stopped);
  return unwritten !== undefined || unsent ? COULD_NOT_RUN : judged(report);
}

interface Made {
  readonly report: Report;
  /** What ended it before its time. */
  readonly stopped: NodeJS.Signals | undefined;
}

/** Undefined where it could not run, which is said. */
async function makeReport({ profile, levels, quiet, dataDir }: Scan, parts: ScanParts, t: TFunction): Promise<Made | undefined> {
  const { streams, openProbes, onSignal } = parts;
  const cancel = new Emitter<void>();
  let stopped: NodeJS.Signals | undefined;
  const listening = onSignal((signal) => {
    stopped ??= signal;
    cancel.fire();
  });
  const progress = scanProgress({ terminal: streams.errorsToTerminal, quiet }, streams.err, t);
  const tell = (key: string, error: AppError) => {
    progress.end();
    streams.err(`${t(key, { reason: startTrouble(error, t, false), code: error.code })}\n`);
  };
  const tellTrouble = (error: AppError) => {
    if (!quiet) tell('scan.folderTrouble', error);
  };
  let probes: Awaited<ReturnType<ScanParts['openProbes']>> | undefined;
  try {
    probes = await openProbes({ dataDir, tellTrouble });
    const report = await probes.port.run({
      profile,
      levels,
      basis: 'local',
      onCancel: cancel.event,
      onProgress: progress.tell,
    });
    progress.end();
    return { report, stopped };
  } catch (error) {
    tell('scan.couldNotRun', toAppError(error));
    return undefined;
  } finally {
    listening.dispose();
    probes?.dispose();
  }
}

function judged({ findings }: Report): number {
  const statuses = new Set(findings.map(({ status }) => status));
  if (statuses.has('fail')) return FAILED;
  return statuses.has('warn') ? WARNED : GOOD;
}

function whyNotSent({ code, message }: AppError): [key: string, gaps: Readonly<Record<string, string>>] {
  const gaps = { reason: message, code };
  if (code.startsWith('consent.')) return ['scan.noConsent', { ...gaps, file: scanConsentFile() ?? '–' }];
  if (code === 'device.not-enrolled') return ['scan.notEnrolled', gaps];
  return [code === 'environment.running-already' ? 'scan.agentRuns' : 'scan.notSent', gaps];
}
