import {
  AppError,
  type Clock,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  Observable,
  type RandomSource,
  type SigningKey,
  toAppError,
} from '@alongside/base';
import { consoleSocket, type Presence, type SignalParams, type TicketSummary, type ToldNow } from '@alongside/protocol';
import { Connection, contract, type NotificationMessage, type RequestMessage, type Transport } from '@alongside/rpc';
import type { z } from 'zod';
import { fullJitterDelayMs } from './backoff.ts';
import type { DeskState } from './desk-state.ts';

export interface Queue {
  readonly tickets: readonly TicketSummary[];
  /** All open tickets, of which `tickets` has at most 200. */
  readonly openCount: number;
}
export type Colleague = z.infer<typeof consoleSocket.colleaguesChanged.params>['technicians'][number];
export type JoinAnswered = z.infer<typeof consoleSocket.joinAnswered.params>;
export type ServerChat = z.infer<typeof consoleSocket.consoleChatSaid.params>;
export type TicketChanged = z.infer<typeof consoleSocket.ticketChanged.params>;
export type DiagnosisChanged = z.infer<typeof consoleSocket.diagnosisChanged.params>;
export type ProblemAsked = z.infer<typeof consoleSocket.problemAsked.params>;
export type DeviceHere = z.infer<typeof consoleSocket.devicePresence.params>;

export type KeysState = z.infer<typeof consoleSocket.keysChanged.params>;

export interface RegisteredKey {
  readonly keyId: string;
  readonly key: SigningKey;
}

export interface DeskClientParts {
  /** An open WebSocket to /ws/console. */
  readonly openTransport: () => Promise<Transport>;
  /** POST /api/socket-token; rejects with `auth.required` once the HTTP session is over. */
  readonly socketToken: () => Promise<string>;
  /** This browser's key, registered to the account (POST /api/keys, which answers the same for the same key). */
  readonly registerKey: () => Promise<RegisteredKey>;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

const CONTRACT = contract(consoleSocket);
/** From the start of a try until the desk has answered. */
const CONNECT_TIMEOUT_MS = 10_000;
/** As often as the server pings, which no page sees (DESIGN 4). */
const BEAT_EACH_MS = 20_000;
const BEAT_ANSWER_MS = 10_000;
/** Where there is reason to doubt: the network came back, and may be another one. */
const DOUBTED_ANSWER_MS = 3_000;

/** The socket to the server: comes back by itself, and tells what it heard. A live session does not need it. */
export class DeskClient implements Disposable {
  readonly state = new Observable<DeskState>({ state: 'connecting', attempt: 0 });
  readonly queue = new Observable<Queue | undefined>(undefined);
  readonly colleagues = new Observable<readonly Colleague[]>([]);
  readonly presence = new Observable<Presence>('away');
  /** Whether this browser's key counts, and how many keys wait for this person; undefined until the server has told. */
  readonly keys = new Observable<KeysState | undefined>(undefined);
  readonly #parts: DeskClientParts;
  readonly #store = new DisposableStore();
  readonly #joinAnswered = new Emitter<JoinAnswered>();
  readonly #signalled = new Emitter<SignalParams>();
  readonly #chatSaid = new Emitter<ServerChat>();
  readonly #ticketChanged = new Emitter<TicketChanged>();
  readonly #diagnosis = new Emitter<DiagnosisChanged>();
  readonly #deviceHere = new Emitter<DeviceHere>();
  readonly #fleet = new Emitter<object>();
  readonly #notices = new Emitter<object>();
  readonly #told = new Emitter<ToldNow>();
  readonly #problemAsked = new Emitter<ProblemAsked>();
  readonly onJoinAnswered: Event<JoinAnswered> = this.#joinAnswered.event;
  readonly onSignal: Event<SignalParams> = this.#signalled.event;
  readonly onChat: Event<ServerChat> = this.#chatSaid.event;
  readonly onTicketChanged: Event<TicketChanged> = this.#ticketChanged.event;
  readonly onDiagnosis: Event<DiagnosisChanged> = this.#diagnosis.event;
  readonly onDevice: Event<DeviceHere> = this.#deviceHere.event;
  /** Something of the fleet changed; what, is to be read. */
  readonly onFleet: Event<object> = this.#fleet.event;
  /** This person's notices changed. */
  readonly onNotices: Event<object> = this.#notices.event;
  /** To be shown or heard now. */
  readonly onTold: Event<ToldNow> = this.#told.event;
  /** A known problem has so many cases now that the developers are asked. */
  readonly onProblemAsked: Event<ProblemAsked> = this.#problemAsked.event;
  #connection: Connection | undefined;
  #registered: RegisteredKey | undefined;
  #retry: Disposable | undefined;
  #attempt = 0;
  /** Counts tries, so that one that was given up comes to nothing. */
  #try = 0;

  constructor(parts: DeskClientParts) {
    this.#parts = parts;
    this.#store.defer(() => this.#retry?.dispose());
    this.#store.defer(() => this.#connection?.close('signed out'));
  }

  start(): void {
    void this.#connect();
  }

