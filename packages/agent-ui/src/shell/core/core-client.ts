import {
  type Clock,
  type Disposable,
  DisposableStore,
  Emitter,
  type ErrorCode,
  type Event,
  type Logger,
  Observable,
  toAppError,
} from '@alongside/base';
import { type AgentView, type FixState, type HealthView, PAGE_CLOSE_CODES, type ScansView, shellPage } from '@alongside/protocol';
import {
  type BridgeLike,
  bridgeTransport,
  Connection,
  contract,
  type NotificationMessage,
  type RequestMessage,
  type Transport,
  webSocketTransport,
} from '@alongside/rpc';

/** How this page stands with the core. */
export type CoreState =
  | { readonly state: 'connecting' }
  | { readonly state: 'open' }
  /** The socket closed; the core has taken that as Stop. */
  | { readonly state: 'lost' }
  /** It did not come back. */
  | { readonly state: 'gone' }
  | { readonly state: 'refused'; readonly code: ErrorCode };

export interface LinkAddress {
  readonly url: string;
  readonly secret: string;
}

/** How the core is reached. */
export type CoreWay =
  | {
      readonly kind: 'socket';
      /** `ws://…/socket` of this page's own origin. */
      readonly address: string;
      /** The one-time token of the first `page/hello`. */
      readonly token: string;
    }
  /** The host knows this page by its window. */
  | { readonly kind: 'bridge'; readonly bridge: BridgeLike }
  /** The core lives in this very page. */
  | { readonly kind: 'within'; readonly transport: Transport };

export interface CoreClientOptions {
  readonly way: CoreWay;
  readonly clock: Clock;
  readonly logger: Logger;
}

const FIRST_RETRY_MS = 200;
const LONGEST_RETRY_MS = 3_000;
const GIVE_UP_AFTER_MS = 60_000;

type MirrorOutput = ReturnType<typeof shellPage.mirrorOutput.params.parse>;

/** The page's side of the core: the newest view, what the core tells besides, and the user's answers. */
export class CoreClient implements Disposable {
  readonly view = new Observable<AgentView | undefined>(undefined);
  readonly state = new Observable<CoreState>({ state: 'connecting' });
  readonly link = new Observable<LinkAddress | undefined>(undefined);
  readonly fix = new Observable<FixState>({ state: 'idle' });
  readonly health = new Observable<HealthView>({ scan: { state: 'idle' }, latest: null });
  readonly scans = new Observable<ScansView>({ waiting: null, running: null, consents: [], past: [] });
  /** How often the organisation's articles became others. */
  readonly articleChanges = new Observable(0);
  readonly #options: CoreClientOptions;
  readonly #output = new Emitter<MirrorOutput>();
  readonly #resized = new Emitter<{ shellId: string; cols: number; rows: number }>();
  readonly #store = new DisposableStore();
  #secret: string;
  #connection: Connection | undefined;
  #lostAt: number | undefined;
  #retryMs = FIRST_RETRY_MS;

  readonly onMirrorOutput: Event<MirrorOutput> = this.#output.event;
  readonly onMirrorResized: Event<{ shellId: string; cols: number; rows: number }> = this.#resized.event;

  constructor(options: CoreClientOptions) {
    this.#options = options;
    this.#secret = options.way.kind === 'socket' ? options.way.token : '';
  }

  start(): void {
    const { way } = this.#options;
    if (way.kind === 'socket') return this.#connect(way.address);
    this.#connection = this.#listen(way.kind === 'within' ? way.transport : bridgeTransport(way.bridge));
    this.state.set({ state: 'open' });
  }

  /** Rejects with an AppError only. */
  call<P, R>(message: RequestMessage<P, R>, params: P): Promise<R> {
    const connection = this.#connection;
    if (connection === undefined) return Promise.reject(toAppError('the core is not connected', 'rpc.closed'));
    return connection.call(message, params);
  }

  notify<P>(message: NotificationMessage<P>, params: P): void {
    this.#connection?.notify(message, params);
  }

  dispose(): void {
    this.#store.dispose();
    this.#connection?.dispose();
  }

  #connect(address: string): void {
    const socket = new WebSocket(address);
    socket.addEventListener('open', () => void this.#greet(socket), { once: true });
    socket.addEventListener('close', ({ code }) => this.#handleClose(address, code), { once: true });
  }

  #listen(transport: Transport): Connection {
    const connection = new Connection(transport, {
      local: 'page',
      remote: 'core',
      contract: contract(shellPage),
      clock: this.#options.clock,
      logger: this.#options.logger,
    });
    connection.on(shellPage.viewChanged, (view) => this.view.set(view));
    connection.on(shellPage.fixChanged, (fix) => this.fix.set(fix));
    connection.on(shellPage.healthChanged, (health) => this.health.set(health));
    connection.on(shellPage.scansChanged, (scans) => this.scans.set(scans));
    connection.on(shellPage.articlesChanged, () => this.articleChanges.set(this.articleChanges.value + 1));
    connection.on(shellPage.linkAddress, (address) => this.link.set(address));
    connection.on(shellPage.pageWelcome, ({ resumeSecret }) => {
      this.#secret = resumeSecret;
    });
    connection.on(shellPage.mirrorOutput, (told) => this.#output.fire(told));
    connection.on(shellPage.mirrorResized, (told) => this.#resized.fire(told));
    return connection;
  }

  async #greet(socket: WebSocket): Promise<void> {
    const connection = this.#listen(webSocketTransport(socket));
    try {
      await connection.call(shellPage.pageHello, { secret: this.#secret });
    } catch (thrown) {
      const error = toAppError(thrown);
      // The socket that closed says why to `#handleClose`.
      if (error.code === 'rpc.closed') return;
      this.#refuse(error.code);
      return connection.dispose();
    }
    this.#connection = connection;
    this.#lostAt = undefined;
    this.#retryMs = FIRST_RETRY_MS;
    this.state.set({ state: 'open' });
  }

  #refuse(code: ErrorCode): void {
    this.state.set({ state: 'refused', code });
  }

  #handleClose(address: string, closeCode: number): void {
    this.#connection = undefined;
    if (this.state.value.state === 'refused' || this.#store.disposed) return;
    if (closeCode === PAGE_CLOSE_CODES.refused) return this.#refuse('auth.token-used');
    // One that comes back may be quicker than the core, which has not missed it yet.
    if (closeCode === PAGE_CLOSE_CODES['second-page'] && this.state.value.state === 'connecting') {
      return this.#refuse('environment.running-already');
    }
    const { clock } = this.#options;
    this.#lostAt ??= clock.monotonic();
    if (clock.monotonic() - this.#lostAt > GIVE_UP_AFTER_MS) return this.state.set({ state: 'gone' });
    if (this.state.value.state === 'open') this.state.set({ state: 'lost' });
    // Full jitter: several pages of one machine do not knock together.
    const delayMs = Math.random() * this.#retryMs;
    this.#retryMs = Math.min(LONGEST_RETRY_MS, this.#retryMs * 2);
    this.#store.add(clock.after(delayMs, () => this.#connect(address)));
  }
}
