import { type Clock, type Disposable, Emitter, type Event, type Logger, type RandomSource } from '@alongside/base';
import { Connection, type Contract, webSocketTransport } from '@alongside/rpc';
import type { WebSocket } from 'ws';
import type { Admission } from './loopback-site.ts';
import { OneTimeSecrets } from './one-time-secrets.ts';

/** Page contracts carry up to 450 KiB (a frame between peers, escaped). */
const MAX_FRAME_BYTES = 512 * 1024;

export interface PageSlotOptions {
  readonly contract: Contract;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/** The place of one page: at most one connection, entered with a one-time secret. */
export class PageSlot implements Disposable {
  readonly #options: PageSlotOptions;
  readonly #changed = new Emitter<Connection | undefined>();
  readonly #second = new Emitter<void>();
  readonly #late = new Emitter<void>();
  /** For a page that is being opened. */
  readonly tokens: OneTimeSecrets;
  /** For the page that was here, when it has to connect again. */
  readonly #resume: OneTimeSecrets;
  #connection: Connection | undefined;

  readonly onConnection: Event<Connection | undefined> = this.#changed.event;
  /** Somebody came while the page was there. */
  readonly onSecond: Event<void> = this.#second.event;
  /** The page that is being opened came with a secret whose time was over: it cannot come in by itself any more. */
  readonly onLate: Event<void> = this.#late.event;

  constructor(options: PageSlotOptions) {
    this.#options = options;
    this.tokens = new OneTimeSecrets(options.clock, options.random);
    this.#resume = new OneTimeSecrets(options.clock, options.random);
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  admit(secret: string): Admission {
    if (this.#connection !== undefined) {
      this.#second.fire();
      return 'second-page';
    }
    const use = this.tokens.use(secret);
    if (use === 'used' || this.#resume.use(secret) === 'used') return 'accepted';
    if (use === 'too-late') this.#late.fire();
    return 'refused';
  }

  /** A secret for the page that is here now; those before end. */
  issueResumeSecret(): string {
    this.#resume.clear();
    return this.#resume.issue(Number.POSITIVE_INFINITY);
  }

  /** No secret that was given out works any more. */
  forget(): void {
    this.tokens.clear();
    this.#resume.clear();
  }

  /** Takes the admitted page's socket. */
  enter(socket: WebSocket): void {
    const { contract, clock, logger } = this.#options;
    const connection = new Connection(webSocketTransport(socket), {
      local: 'core',
      remote: 'page',
      contract,
      clock,
      logger,
      maxFrameBytes: MAX_FRAME_BYTES,
    });
    connection.onClose(() => this.#leave(connection));
    this.#connection = connection;
    this.#changed.fire(connection);
  }

  /** Closes the page's connection, where there is one. */
  close(reason: string): void {
    this.#connection?.close(reason);
  }

  dispose(): void {
    this.forget();
    this.close('the agent ends');
    this.#changed.dispose();
    this.#second.dispose();
    this.#late.dispose();
  }

  #leave(connection: Connection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    this.#changed.fire(undefined);
  }
}
