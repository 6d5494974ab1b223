import type { ServerLink, ServerWelcome } from '@alongside/agent-core';
import {
  type AppError,
  type Clock,
  type Disposable,
  Emitter,
  type Event,
  type Logger,
  Observable,
  type RandomSource,
  type SigningKey,
  toAppError,
} from '@alongside/base';
import { deviceSocket, readRetryAfter, retryAfterReason, type ServerTrouble } from '@alongside/protocol';
import { Connection, contract, webSocketTransport } from '@alongside/rpc';
import { WebSocket } from 'ws';
import { Backoff } from './backoff.ts';
import { checkServer } from './server-address.ts';
import { connectionOptions } from './server-connection.ts';
import { serverFailure } from './server-failure.ts';

const HANDSHAKE_MS = 10_000;
const HEARTBEAT_MS = 20_000;
/** For an answer where there is reason to doubt. */
const DOUBTED_ANSWER_MS = 3_000;
/** DESIGN 4: signaling is small. */
const MAX_MESSAGE_BYTES = 64 * 1024;
/** Asking again soon changes nothing where the server knows no such device. */
const REFUSED_RETRY_MS = 60_000;
const REFUSALS: readonly string[] = ['device.not-enrolled', 'auth.key-mismatch', 'auth.refused'];

export type ServerLinkState =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'online' }
  /** `reason` is for the log. */
  | { readonly kind: 'away'; readonly reason: string }
  | { readonly kind: 'refused'; readonly error: AppError };

export interface ServerLinkOptions {
  /** Origin, https, or http on this machine. */
  readonly server: string;
  /** The only authority that may vouch for it, PEM; where absent, those that this system trusts. */
  readonly ca?: string | undefined;
  readonly deviceId: string;
  readonly identity: SigningKey;
  readonly agentVersion: string;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: NodeJS.ProcessEnv;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/** One socket, from its opening to its end. */
interface Attempt {
  readonly socket: WebSocket;
  readonly connection: Connection;
  challenged: boolean;
  /** What the server said against this device. */
  refusal: AppError | undefined;
  /** Why the socket broke, and when the server wants to be called again. */
  failure: string | undefined;
  trouble: ServerTrouble | undefined;
  retryAfterMs: number | undefined;
}

/** The socket `/ws/device`, for as long as this object lives: proves the device key, beats, and comes back when lost. */
export class WebSocketServerLink implements ServerLink, Disposable {
  readonly #options: ServerLinkOptions;
  readonly #backoff: Backoff;
  readonly #changed = new Emitter<Connection | undefined>();
  readonly #state = new Observable<ServerLinkState>({ kind: 'connecting' });
  readonly trouble = new Observable<ServerTrouble | undefined>(undefined);
  readonly forgotten = new Observable(false);
  #attempt: Attempt | undefined;
  #connection: Connection | undefined;
  #welcome: ServerWelcome | undefined;
  #retry: Disposable | undefined;
  #disposed = false;

  readonly onConnection: Event<Connection | undefined> = this.#changed.event;
  readonly onState: Event<ServerLinkState> = this.#state.onChange;

  /** Throws `request.invalid` for a server that may not be spoken to. */
  constructor(options: ServerLinkOptions) {
    checkServer(options.server);
    this.#options = options;
    this.#backoff = new Backoff(options.random);
  }

