import { AppError, type Disposable, Observable, toDisposable } from '@alongside/base';
import { session } from '@alongside/protocol';
import { type Connection, utf8Length } from '@alongside/rpc';
import type { z } from 'zod';

export type ShellOpened = z.infer<typeof session.shellOpen.result>;
export type ShellOutput = z.infer<typeof session.shellOutput.params>;
export type ShellExit = Omit<z.infer<typeof session.shellExited.params>, 'shellId'>;
export interface ShellSize {
  readonly cols: number;
  readonly rows: number;
}

/** What a window that is drawn later, or again, is shown of what came before. */
const KEPT_UNITS = 512 * 1024;
/** Drawn output is acknowledged in steps of this; far below the window, so that the flow never stands. */
const ACK_UNITS = session.SHELL_WINDOW / 8;
/** An agent keeps to the window; one that does not is not read any further. */
const MAX_UNDRAWN_UNITS = session.SHELL_WINDOW * 2;
/** Each unit may be up to 6 bytes once escaped, and the frame is bounded in bytes (session.ts). */
const INPUT_UNITS = 12 * 1024;
/** The other side drops what is typed beyond that while no program reads; and the link ends of more than it can hold. */
const MAX_WAITING_BYTES = 1024 * 1024;

/** One shell on the other machine: its output in order, acknowledged as it is drawn, and what is typed. */
export class ShellSession {
  readonly shellId: string;
  /** `bash`, `zsh`, … */
  readonly shell: string;
  readonly commandsReported: boolean;
  readonly mayOutlive: boolean;
  /** Undefined while it lives. */
  readonly exit = new Observable<ShellExit | undefined>(undefined);
  readonly #connection: Connection;
  readonly #listeners = new Set<(data: string) => void>();
  /** The last output, in pieces: one string would be copied whole with each. */
  #kept: string[] = [];
  #keptUnits = 0;
  #received = 0;
  #drawn = 0;
  #acknowledged = 0;

  constructor(opened: ShellOpened, connection: Connection) {
    this.shellId = opened.shellId;
    this.shell = opened.shell;
    this.commandsReported = opened.commandsReported;
    this.mayOutlive = opened.mayOutlive;
    this.#connection = connection;
  }

  /** Units of output that came so far. */
  get received(): number {
    return this.#received;
  }

  /**
   * Gives a listener what came before and then all that comes. One window at a time reads; say `drawn` for what it has
   * drawn, or the other side stops after the flow control's window.
   */
  read(listener: (data: string) => void): Disposable {
    const own = (data: string) => listener(data);
    this.#drawn = this.#received - this.#keptUnits;
    for (const data of this.#kept) own(data);
    this.#listeners.add(own);
    return toDisposable(() => this.#listeners.delete(own));
  }

  /** So many units more are on the screen. */
  drawn(units: number): void {
    this.#drawn = Math.min(this.#received, this.#drawn + Math.max(0, units));
    // What was drawn again for a new window had been acknowledged.
    if (this.#drawn - this.#acknowledged < ACK_UNITS || this.exit.value) return;
    this.#acknowledged = this.#drawn;
    this.#connection.notify(session.shellAck, { shellId: this.shellId, received: this.#acknowledged });
  }

  /** Types; long text goes in pieces. Throws `request.too-large` where nothing of it was typed, since not all of it can be. */
  input(data: string): void {
    if (this.exit.value) return;
    if (this.#connection.bufferedBytes + utf8Length(data) > MAX_WAITING_BYTES) {
      throw new AppError('request.too-large', `more than ${MAX_WAITING_BYTES} bytes would wait to be typed`);
    }
    for (const piece of pieces(data)) this.#connection.notify(session.shellInput, { shellId: this.shellId, data: piece });
  }

  resize(size: ShellSize): void {
    if (!this.exit.value)
      this.#connection.notify(session.shellResize, { shellId: this.shellId, cols: size.cols, rows: size.rows });
  }

  /** Ends it. What follows is told by `exit`. */
  async close(): Promise<void> {
    if (!this.exit.value) await this.#connection.call(session.shellClose, { shellId: this.shellId });
  }

  handleOutput({ offset, data }: ShellOutput): void {
    // The link brings each frame once and in order; what an end sends again all the same is not shown twice.
    const fresh = offset < this.#received ? data.slice(this.#received - offset) : data;
    if (fresh === '' || this.exit.value) return;
    if (this.#received - this.#acknowledged > MAX_UNDRAWN_UNITS) return;
    this.#received = Math.max(this.#received, offset) + fresh.length;
    this.#keep(fresh);
    for (const listener of [...this.#listeners]) listener(fresh);
  }

  handleExit(exit: ShellExit): void {
    if (!this.exit.value) this.exit.set(exit);
  }

  #keep(data: string): void {
    this.#kept.push(data);
    this.#keptUnits += data.length;
    while (this.#keptUnits - (this.#kept[0]?.length ?? 0) >= KEPT_UNITS) this.#keptUnits -= this.#kept.shift()?.length ?? 0;
  }
}

/** Never cut inside a surrogate pair: half of one is another character to whoever reads it. */
function* pieces(data: string): Generator<string> {
  for (let at = 0; at < data.length; ) {
    let end = Math.min(data.length, at + INPUT_UNITS);
    if (end < data.length && /[\ud800-\udbff]/u.test(data.charAt(end - 1))) end -= 1;
    yield data.slice(at, end);
    at = end;
  }
}