  /** For the button beside "reconnecting", and for `online` of the browser. */
  retryNow(): void {
    if (this.state.value.state === 'waiting') void this.#connect();
    else if (this.#connection && this.state.value.state === 'online') this.#beat(this.#connection, DOUBTED_ANSWER_MS);
  }

  /** Rejects with `rpc.closed` while the server is away. */
  call<P, R>(message: RequestMessage<P, R>, params: P): Promise<R> {
    if (!this.#connection || this.state.value.state !== 'online') {
      return Promise.reject(new AppError('rpc.closed', 'there is no connection to the server now'));
    }
    return this.#connection.call(message, params);
  }

  /** Dropped while the server is away. */
  notify<P>(message: NotificationMessage<P>, params: P): void {
    if (this.state.value.state === 'online') this.#connection?.notify(message, params);
  }

  async setPresence(presence: Presence): Promise<void> {
    await this.call(consoleSocket.presenceSet, { presence });
    this.presence.set(presence);
  }

  /** The registered key, once the first connection was made. */
  get registered(): RegisteredKey | undefined {
    return this.#registered;
  }

  dispose(): void {
    this.#store.dispose();
  }

  async #connect(): Promise<void> {
    this.#retry?.dispose();
    this.#retry = undefined;
    this.#try += 1;
    const nth = this.#try;
    const error = this.state.value.state === 'waiting' ? this.state.value.error : undefined;
    this.state.set({ state: 'connecting', attempt: this.#attempt, error });
    // A network that swallows everything keeps a request of a browser's waiting for minutes, also once it is back.
    const limit = this.#parts.clock.after(CONNECT_TIMEOUT_MS, () => {
      this.#try += 1;
      this.#fail(new AppError('rpc.closed', 'the server does not answer'));
    });
    try {
      this.#registered ??= await this.#parts.registerKey();
      const token = await this.#parts.socketToken();
      const transport = await this.#parts.openTransport();
      if (this.#store.disposed) return transport.close('signed out');
      if (nth !== this.#try) return transport.close('too late');
      this.#listen(transport, token, this.#registered);
    } catch (thrown) {
      if (nth === this.#try) this.#fail(toAppError(thrown));
    } finally {
      limit.dispose();
    }
  }

  #listen(transport: Transport, token: string, registered: RegisteredKey): void {
    const connection = new Connection(transport, {
      local: 'technician',
      remote: 'server',
      contract: CONTRACT,
      clock: this.#parts.clock,
      logger: this.#parts.logger,
    });
    this.#connection = connection;
    const timeout = this.#parts.clock.after(CONNECT_TIMEOUT_MS, () => connection.close('no answer'));
    const beats = this.#parts.clock.every(BEAT_EACH_MS, () => this.#beat(connection, BEAT_ANSWER_MS));
    let failure: AppError | undefined;
    connection.onClose((reason) => {
      timeout.dispose();
      beats.dispose();
      if (this.#connection !== connection) return;
      this.#connection = undefined;
      this.#fail(failure ?? new AppError('rpc.closed', `the connection to the server was lost: ${reason}`));
    });
    connection.on(consoleSocket.consoleChallenge, ({ nonce }) => {
      this.#authenticate(connection, nonce, token, registered).then(
        () => timeout.dispose(),
        (thrown: unknown) => {
          failure = toAppError(thrown);
          // The server may have forgotten this browser's key, or takes it no more: the next try registers one again.
          if (failure.code === 'auth.key-mismatch' || failure.code === 'auth.key-removed') this.#registered = undefined;
          connection.close('not authenticated');
        },
      );
    });
    connection.on(consoleSocket.queueChanged, (queue) => this.queue.set(queue));
    connection.on(consoleSocket.colleaguesChanged, ({ technicians }) => this.colleagues.set(technicians));
    connection.on(consoleSocket.keysChanged, (keys) => this.keys.set(keys));
    connection.on(consoleSocket.diagnosisChanged, (change) => this.#diagnosis.fire(change));
    connection.on(consoleSocket.ticketChanged, (change) => this.#ticketChanged.fire(change));
    connection.on(consoleSocket.joinAnswered, (answer) => this.#joinAnswered.fire(answer));
    connection.on(consoleSocket.consoleSignalled, (signal) => this.#signalled.fire(signal));
    connection.on(consoleSocket.consoleChatSaid, (said) => this.#chatSaid.fire(said));
    connection.on(consoleSocket.devicePresence, (device) => this.#deviceHere.fire(device));
    connection.on(consoleSocket.problemAsked, (asked) => this.#problemAsked.fire(asked));
    connection.on(consoleSocket.fleetChanged, (change) => this.#fleet.fire(change));
    connection.on(consoleSocket.noticesChanged, (change) => this.#notices.fire(change));
    connection.on(consoleSocket.noticeTold, (told) => this.#told.fire(told));
  }

  /** A socket whose other end is gone stays open for minutes, and would show a desk at which nothing happens. */
  #beat(connection: Connection, timeoutMs: number): void {
    connection.call(consoleSocket.consoleBeat, {}, { timeoutMs }).catch((thrown: unknown) => {
      if (toAppError(thrown).code === 'request.timeout') connection.close('no answer');
    });
  }

  async #authenticate(connection: Connection, nonce: string, token: string, registered: RegisteredKey): Promise<void> {
    const { key, keyId } = registered;
    const signature = await key.sign(new TextEncoder().encode(`alongside-console/1\n${nonce}\n${keyId}`));
    const result = await connection.call(consoleSocket.consoleAuthenticate, { token, keyId, signature });
    this.#attempt = 0;
    this.presence.set(result.presence);
    this.state.set({
      state: 'online',
      user: result.user,
      organisation: result.organisation,
      clockOffsetMs: result.serverTime - this.#parts.clock.now(),
    });
  }

  #fail(error: AppError): void {
    if (this.#store.disposed) return;
    if (error.code === 'auth.required') {
      this.state.set({ state: 'signed-out' });
      return;
    }
    const delayMs = fullJitterDelayMs(this.#attempt, this.#parts.random);
    this.#attempt += 1;
    this.#parts.logger.debug('no connection to the server', { code: error.code, message: error.message, delayMs });
    this.state.set({ state: 'waiting', attempt: this.#attempt, retryAt: this.#parts.clock.now() + delayMs, error });
    this.#retry = this.#parts.clock.after(delayMs, () => void this.#connect());
  }
}
