import { type Disposable, DisposableStore, Observable } from '@alongside/base';
import { session } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { type ShellExit, type ShellOutput, ShellSession, type ShellSize } from './shell-session.ts';

/** Output may overtake the answer that names its shell; so much of it is kept for then. */
const MAX_EARLY_FRAMES = 64;
/** A shell may be slow to start on a busy machine. */
const OPEN_TIMEOUT_MS = 20_000;
const MAX_KEPT_SHELLS = 16;

/** The shells of a session, the ended ones among them until their places are needed. */
export class Shells implements Disposable {
  /** In the order of their opening. */
  readonly all = new Observable<readonly ShellSession[]>([]);
  readonly #connection: Connection;
  readonly #store = new DisposableStore();
  #opening = 0;
  #early: (ShellOutput | (ShellExit & { readonly shellId: string }))[] = [];

  constructor(connection: Connection) {
    this.#connection = connection;
    this.#store.add(connection.on(session.shellOutput, (output) => this.#handle(output)));
    this.#store.add(connection.on(session.shellExited, (exit) => this.#handle(exit)));
  }

  /** Throws as the agent refuses: `consent.missing`, `shell.unavailable`, `shell.too-many`. */
  async open(size: ShellSize): Promise<ShellSession> {
    this.#opening += 1;
    try {
      const { cols, rows } = size;
      const opened = await this.#connection.call(session.shellOpen, { cols, rows }, { timeoutMs: OPEN_TIMEOUT_MS });
      const shell = new ShellSession(opened, this.#connection);
      const before = this.all.value.filter(({ shellId }) => shellId !== shell.shellId);
      const surplus = before
        .filter(({ exit }) => exit.value !== undefined)
        .slice(0, Math.max(0, before.length + 1 - MAX_KEPT_SHELLS));
      this.all.set([...before.filter((each) => !surplus.includes(each)), shell]);
      for (const early of this.#early.filter(({ shellId }) => shellId === shell.shellId)) this.#handle(early);
      return shell;
    } finally {
      this.#opening -= 1;
      if (this.#opening === 0) this.#early = [];
    }
  }

  /** The link or the session is over: nothing more will be heard of those that still live. */
  endAll(reason: ShellExit['reason']): void {
    for (const shell of this.all.value) shell.handleExit({ exitCode: null, signal: null, reason, survivors: [] });
  }

  dispose(): void {
    this.#store.dispose();
  }

  #handle(message: ShellOutput | (ShellExit & { readonly shellId: string })): void {
    const shell = this.all.value.find(({ shellId }) => shellId === message.shellId);
    if (!shell) {
      if (this.#opening > 0 && this.#early.length < MAX_EARLY_FRAMES) this.#early.push(message);
      return;
    }
    if ('data' in message) return shell.handleOutput(message);
    const { shellId: _, ...exit } = message;
    shell.handleExit(exit);
  }
}
