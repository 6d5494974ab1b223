import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { findProgram } from './system-packages.ts';

export interface VirtualDisplay {
  /** `:57`, for DISPLAY. */
  readonly name: string;
  readonly width: number;
  readonly height: number;
  close(): Promise<void>;
}

/** Starts Xvfb on a free display (it chooses the number itself) with openbox on it. Throws where a program is missing. */
export async function startVirtualDisplay({ width = 1280, height = 720, windowManager = true } = {}): Promise<VirtualDisplay> {
  const xvfb = spawnOrThrow(
    'Xvfb',
    ['-displayfd', '3', '-screen', '0', `${width}x${height}x24`, '-nolisten', 'tcp', '-noreset'],
    process.env,
    ['ignore', 'ignore', 'ignore', 'pipe'],
  );
  const name = `:${await firstLine(xvfb)}`;
  const env = { ...process.env, DISPLAY: name };
  const manager = windowManager ? spawnOrThrow('openbox', [], env, ['ignore', 'ignore', 'ignore']) : undefined;
  return {
    name,
    width,
    height,
    async close() {
      if (manager) await end(manager);
      await end(xvfb);
    },
  };
}

function spawnOrThrow(
  program: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  stdio: ('ignore' | 'pipe')[],
): ChildProcess {
  const path = findProgram(program);
  if (!path) throw new Error(`${program} is not installed`);
  return spawn(path, args, { env, stdio });
}

function firstLine(child: ChildProcess): Promise<string> {
  const pipe = child.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    let text = '';
    pipe.setEncoding('utf8');
    pipe.on('data', (data: string) => {
      text += data;
      if (text.includes('\n')) resolve(text.trim());
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`Xvfb ended with ${code} before it had a display`)));
  });
}

function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), 2_000).unref();
  });
}
