import { type ChildProcess, type SpawnOptions, type StdioOptions, spawn } from 'node:child_process';
import type { Readable } from 'node:stream';
import { endProcess } from './end-process.ts';
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
  const args = ['-screen', '0', `${width}x${height}x24`, '-noreset'];
  return startDisplay('Xvfb', args, { env: process.env }, { width, height, windowManager });
}

export interface VncDisplayOptions {
  readonly width: number;
  readonly height: number;
  /** What viewers are told that it is. */
  readonly title: string;
  /** Of the Unix socket on which viewers are served, without password: its folder must be its owner's alone. */
  readonly socketPath: string;
  /** An Xauthority file; programs need it to come to the display. */
  readonly authority: string;
  /** Of the display and the window manager: environment, user, working folder. */
  readonly spawn: SpawnOptions;
}

/** Starts TigerVNC's own X server in the same way; nothing listens on any network. */
export function startVncDisplay(options: VncDisplayOptions): Promise<VirtualDisplay> {
  const { width, height, title, socketPath, authority } = options;
  const args = [
    ...['-geometry', `${width}x${height}`, '-depth', '24', '-auth', authority, '-desktop', title, '-noreset'],
    ...['-rfbport', '-1', '-rfbunixpath', socketPath, '-rfbunixmode', '0600', '-SecurityTypes', 'None'],
    ...['-AlwaysShared', '-AcceptSetDesktopSize=0'],
  ];
  return startDisplay('Xtigervnc', args, options.spawn, { width, height, windowManager: true });
}

async function startDisplay(
  program: string,
  args: readonly string[],
  options: SpawnOptions,
  { width, height, windowManager }: { width: number; height: number; windowManager: boolean },
): Promise<VirtualDisplay> {
  const stdio: StdioOptions = ['ignore', 'ignore', 'ignore', 'pipe'];
  const server = spawnOrThrow(program, ['-displayfd', '3', '-nolisten', 'tcp', ...args], { ...options, stdio });
  const name = `:${await firstLine(server, program)}`;
  const managerOptions: SpawnOptions = { ...options, env: { ...options.env, DISPLAY: name }, stdio: 'ignore' };
  const manager = windowManager ? spawnOrThrow('openbox', [], managerOptions) : undefined;
  return {
    name,
    width,
    height,
    async close() {
      if (manager) await endProcess(manager);
      await endProcess(server);
    },
  };
}

function spawnOrThrow(program: string, args: readonly string[], options: SpawnOptions): ChildProcess {
  const path = findProgram(program);
  if (!path) throw new Error(`${program} is not installed`);
  return spawn(path, args, options);
}

function firstLine(child: ChildProcess, program: string): Promise<string> {
  const pipe = child.stdio[3] as Readable;
  return new Promise((resolve, reject) => {
    let text = '';
    pipe.setEncoding('utf8');
    pipe.on('data', (data: string) => {
      text += data;
      if (text.includes('\n')) resolve(text.trim());
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`${program} ended with ${code} before it had a display`)));
  });
}
