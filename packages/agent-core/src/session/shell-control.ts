import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type IncrementalHash,
  type RandomSource,
  randomId,
} from '@alongside/base';
import { session } from '@alongside/protocol';
import type { z } from 'zod';
import type { ShellCommand, ShellEnd, ShellPort, ShellProcess } from '../ports/index.ts';

type Output = z.infer<typeof session.shellOutput.params>;
type Exited = z.infer<typeof session.shellExited.params>;
type ExitReason = Exited['reason'];

const MAX_SHELLS = 4;
const MAX_UNREAD = 1024 * 1024;
/**
 * Besides the units: control characters take six bytes each on their way. All shells together must stay below what the link
 * holds through a loss, or the session ends of it (peer, MAX_UNACKNOWLEDGED_BYTES). Half of it is more than what the other
 * side draws between two acknowledgements.
 */
const MAX_FLYING_BYTES = 512 * 1024;
/** The user's own view of the shell, and what a page that opens late is shown. */
const MIRROR_UNITS = 32 * 1024;
/** DESIGN: what counts is entered at least this often. */
const REPORT_MS = 10_000;
/**
 * What follows within one picture of a screen goes together: of a program that prints dot by dot the link would else hold
 * more frames through a loss than it can, and the session would end of it (peer, MAX_UNACKNOWLEDGED_FRAMES).
 */
const GATHER_MS = 16;

export interface OutputReport {
  readonly shellId: string;
  /** UTF-16 units of output so far. */
  readonly units: number;
  /** SHA-256 over salt LF output so far. */
  readonly salt: string;
  readonly hash: string;
}

export interface ShellOpened {
  readonly shellId: string;
  readonly process: ShellProcess;
  readonly cols: number;
  readonly rows: number;
}

interface Running {
  readonly shellId: string;
  readonly process: ShellProcess;
  readonly store: DisposableStore;
  readonly salt: string;
  readonly hash: IncrementalHash;
  cols: number;
  rows: number;
  sent: number;
  acknowledged: number;
  /** Sent and not acknowledged, with what each part takes on its way. */
  readonly flying: { readonly upTo: number; readonly bytes: number }[];
  flyingBytes: number;
  reported: number;
  paused: boolean;
  /** Read, and not on its way yet. */
  gathered: string;
  /** Until it ends, what comes is gathered. */
  gathering: Disposable | undefined;
  recent: string;
  /** Typed since the last output: a program that does not read must not make it grow. */
  unread: number;
  ending: Promise<void> | undefined;
  /** Not only hung up, which gives it a moment to clean up. */
  killed: boolean;
}

/** Shells while `shell.run` lives: output under flow control, its hash, and the end of all that they started. */
export class ShellControl implements Disposable {
  readonly #parts: { port: ShellPort; clock: Clock; random: RandomSource; crypto: Crypto };
  readonly #shells = new Map<string, Running>();
  readonly #opened = new Emitter<ShellOpened>();
  readonly #output = new Emitter<Output>();
  readonly #command = new Emitter<ShellCommand & { shellId: string }>();
  readonly #report = new Emitter<OutputReport>();
  readonly #exited = new Emitter<Exited>();
  readonly #resized = new Emitter<{ shellId: string; cols: number; rows: number }>();
  #opening = 0;
  #frozen = false;
  /** Counts ends, so that a shell that was being opened when all ended is ended too. */
  #ends = 0;

  readonly onOpened: Event<ShellOpened> = this.#opened.event;
  readonly onOutput: Event<Output> = this.#output.event;
  readonly onCommand: Event<ShellCommand & { shellId: string }> = this.#command.event;
  readonly onReport: Event<OutputReport> = this.#report.event;
  readonly onExited: Event<Exited> = this.#exited.event;
  readonly onResized: Event<{ shellId: string; cols: number; rows: number }> = this.#resized.event;

  constructor(parts: { port: ShellPort; clock: Clock; random: RandomSource; crypto: Crypto }) {
    this.#parts = parts;
  }

