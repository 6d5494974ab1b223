import { type ChildProcess, execFile, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { onTestFinished } from 'vitest';

/** Why tests on a real X server are skipped, or false. Printed, so that a skipped run does not look like a good one. */
export function missingPrograms(...programs: readonly string[]): false | string {
  const folders = (process.env.PATH ?? '').split(':');
  const missing = programs.filter((program) => !folders.some((folder) => existsSync(join(folder, program))));
  if (missing.length === 0) return false;
  const reason = `skipped: ${missing.join(', ')} not installed`;
  // biome-ignore lint/suspicious/noConsole: the printed reason is the point.
  console.warn(reason);
  return reason;
}

/** Looks again and again until there is something; the test's own time-out is the limit. */
export async function until<T>(look: () => Promise<T | undefined | false> | T | undefined | false): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

export interface Observer {
  /** All that it has printed. */
  output(): string;
  readonly process: ChildProcess;
}

export interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** An X server of the test's own, on a display that was free, with programs in it that end with it. */
export class TestXServer {
  readonly display: string;
  readonly folder: string;
  readonly process: ChildProcess;
  readonly #children: ChildProcess[] = [];

  private constructor(process: ChildProcess, display: string, folder: string) {
    this.process = process;
    this.display = display;
    this.folder = folder;
  }

  static async start(program = 'Xvfb', args: readonly string[] = ['-screen', '0', '1280x720x24']): Promise<TestXServer> {
    const folder = mkdtempSync(join(tmpdir(), 'alongside-x11-'));
    const server = spawn(program, ['-displayfd', '3', '-nolisten', 'tcp', '-noreset', ...args], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    });
    const told = server.stdio[3] as Readable;
    const number = await new Promise<string>((resolve, reject) => {
      let text = '';
      told.on('data', (data: Buffer) => {
        text += data.toString();
        if (text.includes('\n')) resolve(text.trim());
      });
      server.once('exit', (code) => reject(new Error(`${program} ended with ${code}`)));
    });
    return new TestXServer(server, `:${number}`, folder);
  }

  get env(): Record<string, string> {
    return {
      PATH: process.env.PATH ?? '',
      HOME: this.folder,
      DISPLAY: this.display,
      XAUTHORITY: join(this.folder, 'none'),
      LC_ALL: 'C.UTF-8',
    };
  }

  spawn(program: string, args: readonly string[] = []): ChildProcess {
    const child = spawn(program, args, { env: this.env, stdio: ['ignore', 'pipe', 'ignore'] });
    this.#children.push(child);
    return child;
  }

  /** A program whose output is looked at while it runs. */
  observe(program: string, args: readonly string[]): Observer {
    const child = this.spawn('stdbuf', ['-oL', program, ...args]);
    let text = '';
    child.stdout?.on('data', (data: Buffer) => {
      text += data.toString();
    });
    return { output: () => text, process: child };
  }

  run(program: string, ...args: readonly string[]): Promise<string> {
    return new Promise((resolve, reject) => {
      execFile(program, args, { env: this.env }, (error, stdout) => (error ? reject(error) : resolve(stdout)));
    });
  }

  async startWindowManager(): Promise<void> {
    // Its hints on the root come before it takes on new windows; a window that is shown in between is lost.
    const ready = join(this.folder, 'openbox-ready');
    this.spawn('openbox', ['--startup', `touch ${ready}`]);
    await until(() => existsSync(ready));
  }

  /** Waits for a window that is shown, by its title; returns its X id. */
  window(title: string): Promise<number> {
    return until(async () => {
      const found = await this.run('xdotool', 'search', '--onlyvisible', '--name', title).catch(() => '');
      const last = found.trim().split('\n').at(-1);
      return last ? Number(last) : undefined;
    });
  }

  async geometry(window: number): Promise<Rectangle> {
    const text = await this.run('xwininfo', '-id', String(window));
    const number = (label: string) => Number(new RegExp(`${label}:\\s+(-?\\d+)`, 'u').exec(text)?.[1]);
    return {
      x: number('Absolute upper-left X'),
      y: number('Absolute upper-left Y'),
      width: number('Width'),
      height: number('Height'),
    };
  }

  /** Gives a window the focus and waits until it has it. */
  async focus(window: number): Promise<void> {
    await this.run('xdotool', 'windowactivate', String(window));
    // For a moment nothing has the focus, which xdotool calls a failure.
    await until(async () => (await this.run('xdotool', 'getactivewindow').catch(() => '')).trim() === String(window));
  }

  async pointer(): Promise<{ readonly x: number; readonly y: number }> {
    const text = await this.run('xdotool', 'getmouselocation', '--shell');
    return { x: Number(/X=(-?\d+)/u.exec(text)?.[1]), y: Number(/Y=(-?\d+)/u.exec(text)?.[1]) };
  }

  async stop(): Promise<void> {
    const all = [...this.#children, this.process];
    const ended = all.map((child) =>
      child.exitCode !== null || child.signalCode !== null
        ? undefined
        : new Promise((resolve) => {
            child.once('exit', resolve);
          }),
    );
    for (const child of all) child.kill('SIGKILL');
    await Promise.all(ended);
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** One for a single test, which ends with it however it ends. */
export async function startForTest(...args: Parameters<typeof TestXServer.start>): Promise<TestXServer> {
  const server = await TestXServer.start(...args);
  onTestFinished(() => server.stop());
  return server;
}

/** Ends a process and its descendants, which Chromium leaves behind otherwise. Those that are gone already are no matter. */
export function killTree(pid: number): void {
  const table = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).split('\n');
  const pairs = table.map((line) => line.trim().split(/\s+/u).map(Number));
  const family = new Set([pid]);
  for (let before = 0; before < family.size; ) {
    before = family.size;
    for (const [child, parent] of pairs) if (child && family.has(parent ?? 0)) family.add(child);
  }
  for (const member of family) {
    try {
      process.kill(member, 'SIGKILL');
    } catch {
      // Gone.
    }
  }
}
