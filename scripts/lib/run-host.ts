import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** How a program ended, and whether so soon that it never was of use. */
export interface HostEnd {
  readonly code: number;
  readonly early: boolean;
}

export interface HostProgram {
  readonly file: string;
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** An end before this, other than a good one, is early. */
  readonly earlyMs: number;
  readonly platform?: NodeJS.Platform;
}

/** On Windows Ctrl-C reaches each program of a console by itself; whoever does not heed it is ended after this. */
const HEEDS_MS = 4_000;

/** Runs a program in the foreground, with our streams, and hands it the signals that ask it to end. */
export function runHost({ file, args, environment, cwd, earlyMs, platform = process.platform }: HostProgram): {
  readonly ended: Promise<HostEnd>;
  stop(): void;
} {
  const began = performance.now();
  const child = spawn(file, args, { cwd, env: environment, stdio: 'inherit' });
  let asked = false;
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => {
    asked = true;
    child.kill(signal);
  };
  const handleSignal = (signal: NodeJS.Signals) => {
    if (platform !== 'win32') return stop(signal);
    // Each signal that is sent there ends a program at once, in the middle of its farewell.
    asked = true;
    setTimeout(stop, HEEDS_MS).unref();
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  for (const signal of signals) process.on(signal, handleSignal);
  const ended = new Promise<HostEnd>((resolve) => {
    const end = (code: number) => {
      for (const signal of signals) process.off(signal, handleSignal);
      resolve({ code, early: code !== 0 && !asked && performance.now() - began < earlyMs });
    };
    child.once('error', () => end(127));
    child.once('exit', (code, signal) => end(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
  return { ended, stop: () => stop() };
}
