import type { GuestServerLink, ServerWelcome } from '@alongside/agent-core';
import {
  AppError,
  type Clock,
  type Disposable,
  Emitter,
  type ErrorCode,
  type Event,
  type Logger,
  Observable,
  type RandomSource,
  type SigningKey,
  toAppError,
} from '@alongside/base';
import { type GuestTicket, guestSocket, type ServerTrouble } from '@alongside/protocol';
import { Connection, contract, type Transport } from '@alongside/rpc';
import { fullJitterDelayMs } from '../desk/backoff.ts';

export interface GuestSocketParts {
  readonly token: string;
  readonly requestId: string;
  readonly identity: SigningKey;
  readonly browser: string;
  readonly screen: boolean;
  /** An open WebSocket to /ws/guest. */
  readonly openTransport: () => Promise<Transport>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/** After these, asking again changes nothing. */
const FINAL: readonly ErrorCode[] = [
  'auth.refused',
  'auth.key-mismatch',
  'ticket.wrong-state',
  'policy.forbidden',
  'device.online',
  'environment.running-already',
];
const CONNECT_TIMEOUT_MS = 10_000;
/** As often as the server pings, which no page sees (DESIGN 4). */
const BEAT_EACH_MS = 20_000;

/** The socket `/ws/guest` of a page that was opened by a ticket's link: proves key and link, and comes back when lost. */
export class GuestSocket implements GuestServerLink, Disposable {
  readonly #parts: GuestSocketParts;
  readonly #changed = new Emitter<Connection | undefined>();
  readonly trouble = new Observable<ServerTrouble | undefined>(undefined);
  readonly forgotten = new Observable(false);
  /** Why it will not come back; the page says it. */
  readonly refused = new Observable<AppError | undefined>(undefined);
  #open: Connection | undefined;
  #connection: Connection | undefined;
  #ticket: GuestTicket | undefined;
  #retry: Disposable | undefined;
  #attempt = 0;
  #disposed = false;

  readonly onConnection: Event<Connection | undefined> = this.#changed.event;

  constructor(parts: GuestSocketParts) {
    this.#parts = parts;
  }

  /** Begins, once everybody listens. */
  start(): void {
    void this.#connect();
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  get ticket(): GuestTicket | undefined {
    return this.#ticket;
  }

  get deviceId(): string {
    return this.#ticket?.guestId ?? '';
  }

  get welcome(): ServerWelcome | undefined {
    if (!this.#ticket) return undefined;
    const { organisation, techniciansAvailable } = this.#ticket;
    return { organisation, techniciansAvailable, serverTime: this.#parts.clock.now() };
  }

  dispose(): void {
    this.#disposed = true;
    this.#retry?.dispose();
    this.#open?.close('the page ends');
  }

  async #connect(): Promise<void> {
    try {
      const transport = await this.#parts.openTransport();
      if (this.#disposed) return transport.close('the page ends');
      this.#listen(transport);
    } catch (thrown) {
      this.#handleLost(toAppError(thrown));
    }
  }

  #listen(transport: Transport): void {
    const { clock, logger } = this.#parts;
    const connection = new Connection(transport, {
      local: 'agent',
      remote: 'server',
      contract: contract(guestSocket),
      clock,
      logger,
    });
    this.#open = connection;
    let refusal: AppError | undefined;
    const timeout = clock.after(CONNECT_TIMEOUT_MS, () => connection.close('no answer'));
    connection.on(guestSocket.guestChallenge, ({ nonce }) => {
      this.#prove(connection, nonce).then(
        () => timeout.dispose(),
        (thrown: unknown) => {
          refusal = toAppError(thrown);
          connection.close('not proven');
        },
      );
    });
    connection.on(guestSocket.guestOut, ({ code }) => this.refused.set(new AppError(code, 'nobody comes to this page any more')));
    const beats = clock.every(BEAT_EACH_MS, () => this.#beat(connection));
    connection.onClose((reason) => {
      timeout.dispose();
      beats.dispose();
      this.#handleLost(refusal ?? toAppError(reason, 'rpc.closed'));
    });
  }

  /** A socket whose other end is gone stays open for minutes, and its user would wait for somebody who cannot come. */
  #beat(connection: Connection): void {
    connection.call(guestSocket.guestBeat, {}).catch((thrown: unknown) => {
      if (toAppError(thrown).code === 'request.timeout') connection.close('no answer');
    });
  }

  async #prove(connection: Connection, nonce: string): Promise<void> {
    const { token, requestId, identity, browser, screen } = this.#parts;
    const text = guestSocket.guestProofText({ nonce, requestId, token });
    const signature = await identity.sign(new TextEncoder().encode(text));
    const { publicKey } = identity;
    this.#ticket = await connection.call(guestSocket.guestProve, { token, requestId, publicKey, browser, screen, signature });
    if (this.#disposed || !connection.open) return;
    this.#attempt = 0;
    this.#connection = connection;
    this.#changed.fire(connection);
  }

  #handleLost(error: AppError): void {
    const { clock, random, logger } = this.#parts;
    const had = this.#connection !== undefined;
    this.#open = undefined;
    this.#connection = undefined;
    if (had) this.#changed.fire(undefined);
    if (this.#disposed) return;
    if (FINAL.includes(error.code)) return this.refused.set(error);
    logger.warn('the server is away', { code: error.code });
    this.#retry = clock.after(fullJitterDelayMs(this.#attempt, random), () => void this.#connect());
    this.#attempt += 1;
  }
}
