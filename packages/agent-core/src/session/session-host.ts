import { AppError, type Disposable, DisposableStore, Emitter, type Event, toAppError } from '@alongside/base';
import type { SessionEndReason } from '@alongside/consent';
import type { Vouched } from '@alongside/identity';
import {
  type Capability,
  type ChatMessage,
  deviceSocket,
  type Language,
  type Notice,
  type SignalParams,
} from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { z } from 'zod';
import type { LinkFrame } from '../connections/link-frame.ts';
import type { Accepted, Overtaken } from '../joins/join-desk.ts';
import type { DesktopPort, PageHost, ServerLink, StopKeyPort } from '../ports/index.ts';
import type { EndedRecord } from '../records/end-unfinished.ts';
import type { Pins } from '../trust/pins.ts';
import type { Joined, SessionPorts, StandingJoined } from './joined.ts';
import { Session } from './session.ts';

export interface SessionHostPorts extends Omit<SessionPorts, 'frame' | 'policy' | 'offers'> {
  readonly server: ServerLink;
  readonly pages: PageHost;
  readonly desktop: DesktopPort;
  readonly stopKey: StopKeyPort;
}

export interface SessionHostParts {
  readonly ports: SessionHostPorts;
  /** In which the user is spoken to. */
  readonly language: () => Language;
  readonly frame: LinkFrame;
  readonly policy: SessionPorts['policy'];
  readonly offers: readonly Capability[];
  /** Where the user's side is no program of the machine. */
  readonly host?: 'browser';
  readonly pins: Pins;
  /** Ends what is live as the user's own Stop does. */
  readonly stop: (reason: SessionEndReason) => void;
}

/** What a session is about. */
export interface SessionReason {
  readonly requestNumber: number;
  readonly requestText: string;
  readonly userName: string;
  readonly chat: readonly ChatMessage[];
}

interface ToldEnd {
  readonly reason: SessionEndReason;
  readonly head?: EndedRecord['head'] | null | undefined;
}

/** What was written in the newest session, and with whom. */
interface Earlier {
  readonly requestId: string;
  readonly technicianKey: string;
  readonly chat: readonly ChatMessage[];
  /** They said who goes on. */
  readonly handedOver: boolean;
}

type Presence = z.infer<typeof deviceSocket.technicianPresence.params>;

/** For an ended session's last frames to leave. */
const LET_GO_MS = 2_000;

/** The one session of this machine: begun with what was accepted, followed to its end, and its end told to the server. */
export class SessionHost implements Disposable {
  readonly #parts: SessionHostParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #signals = new Emitter<SignalParams>();
  readonly #presence = new Emitter<Presence>();
  #session: Session | undefined;
  /** What listens to the session that is shown; the session itself is let go once it has ended and said so. */
  #sessionStore = new DisposableStore();
  /** Ends that the server has not heard of yet, by session. */
  readonly #untold = new Map<string, ToldEnd>();
  /** Those that go on, and those whose end is being entered. */
  readonly #unended = new Set<Session>();
  #stopKeyName: string | null = null;
  #stopKeyMissing = false;
  #notices: readonly Notice[] = [];
  /** What was written inside the sessions of the newest request: another technician who joins for it does not have it. */
  #earlier: Earlier | undefined;

  readonly onChange: Event<void> = this.#changed.event;
  /** What the server says of the technicians of this machine's sessions. */
  readonly onPresence: Event<Presence> = this.#presence.event;

  constructor(parts: SessionHostParts) {
    this.#parts = parts;
  }

  /** Live, or ended and still shown. */
  get session(): Session | undefined {
    return this.#session;
  }

  /** The live one of that number. */
  sessionOf(sessionId: string): Session | undefined {
    return this.isLive && this.#session?.joined.sessionId === sessionId ? this.#session : undefined;
  }