  /** Begins, once, when everybody listens: what the server says first (its lists, a waiting offer) is said once. */
  open(): void {
    if (!this.#attempt && !this.#retry && !this.#disposed) this.#connect();
  }

  get connection(): Connection | undefined {
    return this.#connection;
  }

  get deviceId(): string {
    return this.#options.deviceId;
  }

  get welcome(): ServerWelcome | undefined {
    return this.#welcome;
  }

  get state(): ServerLinkState {
    return this.#state.value;
  }

  doubt(): void {
    const { socket } = this.#attempt ?? {};
    if (socket?.readyState !== WebSocket.OPEN) return;
    const limit = this.#options.clock.after(DOUBTED_ANSWER_MS, () => socket.terminate());
    for (const answer of ['pong', 'close'] as const) socket.once(answer, () => limit.dispose());
    socket.ping();
  }

  dispose(): void {
    this.#disposed = true;
    this.#retry?.dispose();
    const attempt = this.#attempt;
    attempt?.connection.close('the agent ends');
    // The closing handshake may take long; the process must not wait for it.
    attempt?.socket.terminate();
    this.#changed.dispose();
  }

  #connect(): void {
    const { server, environment, clock, logger } = this.#options;
    const socket = new WebSocket(`${server.replace(/^http/u, 'ws')}/ws/device`, {
      handshakeTimeout: HANDSHAKE_MS,
      perMessageDeflate: false,
      maxPayload: MAX_MESSAGE_BYTES,
      maxFragments: 16,
      maxBufferedChunks: 1024,
      followRedirects: false,
      // One message a turn: listeners are there before the message that follows the proof's answer.
      allowSynchronousEvents: false,
      ...connectionOptions(this.#options, environment),
    });
    const connection = new Connection(webSocketTransport(socket), {
      local: 'agent',
      remote: 'server',
      contract: contract(deviceSocket),
      clock,
      logger,
    });
    const attempt: Attempt = {
      socket,
      connection,
      challenged: false,
      refusal: undefined,
      failure: undefined,
      trouble: undefined,
      retryAfterMs: undefined,
    };
    this.#attempt = attempt;
    socket.on('unexpected-response', (request, response) => {
      const seconds = Number(response.headers['retry-after']);
      if (seconds > 0) attempt.retryAfterMs = readRetryAfter(retryAfterReason(seconds * 1000));
      request.destroy(new Error(`status ${response.statusCode}`));
    });
    socket.on('error', (error) => {
      attempt.failure = error.message;
      attempt.trouble = serverFailure(error);
    });
    const beat = heartbeat(socket, clock);
    connection.on(deviceSocket.deviceChallenge, ({ nonce }) => void this.#prove(attempt, nonce));
    connection.onClose((reason) => {
      beat.dispose();
      // After a close of ours the closing handshake could take long.
      socket.terminate();
      attempt.retryAfterMs ??= readRetryAfter(reason);
      attempt.failure ??= reason;
      if (this.#attempt === attempt) this.#handleClose(attempt);
    });
  }

  async #prove(attempt: Attempt, nonce: string): Promise<void> {
    if (attempt.challenged) return;
    attempt.challenged = true;
    const { identity, deviceId, agentVersion } = this.#options;
    const { connection } = attempt;
    try {
      const signature = await identity.sign(new TextEncoder().encode(`alongside-device/1\n${nonce}\n${deviceId}`));
      const welcome = await connection.call(deviceSocket.deviceProve, { deviceId, signature, agentVersion });
      if (this.#disposed || this.#attempt !== attempt) return;
      this.#backoff.reset();
      this.#welcome = welcome;
      this.#connection = connection;
      this.trouble.set(undefined);
      this.forgotten.set(false);
      this.#state.set({ kind: 'online' });
      this.#changed.fire(connection);
    } catch (thrown) {
      const error = toAppError(thrown);
      if (REFUSALS.includes(error.code)) attempt.refusal = error;
      else attempt.failure ??= error.message;
      connection.close('not proven');
    }
  }

  #handleClose({ refusal, failure = '', trouble, retryAfterMs = 0 }: Attempt): void {
    this.#attempt = undefined;
    if (this.#disposed) return;
    const lost = this.#connection !== undefined;
    this.#connection = undefined;
    this.#state.set(refusal ? { kind: 'refused', error: refusal } : { kind: 'away', reason: failure });
    if (lost) this.#changed.fire(undefined);
    this.trouble.set(trouble);
    if (refusal) this.forgotten.set(true);
    const pauseMs = (refusal ? REFUSED_RETRY_MS : retryAfterMs) + this.#backoff.next();
    this.#options.logger.info('the server is away', { reason: refusal?.code ?? failure, pauseMs });
    this.#retry = this.#options.clock.after(pauseMs, () => this.#connect());
  }
}

/** A ping each 20 s; a socket that leaves one unanswered until the next is dead, whatever TCP believes. */
function heartbeat(socket: WebSocket, clock: Clock): Disposable {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  return clock.every(HEARTBEAT_MS, () => {
    if (!answered) return socket.terminate();
    if (socket.readyState !== WebSocket.OPEN) return;
    answered = false;
    socket.ping();
  });
}
