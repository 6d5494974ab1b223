import { constants } from 'node:os';
import type { ShellCommand, ShellEnd, ShellProcess } from '@alongside/agent-core';
import { Emitter, type Event, safeText } from '@alongside/base';
import type { IPty } from 'node-pty';
import type { ProcessFamily } from '../processes/index.ts';
import { type ShellMark, ShellMarkReader } from './shell-marks.ts';
import { ShownLines } from './shown-lines.ts';

const MAX_COLS = 500;
const MAX_ROWS = 300;
const MAX_COMMAND_LENGTH = 4000;

type ShellExit = { readonly exitCode: number | null; readonly signal: string | null };

/** One open terminal with the shell in it and all that came from it. */
export class NodePtyShell implements ShellProcess {
  readonly name: string;
  readonly commandsReported: boolean;
  readonly mayOutlive: boolean;
  readonly onData: Event<string>;
  readonly onCommand: Event<ShellCommand>;
  readonly onExit: Event<ShellExit>;
  readonly #pty: IPty;
  readonly #family: ProcessFamily;
  readonly #release: () => void;
  readonly #marks: ShellMarkReader;
  readonly #shown = new ShownLines();
  readonly #data = new Emitter<string>();
  readonly #command = new Emitter<ShellCommand>();
  readonly #exit = new Emitter<ShellExit>();
  /** At the shell's own prompt, so that it will report what is entered; false in whatever runs in it. */
  #atPrompt = false;
  #lastShown: string | undefined;
  #ended = false;
  #listening = false;
  #paused = false;

  constructor(options: {
    readonly pty: IPty;
    readonly name: string;
    readonly nonce: string;
    readonly family: ProcessFamily;
    readonly commandsReported: boolean;
    readonly mayOutlive: boolean;
    /** node-pty's own event, listened to from the start on. */
    readonly exited: Promise<{ readonly exitCode: number; readonly signal?: number | undefined }>;
    /** Called once, when nothing is left to watch or to clean up. */
    readonly release: () => void;
  }) {
    this.name = options.name;
    this.commandsReported = options.commandsReported;
    this.mayOutlive = options.mayOutlive;
    this.#pty = options.pty;
    this.#family = options.family;
    this.#release = options.release;
    this.#marks = new ShellMarkReader(options.nonce);
    this.onCommand = this.#command.event;
    this.onExit = this.#exit.event;
    this.onData = (listener) => {
      const subscription = this.#data.event(listener);
      // Nothing is read before somebody listens, so that the first prompt is not lost.
      if (!this.#listening) {
        this.#listening = true;
        if (!this.#paused) this.#pty.resume();
      }
      return subscription;
    };
    this.#pty.pause();
    this.#pty.onData((chunk) => this.#handleOutput(chunk));
    void options.exited.then(({ exitCode, signal }) => this.#handleExit(exitCode, signal));
  }

  /** Dropped while frozen: what is typed at a dialog's time must not run after it. */
  write(data: string): void {
    if (this.#ended || this.#family.frozen || data.length === 0) return;
    this.#shown.handleInput(data);
    this.#pty.write(data);
  }

  resize(cols: number, rows: number): void {
    if (this.#ended) return;
    try {
      this.#pty.resize(clamp(cols, MAX_COLS), clamp(rows, MAX_ROWS));
    } catch {
      // The terminal closed a moment ago and its exit is on the way: there is nothing to size any more.
    }
  }

  pause(): void {
    this.#paused = true;
    this.#pty.pause();
  }

  resume(): void {
    this.#paused = false;
    if (this.#listening) this.#pty.resume();
  }

  freeze(): void {
    this.#family.freeze();
  }

  thaw(): void {
    this.#family.thaw();
  }

  async end(how: ShellEnd): Promise<readonly string[]> {
    const survivors = await this.#family.end(how);
    if (survivors.length === 0) this.#release();
    return survivors;
  }

  dispose(): void {
    // The way out without an answer: whoever wants to know who survived calls `end` first.
    void this.end('kill');
  }

  #handleOutput(chunk: string): void {
    let text = '';
    for (const part of this.#marks.read(chunk)) {
      if (part.kind === 'mark') this.#handleMark(part.mark);
      else {
        text += part.text;
        for (const line of this.#shown.handleOutput(part.text)) this.#handleShown(line);
      }
    }
    if (text.length > 0) this.#data.fire(text);
  }

  #handleMark(mark: ShellMark): void {
    switch (mark.kind) {
      case 'prompt':
        this.#atPrompt = true;
        this.#lastShown = undefined;
        break;
      case 'command':
        this.#atPrompt = false;
        if (mark.line.length > 0) this.#tell('reported', mark.line);
        else if (this.#lastShown !== undefined) this.#tell('shown', this.#lastShown);
        this.#lastShown = undefined;
        break;
      case 'running':
      case 'finished':
        break;
    }
  }

  #handleShown(line: string): void {
    if (this.#atPrompt) this.#lastShown = line;
    else this.#tell('shown', line);
  }

  #tell(source: ShellCommand['source'], line: string): void {
    const text = safeText(line, MAX_COMMAND_LENGTH);
    if (text.length > 0) this.#command.fire({ source, line: text });
  }

  #handleExit(exitCode: number, signal: number | undefined): void {
    if (this.#ended) return;
    this.#ended = true;
    const held = this.#marks.end();
    if (held.length > 0) this.#data.fire(held);
    this.#exit.fire(signal ? { exitCode: null, signal: signalName(signal) } : { exitCode, signal: null });
    // What the shell left in the background ends with it.
    void this.end('hangup');
  }
}

function clamp(value: number, highest: number): number {
  return Number.isFinite(value) ? Math.min(Math.max(Math.trunc(value), 1), highest) : 1;
}

function signalName(signal: number): string {
  return Object.entries(constants.signals).find(([, number]) => number === signal)?.[0] ?? `signal ${signal}`;
}