  get open(): readonly { readonly shellId: string; readonly shell: string }[] {
    return [...this.#shells.values()].map(({ shellId, process }) => ({ shellId, shell: process.name }));
  }

  /** Throws `shell.unavailable`, `shell.too-many`, `consent.withdrawn`. */
  async openShell(size: { cols: number; rows: number }): Promise<z.infer<typeof session.shellOpen.result>> {
    if (this.#shells.size + this.#opening >= MAX_SHELLS) {
      throw new AppError('shell.too-many', `${MAX_SHELLS} command windows are open; close one first`);
    }
    const ends = this.#ends;
    this.#opening += 1;
    let process: ShellProcess;
    try {
      process = await this.#parts.port.open(size);
    } finally {
      this.#opening -= 1;
    }
    if (ends !== this.#ends) {
      await process.end('kill');
      throw new AppError('consent.withdrawn', 'commands were taken back while the shell was being opened');
    }
    return this.#adopt(process, size);
  }

  write(shellId: string, data: string): void {
    const shell = this.#shells.get(shellId);
    if (!shell || this.#frozen || shell.unread + data.length > MAX_UNREAD) return;
    shell.unread += data.length;
    shell.process.write(data);
  }

  resize(shellId: string, cols: number, rows: number): void {
    const shell = this.#shells.get(shellId);
    if (!shell) return;
    shell.cols = cols;
    shell.rows = rows;
    shell.process.resize(cols, rows);
    this.#resized.fire({ shellId, cols, rows });
  }

  acknowledge(shellId: string, received: number): void {
    const shell = this.#shells.get(shellId);
    if (!shell || received < shell.acknowledged || received > shell.sent) return;
    shell.acknowledged = received;
    while (shell.flying[0] !== undefined && shell.flying[0].upTo <= received) {
      shell.flyingBytes -= shell.flying.shift()?.bytes ?? 0;
    }
    if (shell.paused && shell.sent - received < session.SHELL_WINDOW / 2 && shell.flyingBytes < MAX_FLYING_BYTES / 2) {
      shell.paused = false;
      shell.process.resume();
    }
  }

  /** The mirror of a shell for a page that opens late. Throws `shell.not-found`. */
  mirror(shellId: string): { cols: number; rows: number; recent: string } {
    const shell = this.#shells.get(shellId);
    if (!shell) throw new AppError('shell.not-found', 'this command window is closed');
    return { cols: shell.cols, rows: shell.rows, recent: shell.recent };
  }

  /** While a dialog is open: every process of every shell is stopped, and nothing that is typed is kept for later. */
  setFrozen(frozen: boolean): void {
    if (frozen === this.#frozen) return;
    this.#frozen = frozen;
    for (const { process } of this.#shells.values()) {
      if (frozen) process.freeze();
      else process.thaw();
    }
  }

  /** Throws `shell.not-found`. */
  async close(shellId: string): Promise<void> {
    const shell = this.#shells.get(shellId);
    if (!shell) throw new AppError('shell.not-found', 'this command window is closed');
    await this.#end(shell, 'hangup', 'closed', null);
  }

  async endAll(how: ShellEnd, reason: ExitReason): Promise<void> {
    this.#ends += 1;
    await Promise.all([...this.#shells.values()].map((shell) => this.#end(shell, how, reason, null)));
  }

  dispose(): void {
    void this.endAll('kill', 'stopped');
  }

  #adopt(process: ShellProcess, size: { cols: number; rows: number }): z.infer<typeof session.shellOpen.result> {
    const shellId = randomId(this.#parts.random);
    const store = new DisposableStore();
    const salt = randomId(this.#parts.random);
    const hash = this.#parts.crypto.createHash();
    hash.update(`${salt}\n`);
    const shell: Running = {
      shellId,
      process,
      store,
      salt,
      hash,
      ...size,
      sent: 0,
      acknowledged: 0,
      flying: [],
      flyingBytes: 0,
      reported: 0,
      paused: false,
      gathered: '',
      gathering: undefined,
      recent: '',
      unread: 0,
      ending: undefined,
      killed: false,
    };
    this.#shells.set(shellId, shell);
    store.add(process);
    store.add(process.onData((data) => this.#handleData(shell, data)));
    store.add(process.onCommand((command) => this.#command.fire({ ...command, shellId })));
    store.add(process.onExit((exit) => void this.#end(shell, 'hangup', 'exited', exit)));
    store.add(this.#parts.clock.every(REPORT_MS, () => this.#reportOutput(shell)));
    if (this.#frozen) process.freeze();
    this.#opened.fire({ shellId, process, ...size });
    return { shellId, shell: process.name, commandsReported: process.commandsReported, mayOutlive: process.mayOutlive };
  }

  #handleData(shell: Running, data: string): void {
    if (shell.killed) return;
    shell.unread = 0;
    shell.gathered += data;
    if (!shell.gathering || shell.gathered.length >= session.SHELL_CHUNK) this.#send(shell);
  }

  #send(shell: Running): void {
    const { gathered } = shell;
    shell.gathered = '';
    shell.gathering ??= this.#parts.clock.after(GATHER_MS, () => {
      shell.gathering = undefined;
      if (shell.gathered !== '' && !shell.killed) this.#send(shell);
    });
    shell.recent = (shell.recent + gathered).slice(-MIRROR_UNITS);
    for (const part of chunks(gathered, session.SHELL_CHUNK)) {
      shell.hash.update(part);
      this.#output.fire({ shellId: shell.shellId, offset: shell.sent, data: part });
      shell.sent += part.length;
      const bytes = bytesInJson(part);
      shell.flying.push({ upTo: shell.sent, bytes });
      shell.flyingBytes += bytes;
    }
    const tooMuch = shell.sent - shell.acknowledged > session.SHELL_WINDOW || shell.flyingBytes > MAX_FLYING_BYTES;
    if (!shell.paused && tooMuch) {
      shell.paused = true;
      shell.process.pause();
    }
  }

  #reportOutput(shell: Running): void {
    if (shell.sent === shell.reported) return;
    shell.reported = shell.sent;
    this.#report.fire({ shellId: shell.shellId, units: shell.sent, salt: shell.salt, hash: shell.hash.digest() });
  }

  #end(
    shell: Running,
    how: ShellEnd,
    reason: ExitReason,
    exit: { exitCode: number | null; signal: string | null } | null,
  ): Promise<void> {
    const overtakes = how === 'kill' && shell.ending !== undefined && !shell.killed;
    // First: what it says while it dies goes nowhere.
    if (how === 'kill') shell.killed = true;
    if (overtakes) void this.#endProcess(shell, how);
    shell.ending ??= this.#finish(shell, how, reason, exit);
    return shell.ending;
  }

  async #finish(
    shell: Running,
    how: ShellEnd,
    reason: ExitReason,
    exit: { exitCode: number | null; signal: string | null } | null,
  ): Promise<void> {
    const survivors = await this.#endProcess(shell, how);
    this.#shells.delete(shell.shellId);
    if (!shell.killed) this.#send(shell);
    shell.gathering?.dispose();
    this.#reportOutput(shell);
    shell.store.dispose();
    this.#exited.fire({
      shellId: shell.shellId,
      exitCode: exit?.exitCode ?? null,
      signal: exit?.signal ?? null,
      reason,
      survivors: survivors.slice(0, 20).map((name) => name.slice(0, 120)),
    });
  }

  /** A shell that cannot be ended is still given up here, and named. */
  async #endProcess(shell: Running, how: ShellEnd): Promise<readonly string[]> {
    try {
      return await shell.process.end(how);
    } catch (error) {
      return [`${shell.process.name} (${error instanceof Error ? error.message : String(error)})`];
    }
  }
}

/** What a text takes as UTF-8 within a JSON string; never less. */
function bytesInJson(text: string): number {
  let bytes = 0;
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x20) bytes += 6;
    else if (unit === 0x22 || unit === 0x5c) bytes += 2;
    else if (unit < 0x80) bytes += 1;
    // Half of a pair is at most a lone one, which is escaped.
    else bytes += unit < 0x800 ? 2 : unit >= 0xd800 && unit < 0xe000 ? 6 : 3;
  }
  return bytes;
}

/** Parts of at most `size` units, never cut inside a surrogate pair. */
function* chunks(data: string, size: number): Generator<string> {
  for (let at = 0; at < data.length; ) {
    let end = Math.min(data.length, at + size);
    const last = data.charCodeAt(end - 1);
    if (end < data.length && last >= 0xd800 && last < 0xdc00) end -= 1;
    yield data.slice(at, end);
    at = end;
  }
}
