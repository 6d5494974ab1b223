import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  type RandomSource,
  type SigningKey,
  toAppError,
} from '@alongside/base';
import type { SessionEndReason } from '@alongside/consent';
import { type AgentView, deviceSocket, type Notice, type SignalParams } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { Documents } from './documents.ts';
import { endUnfinished } from './end-unfinished.ts';
import { History } from './history.ts';
import { JoinDesk } from './join-desk.ts';
import { LinkFrame } from './link-frame.ts';
import { Pins } from './pins.ts';
import type {
  DesktopPort,
  DocumentStore,
  InputPort,
  LedgerStore,
  PageHost,
  ProbePort,
  ScreenActivityPort,
  ServerLink,
  ShellPort,
  StopKeyPort,
} from './ports/index.ts';
import { RequestDesk } from './request-desk.ts';
import { Session } from './session/session.ts';
import { agentView } from './view.ts';

type Limit = AgentView['limits'][number];

export interface AgentPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  readonly identity: SigningKey;
  readonly logger: Logger;
  readonly server: ServerLink;
  readonly pages: PageHost;
  readonly documents: DocumentStore;
  readonly ledgers: LedgerStore;
  readonly input: InputPort;
  readonly activity: ScreenActivityPort;
  readonly desktop: DesktopPort;
  readonly stopKey: StopKeyPort;
  readonly shells: ShellPort;
  readonly probes: ProbePort;
  /** The locale of texts, BCP 47. */
  readonly language: string;
  /** What this host cannot do. */
  readonly limits: readonly Limit[];
}

/** The server is told of an end until it has heard it, or this often. */
const TELL_END_TRIES = 5;
const TELL_END_MS = 5_000;

/**
 * The agent on the user's machine: the request, the join, the session, and what the pages show of them. Authority is
 * here; pages, server and technician are outside.
 */
export class Agent implements Disposable {
  readonly #ports: AgentPorts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #signals = new Emitter<SignalParams>();
  readonly #pins: Pins;
  readonly #frame: LinkFrame;
  readonly requests: RequestDesk;
  readonly join: JoinDesk;
  readonly history: History;
  #session: Session | undefined;
  #sessionStore = new DisposableStore();
  #stopKeyName: string | null = null;
  #stopKeyMissing = false;
  #notices: readonly Notice[] = [];

  readonly onChange: Event<void> = this.#changed.event;