  /** Waits for the end of a session that was stopped to be in its record, or not to have come there. */
  async endEntered(sessionId: string): Promise<void> {
    const session = [...this.#unended].find(({ joined, end }) => end !== undefined && joined.sessionId === sessionId);
    if (session) await new Promise<void>((resolve) => void session.onEnded(() => resolve()));
  }

  get isLive(): boolean {
    return this.#session !== undefined && !this.#session.end;
  }

  get notices(): readonly Notice[] {
    return this.#notices;
  }

  get stopKeyName(): string | null {
    return this.#stopKeyName;
  }

  /** It was wanted and could not be had. */
  get stopKeyMissing(): boolean {
    return this.#stopKeyMissing;
  }

  addNotice(notice: Notice): void {
    const others = this.#notices.filter((each) => each.kind !== notice.kind || sessionOf(each) !== sessionOf(notice));
    this.#notices = [...others, notice].slice(-20);
    this.#changed.fire();
  }

  /** Nobody is there any more whom they are about. */
  dropNoticesOf(sessionId: string): void {
    this.#notices = this.#notices.filter((notice) => sessionOf(notice) !== sessionId);
  }

  /** Of every session, where none is named. */
  dismissNotice(kind: string, sessionId?: string): void {
    const isMeant = (notice: Notice) => notice.kind === kind && (sessionId === undefined || sessionOf(notice) === sessionId);
    this.#notices = this.#notices.filter((notice) => !isMeant(notice));
    this.#changed.fire();
  }

  /** A connection to the server, or none any more. */
  attachServer(connection: Connection | undefined): void {
    if (!connection) {
      // A session needs the server no more; that it is away is said all the same.
      if (this.isLive) this.addNotice({ kind: 'server-away' });
      return;
    }
    this.dismissNotice('server-away');
    connection.on(deviceSocket.deviceSignalled, (params) => this.#signals.fire(params));
    connection.on(deviceSocket.technicianPresence, (presence) => {
      if (this.#session) followPresence(this.#session, presence);
      this.#presence.fire(presence);
    });
    this.#session?.hurry();
    for (const sessionId of this.#untold.keys()) void this.#tellServer(sessionId);
  }

  /** Undefined where one is live already, or the server is away: it hears that this one is none. */
  begin(accepted: Accepted, reason: SessionReason, standing?: StandingJoined): Session | undefined {
    const { ports, offers, host } = this.#parts;
    if (!ports.server.connection || this.isLive) {
      this.tellEnd(accepted.offer.sessionId, { reason: 'failed' });
      return undefined;
    }
    this.#sessionStore.dispose();
    const store = new DisposableStore();
    this.#sessionStore = store;
    const { offer, vouched } = accepted;
    const chat = this.#chatOf(offer, reason.chat);
    const session = this.open(accepted, { ...reason, ...chat, standing, host }, offers);
    this.#session = session;
    this.#notices = [];
    this.#letGoAtItsEnd(session);
    store.add(session.onChange(() => this.#changed.fire()));
    store.add(doubtWhileSilent(session, ports.server));
    store.add(session.consent.onNotice((notice) => this.addNotice(notice)));
    store.add(session.onTooEarly((notice) => this.addNotice(notice)));
    store.add(session.consent.onShown(() => this.raise()));
    store.add(session.identity.onShown(() => this.raise()));
    session.onProven(() => void this.#pin(offer.technician, vouched));
    session.onIdentified(() => void this.#pinCompared(offer.technician));
    session.onEnded((end) => {
      const { requestId, technician } = offer;
      const handedOver = session.handedTo !== undefined;
      this.#earlier = { requestId, technicianKey: technician.publicKey, chat: session.chat, handedOver };
      this.tellEnd(offer.sessionId, end);
    });
    this.#changed.fire();
    void this.#prepare(session, store);
    return session;
  }

  /** A session of whoever was let in, over this machine's ways; whoever opens it follows it. */
  open(
    { offer, technicianView, certificates, guard, wordsHash }: Accepted,
    what: Pick<Joined, keyof SessionReason | 'earlier' | 'standing' | 'host' | 'watching'>,
    offers: readonly Capability[],
  ): Session {
    const { ports, frame, policy, language } = this.#parts;
    const { server } = ports;
    const { sessionId, requestId, technician, iceServers } = offer;
    const session = new Session(
      { ...ports, frame, policy, offers },
      { sessionId, requestId, technician, technicianView, certificates, guard, iceServers, language, wordsHash, ...what },
      {
        send: (params) => server.connection?.notify(deviceSocket.deviceSignal, params),
        onSignal: this.#signals.event,
        tellLives: () => server.connection?.notify(deviceSocket.sessionLives, { sessionId }),
        askIceServers: async () => {
          if (!server.connection) throw new AppError('device.offline', 'the server is away');
          return server.connection.call(deviceSocket.deviceIceServers, { sessionId });
        },
      },
    );
    this.#unended.add(session);
    session.onEnded(() => this.#unended.delete(session));
    return session;
  }

  /** The key of whoever handed over to the session that is live; undefined where nobody did. */
  get handedOverBy(): string | undefined {
    const { requestId } = this.#session?.joined ?? {};
    return this.isLive && this.#earlier?.handedOver && this.#earlier.requestId === requestId
      ? this.#earlier.technicianKey
      : undefined;
  }

  /** From the page of an ended session back to what was before. False where none has ended. */
  dismissEnd(): boolean {
    if (!this.#session?.end) return false;
    this.#sessionStore.dispose();
    this.#session = undefined;
    this.#notices = [];
    this.#changed.fire();
    return true;
  }

  /** Tells the server that a session is over, now or with the next connection. */
  tellEnd(sessionId: string, end: ToldEnd): void {
    this.#untold.set(sessionId, end);
    void this.#tellServer(sessionId);
  }

  /** Who was about to come in does not: the technician is not left waiting, and the user reads why where they do not know. */
  tellOvertaken({ offer, because }: Overtaken): void {
    const isRevoked = because === 'revoked';
    if (isRevoked) this.addNotice({ kind: 'kept-out', name: offer.technician.name });
    this.tellEnd(offer.sessionId, { reason: isRevoked ? 'failed' : 'user-stopped' });
  }

  /** A question must be seen, whatever lies over the window; the focus stays where the user types. */
  raise(): void {
    const { pages, desktop, logger } = this.#parts.ports;
    pages.show();
    desktop.attention().catch((error: unknown) => logger.warn('the window could not be raised', { error: String(error) }));
  }

  /** Stops what is live and lets go of everything. */
  dispose(): void {
    this.#session?.stop('user-closed');
    this.#session?.dispose();
    this.#sessionStore.dispose();
    this.#store.dispose();
  }

  /**
   * The whole conversation of a request, for its user. What was written inside a session stayed between its two: another
   * technician does not have it, and the same one knows it.
   */
  #chatOf(offer: Accepted['offer'], before: readonly ChatMessage[]): Pick<Joined, 'chat' | 'earlier'> {
    const last = this.#earlier?.requestId === offer.requestId ? this.#earlier : undefined;
    const known = new Set(before.map(({ id }) => id));
    const within = (last?.chat ?? []).filter(({ id }) => !known.has(id));
    return {
      chat: [...before, ...within].sort((one, other) => one.at - other.at),
      earlier: last?.technicianKey === offer.technician.publicKey ? [] : within,
    };
  }

  /** The key that stops all, and a bar that stays above. */
  async #prepare(session: Session, store: DisposableStore): Promise<void> {
    const { stopKey, desktop, logger } = this.#parts.ports;
    try {
      const grabbed = await stopKey.grab(() => this.#parts.stop('user-stopped'));
      this.#stopKeyName = grabbed?.name ?? null;
      this.#stopKeyMissing = grabbed === null;
      if (grabbed) {
        store.add(grabbed.handle);
        session.onEnded(() => grabbed.handle.dispose());
      }
      await desktop.keepBarAbove();
    } catch (error) {
      logger.warn('stop key or bar', { error: toAppError(error).message });
    }
    this.#changed.fire();
  }

  /** A session that is no longer shown still ends its shells, its record and its link; then nothing of it stays. */
  #letGoAtItsEnd(session: Session): void {
    session.onEnded(() => void this.#store.add(this.#parts.ports.clock.after(LET_GO_MS, () => session.dispose())));
  }

  async #pin(technician: { name: string; publicKey: string }, vouched: Vouched | undefined): Promise<void> {
    const { pins, ports } = this.#parts;
    try {
      await pins.seen(technician, ports.clock.now(), vouched ? 'certified' : 'seen', vouched);
    } catch (error) {
      ports.logger.error('the technician could not be remembered', { error: String(error) });
    }
  }

  async #pinCompared(technician: { name: string; publicKey: string }): Promise<void> {
    try {
      await this.#parts.pins.compared(technician);
    } catch (error) {
      this.#parts.ports.logger.error('that the words matched could not be remembered', { error: String(error) });
    }
  }

  /** Tried again with each new connection to the server, until it has heard. */
  async #tellServer(sessionId: string): Promise<void> {
    const { server, logger } = this.#parts.ports;
    const end = this.#untold.get(sessionId);
    const { connection } = server;
    if (!end || !connection) return;
    try {
      await connection.call(deviceSocket.sessionEnded, { sessionId, reason: serverReason(end.reason), head: end.head ?? null });
      this.#untold.delete(sessionId);
    } catch (thrown) {
      const { code } = toAppError(thrown);
      logger.warn('the server did not hear of the end yet', { code });
      // An answer is an answer: it does not know this session, or knows its end.
      if (code !== 'rpc.closed' && code !== 'request.timeout') this.#untold.delete(sessionId);
    }
  }
}

/** Whose a notice is, where it says so. */
function sessionOf(notice: Notice): string | undefined {
  return 'sessionId' in notice ? notice.sessionId : undefined;
}

export function followPresence(session: Session, { sessionId, state }: Presence): void {
  if (session.joined.sessionId !== sessionId || session.end) return;
  // It can only narrow: whoever is barred or signed out is out, also where the link still lives.
  if (state === 'barred') session.stop('technician-barred');
  if (state === 'signed-out') session.stop('technician-left');
  if (state === 'gone') session.handlePageGone();
  if (state === 'here') session.hurry();
}

/** What took the link away may have taken the server's socket, too, and a new link needs that. */
function doubtWhileSilent(session: Session, server: ServerLink): Disposable {
  let wasSilent = false;
  return session.onChange(() => {
    const isSilent = session.linkState.state === 'silent';
    if (isSilent && !wasSilent) server.doubt?.();
    wasSilent = isSilent;
  });
}

function serverReason(reason: SessionEndReason): z.infer<typeof deviceSocket.sessionEndReason> {
  // Of whom the server bars it knows by itself; whom the organisation's keys revoked has not left.
  if (reason === 'finished') return 'technician-left';
  return deviceSocket.sessionEndReason.safeParse(reason).data ?? 'failed';
}
