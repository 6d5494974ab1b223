import { constants } from 'node:os';
import { type Disposable, Emitter, type Event } from '@alongside/base';
import type { Report } from '@alongside/protocol';
import type { CommandLine } from '../verify.ts';
import { openScanProbes, type ScanPlace, type ScanProbes } from './open-scan-probes.ts';
import { checkUpload, type Sent, type UploadPlace, upload } from './upload.ts';

/** What standard output and error lead to. */
export interface ScanStreams extends CommandLine {
  /** Undefined where the output goes into a file or another program. */
  readonly terminal: { readonly columns: number | undefined; readonly colours: boolean } | undefined;
  readonly errorsToTerminal: boolean;
}

export interface ScanParts extends Disposable {
  readonly streams: ScanStreams;
  readonly environment: NodeJS.ProcessEnv;
  readonly openProbes: (place: ScanPlace) => Promise<ScanProbes>;
  readonly checkUpload: (place: UploadPlace) => Promise<void>;
  readonly upload: (report: Report, place: UploadPlace) => Promise<Sent>;
  /** The person, or the system, wants it to end. */
  readonly onSignal: Event<NodeJS.Signals>;
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** As a shell tells a signal: 128 and its number. */
export function exitCodeOf(signal: NodeJS.Signals): number {
  return 128 + constants.signals[signal];
}

/** Of this process. */
export function ownScanParts(): ScanParts {
  const { stdout, stderr, env: environment } = process;
  const signals = new Emitter<NodeJS.Signals>();
  let before = false;
  const handle = (signal: NodeJS.Signals) => {
    // Whoever asks twice does not want to wait; the watchdog ends what is still being read.
    if (before) process.exit(exitCodeOf(signal));
    before = true;
    signals.fire(signal);
  };
  for (const signal of SIGNALS) process.on(signal, handle);
  return {
    streams: {
      out: (text) => stdout.write(text),
      err: (text) => stderr.write(text),
      // Some terminals say 0 columns: they do not know. `hasColors` honours NO_COLOR, FORCE_COLOR and TERM.
      terminal: stdout.isTTY ? { columns: stdout.columns || undefined, colours: stdout.hasColors(environment) } : undefined,
      errorsToTerminal: stderr.isTTY === true,
    },
    environment,
    openProbes: openScanProbes,
    checkUpload,
    upload,
    onSignal: signals.event,
    dispose: () => {
      for (const signal of SIGNALS) process.off(signal, handle);
    },
  };
}