  constructor(ports: AgentPorts) {
    this.#ports = ports;
    const documents = new Documents(ports.documents, ports.logger);
    this.#pins = new Pins(documents);
    this.#frame = this.#store.add(new LinkFrame(ports.pages, ports.logger));
    this.requests = this.#store.add(new RequestDesk({ ...ports, documents }));
    this.history = new History(ports);
    this.join = this.#store.add(
      new JoinDesk({
        ...ports,
        pins: this.#pins,
        organisationName: () => this.requests.organisation?.name ?? '',
        liveRequestId: () => this.requests.liveRequestId,
        busy: () => this.#session !== undefined && !this.#session.end,
      }),
    );
  }

  get session(): Session | undefined {
    return this.#session;
  }

  get view(): AgentView {
    const { clock, language, shells, limits, server } = this.#ports;
    return agentView({
      language,
      now: clock.now(),
      monotonic: clock.monotonic(),
      server: server.connection ? 'online' : server.welcome ? 'away' : 'connecting',
      requests: this.requests,
      join: this.join.view,
      session: this.#session,
      stopKey: this.#stopKeyName,
      mayOutlive: shells.mayOutlive,
      userComesFirst: this.#ports.input.userComesFirst,
      notices: this.#notices,
      limits: this.#stopKeyMissing ? [...limits, 'no-stop-key'] : limits,
    });
  }

  /** Reads what was kept and begins to listen. */
  async start(): Promise<void> {
    const { server, pages } = this.#ports;
    await this.#pins.load();
    await this.requests.start();
    this.#store.add(this.requests.onChange(() => this.#handleRequestChange()));
    this.#store.add(this.join.onChange(() => this.#changed.fire()));
    this.#store.add(this.join.onAccepted((joined) => void this.#beginSession(joined)));
    this.#store.add(server.onConnection((connection) => this.#attachServer(connection)));
    this.#attachServer(server.connection);
    for (const { sessionId, head } of await endUnfinished(this.#ports))
      void this.#tellServer(sessionId, { reason: 'core-died', head });
    this.#store.add(pages.onSecondPage(() => this.addNotice({ kind: 'second-page' })));
  }

  addNotice(notice: Notice): void {
    this.#notices = [...this.#notices.filter(({ kind }) => kind !== notice.kind), notice].slice(-20);
    this.#changed.fire();
  }

  dismissNotice(kind: string): void {
    this.#notices = this.#notices.filter((notice) => notice.kind !== kind);
    this.#changed.fire();
  }

  /** Ends a live session at once; nothing where there is none. */
  stop(reason: SessionEndReason): void {
    this.#session?.stop(reason);
  }

  /** From the page of an ended session back to the start, or to waiting where the request is still open. */
  dismissEnd(): void {
    if (!this.#session?.end) return;
    this.#sessionStore.dispose();
    this.#session = undefined;
    this.#notices = [];
    this.#changed.fire();
  }

  /** Stops what is live and lets go of everything. */
  dispose(): void {
    this.stop('user-closed');
    this.#sessionStore.dispose();
    this.#store.dispose();
  }

  #attachServer(connection: Connection | undefined): void {
    this.#changed.fire();
    if (!connection) return;
    connection.on(deviceSocket.deviceSignalled, (params) => this.#signals.fire(params));
    connection.on(deviceSocket.joinOffered, (offer) => this.join.handleOffer(offer));
    connection.on(deviceSocket.joinWithdrawn, ({ sessionId }) => this.join.handleWithdrawn(sessionId));
    connection.on(deviceSocket.technicianPresence, ({ sessionId, state }) => this.#handleTechnicianPresence(sessionId, state));
    this.#session?.hurry();
  }

  /** The server may say that the technician's page is gone; it is believed only while the link itself is silent. */
  #handleTechnicianPresence(sessionId: string, state: 'here' | 'away' | 'gone'): void {
    const session = this.#session;
    if (!session || session.joined.sessionId !== sessionId || session.end) return;
    if (state === 'gone' && session.linkState.state !== 'live') session.stop('technician-left');
    if (state === 'here') session.hurry();
  }

  #handleRequestChange(): void {
    this.join.handleRequest(this.requests.liveRequestId);
    this.#changed.fire();
  }

  async #beginSession(accepted: Parameters<Parameters<JoinDesk['onAccepted']>[0]>[0]): Promise<void> {
    const { state } = this.requests;
    const { server, logger, clock, stopKey, desktop } = this.#ports;
    if (state.state !== 'open' || !server.connection) return;
    this.#sessionStore.dispose();
    const store = new DisposableStore();
    this.#sessionStore = store;
    const { offer, technicianView, wordsHash } = accepted;
    const session = new Session(
      { ...this.#ports, frame: this.#frame },
      {
        sessionId: offer.sessionId,
        requestId: offer.requestId,
        requestNumber: state.request.number,
        requestText: state.request.text,
        userName: state.request.name,
        technician: offer.technician,
        technicianView,
        iceServers: offer.iceServers,
        chat: state.request.chat,
        language: this.#ports.language,
        wordsHash,
      },
      {
        send: (params) => server.connection?.notify(deviceSocket.deviceSignal, params),
        onSignal: this.#signals.event,
      },
    );
    this.#session = session;
    this.#notices = [];
    store.add(session);
    store.add(session.onChange(() => this.#changed.fire()));
    store.add(session.consent.onNotice((notice) => this.addNotice(notice)));
    store.add(session.consent.onShown(() => this.#raise()));
    store.add(session.onProven(() => void this.#pins.seen(offer.technician, clock.now())));
    store.add(session.onEnded((end) => void this.#tellServer(offer.sessionId, end)));
    this.#changed.fire();
    try {
      const grabbed = await stopKey.grab(() => session.stop('user-stopped'));
      this.#stopKeyName = grabbed?.name ?? null;
      this.#stopKeyMissing = grabbed === null;
      if (grabbed) store.add(grabbed.handle);
      await desktop.keepBarAbove();
    } catch (error) {
      logger.warn('stop key or bar', { error: toAppError(error).message });
    }
    this.#changed.fire();
  }

  /** A question must be seen, whatever lies over the window; the focus stays where the user types. */
  #raise(): void {
    const { pages, desktop, logger } = this.#ports;
    pages.show();
    desktop.attention().catch((error: unknown) => logger.warn('the window could not be raised', { error: String(error) }));
  }

  async #tellServer(
    sessionId: string,
    end: { reason: SessionEndReason; head?: { seq: number; hash: string } | null | undefined },
  ): Promise<void> {
    for (let attempt = 0; attempt < TELL_END_TRIES; attempt += 1) {
      try {
        const connection = this.#ports.server.connection;
        if (!connection) throw new AppError('rpc.closed', 'the server is away');
        await connection.call(deviceSocket.sessionEnded, {
          sessionId,
          reason: serverReason(end.reason),
          head: end.head ?? null,
        });
        return;
      } catch (error) {
        this.#ports.logger.warn('the server did not hear of the end yet', { code: toAppError(error).code });
        await new Promise<void>((resolve) => void this.#store.add(this.#ports.clock.after(TELL_END_MS, resolve)));
      }
    }
  }
}

function serverReason(
  reason: SessionEndReason,
): 'user-stopped' | 'technician-left' | 'link-lost' | 'expired' | 'user-closed' | 'failed' {
  if (reason === 'finished') return 'technician-left';
  return reason === 'user-stopped' ||
    reason === 'technician-left' ||
    reason === 'link-lost' ||
    reason === 'expired' ||
    reason === 'user-closed'
    ? reason
    : 'failed';
}
