import {
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
import { type GuardFacts, mayHelp, type SessionEndReason } from '@alongside/consent';
import {
  type AgentView,
  deviceSocket,
  type GuardReason,
  guestCapabilities,
  guestSocket,
  type Language,
  NO_RULES,
} from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { LinkFrame } from '../connections/link-frame.ts';
import { Documents } from '../documents/documents.ts';
import { FirstStart } from '../documents/first-start.ts';
import { type Accepted, JoinDesk, type Worried } from '../joins/join-desk.ts';
import { WrongDesk } from '../joins/wrong-desk.ts';
import type { PageHand } from '../pages/page-desk.ts';
import { agentView } from '../pages/view.ts';
import type { DesktopPort, DocumentStore, LedgerStore, PageHost } from '../ports/index.ts';
import { endUnfinished } from '../records/end-unfinished.ts';
import { History } from '../records/history.ts';
import type { Session } from '../session/session.ts';
import { SessionHost } from '../session/session-host.ts';
import { Pins } from '../trust/pins.ts';
import { PolicyDesk } from '../trust/policy-desk.ts';
import { TrustDesk } from '../trust/trust-desk.ts';
import { GuestRequest, type GuestServerLink } from './guest-request.ts';
import { NO_MACHINE } from './no-machine.ts';

export interface GuestPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  /** Made in the page; its private half cannot leave it. */
  readonly identity: SigningKey;
  readonly logger: Logger;
  readonly server: GuestServerLink;
  readonly pages: PageHost;
  readonly desktop: DesktopPort;
  readonly documents: DocumentStore;
  readonly ledgers: LedgerStore;
  readonly guardReasons: (facts: GuardFacts) => readonly GuardReason[];
  readonly language: Language;
  /** By which this page asks to be helped. */
  readonly requestId: string;
  /** The browser can show a screen. */
  readonly canShowScreen: boolean;
}

const NO_STANDING = { view: { permissions: [], people: [] }, phase: undefined };

/**
 * The user's side in a page of a browser, opened by a ticket's link: the agent's own join, session, consent and record, with
 * one capability that can be asked for and no machine behind it. Authority is here, and here is a page that the server gave
 * out.
 */
export class Guest implements PageHand, Disposable {
  readonly #ports: GuestPorts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #pins: Pins;
  readonly #request: GuestRequest;
  readonly #host: SessionHost;
  readonly #firstStart: FirstStart;
  readonly join: JoinDesk;
  readonly history: History;
  readonly wrong: WrongDesk;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(ports: GuestPorts) {
    this.#ports = ports;
    const documents = new Documents(ports.documents, ports.logger);
    this.#firstStart = new FirstStart({ ...ports, documents });
    this.#pins = new Pins(documents);
    const policy = new PolicyDesk();
    // No organisation is pinned: a page of its server could name any. So nobody is certified here.
    const trust = new TrustDesk({ ...ports, pinnedOrganisation: null, documents });
    this.#request = this.#store.add(new GuestRequest(ports));
    this.#host = new SessionHost({
      ports: { ...ports, ...NO_MACHINE, stepUpKey: undefined, stopKey: { grab: async () => null } },
      frame: this.#store.add(new LinkFrame(ports.pages, ports.logger)),
      policy,
      offers: guestCapabilities(ports.canShowScreen),
      host: 'browser',
      language: () => ports.language,
      pins: this.#pins,
      stop: (reason) => this.stop(reason),
    });
    this.join = this.#store.add(
      new JoinDesk({
        ...ports,
        pins: this.#pins,
        trust,
        organisationName: () => this.#request.organisation?.name ?? '',
        guardFacts: () => this.#guardFacts(),
        isLive: (requestId) => requestId === this.#request.liveRequestId,
        // There is only this one.
        bringForward: () => undefined,
        mayHelp: ({ name, publicKey }, certified) => mayHelp(policy.rules, { name, publicKey, certified }),
        busy: () => this.#host.isLive,
      }),
    );
    this.history = new History({ ...ports, endEntered: (id) => this.#host.endEntered(id) });
    this.wrong = new WrongDesk({ ...ports, ended: () => this.#ended() });
  }

  get session(): Session | undefined {
    return this.#host.session;
  }

  sessionOf(sessionId: string): Session | undefined {
    return this.#host.sessionOf(sessionId);
  }

  get joins(): readonly JoinDesk[] {
    return [this.join];
  }

  get dialogs(): readonly JoinDesk[] {
    return this.joins;
  }

  sendAway(): void {
    // Nobody watches here.
  }

  get view(): AgentView {
    const { clock, language, server, canShowScreen } = this.#ports;
    return agentView({
      language,
      now: clock.now(),
      monotonic: clock.monotonic(),
      server: server.connection ? 'online' : server.ticket ? 'away' : 'connecting',
      serverTrouble: server.connection ? undefined : server.trouble.value,
      requests: this.#request,
      code: undefined,
      join: this.join.view,
      wrong: this.wrong,
      session: this.session,
      stopKey: null,
      mayOutlive: false,
      userComesFirst: false,
      notices: this.#host.notices,
      // What is said stands in the page that is open, or it is read by the link.
      unread: [],
      limits: ['no-input', 'no-shell', 'no-stop-key', ...(canShowScreen ? [] : (['no-screen'] as const))],
      rules: NO_RULES,
      standing: NO_STANDING,
    });
  }

  /** Reads what this browser kept and begins to listen. Throws what the storage throws: without a record nothing begins. */
  async start(): Promise<void> {
    const { server, pages } = this.#ports;
    await this.#pins.load();
    await this.#firstStart.load();
    for (const part of [this.#request, this.#host, this.join, this.wrong]) {
      this.#store.add(part.onChange(() => this.#handleChange()));
    }
    this.#store.add(this.join.onRestricted((name) => this.#host.addNotice({ kind: 'kept-out', name })));
    this.#store.add(this.join.onWorried((worried) => this.#handleWorried(worried)));
    this.#store.add(this.join.onLost((notice) => this.#host.addNotice(notice)));
    this.#store.add(this.join.onAccepted((accepted) => this.#begin(accepted)));
    this.#store.add(this.join.onOvertaken((overtaken) => this.#host.tellOvertaken(overtaken)));
    this.#store.add(server.onConnection((connection) => this.#attachServer(connection)));
    this.#store.add(server.trouble.onChange(() => this.#changed.fire()));
    this.#attachServer(server.connection);
    this.#store.add(pages.onSecondPage(() => this.#host.addNotice({ kind: 'second-page' })));
    await this.#closeRecords();
  }

  stop(reason: SessionEndReason): void {
    this.join.takeBackYes();
    this.session?.stop(reason);
  }

  somethingWrong(): void {
    this.join.somethingWrong();
    const { session } = this;
    if (!session || session.end) return;
    session.somethingWrong();
    this.wrong.pressed(session.joined.sessionId);
    // Or whoever it was could ask to come back by it.
    this.#leave();
  }

  dismissEnd(): void {
    this.wrong.dismiss();
    this.#host.dismissEnd();
  }

  dismissNotice(kind: string, sessionId?: string): void {
    this.#host.dismissNotice(kind, sessionId);
  }

  sayBefore(text: string): Promise<void> {
    return this.#request.say(text);
  }

  dispose(): void {
    this.#host.dispose();
    this.#store.dispose();
  }

  #handleChange(): void {
    this.join.handleRequest(this.#request.liveRequestId);
    this.#changed.fire();
  }

  #attachServer(connection: Connection | undefined): void {
    this.#changed.fire();
    this.#host.attachServer(connection);
    if (!connection) return;
    const { logger } = this.#ports;
    connection.on(deviceSocket.joinOffered, (offer) => {
      // Nothing can be allowed here beforehand: whoever comes by a permission does not come.
      if (offer.standing) return;
      this.join
        .handleOffer(offer)
        .catch((error: unknown) => logger.error('an offer to join could not be looked at', { error: String(error) }));
    });
    connection.on(deviceSocket.joinWithdrawn, ({ sessionId }) => this.join.handleWithdrawn(sessionId));
  }

  #begin(accepted: Accepted): void {
    const { state } = this.#request;
    if (state.state !== 'open') return;
    const { number, text, name, chat } = state.request;
    this.#host.begin(accepted, { requestNumber: number, requestText: text, userName: name, chat });
  }

  #guardFacts(): ReturnType<ConstructorParameters<typeof JoinDesk>[0]['guardFacts']> {
    const sinceFirstStartMs = this.#firstStart.until(this.#ports.clock.now());
    // A page sees no programs.
    return { organisationPinned: false, startedBy: 'request', sinceFirstStartMs, processes: [] };
  }

  #handleWorried({ offer, technician, because }: Worried): void {
    const { state } = this.#request;
    if (state.state !== 'open') return;
    const { number, chat } = state.request;
    this.wrong.warn({ sessionId: offer.sessionId, number, technician, because, chat });
    this.#leave();
  }

  /** Nobody can name this page's request any more; the server hears of it where it is there. */
  #leave(): void {
    this.#request.close();
    this.#ports.server.connection
      ?.call(guestSocket.guestLeave, {})
      .catch((error: unknown) => this.#ports.logger.warn('the server did not hear of it', { code: toAppError(error).code }));
  }

  #ended(): { sessionId: string; guard: Session['joined']['guard']; chat: Session['chat'] } | undefined {
    const { session } = this;
    if (!session?.end) return undefined;
    return { sessionId: session.joined.sessionId, guard: session.joined.guard, chat: session.chat };
  }

  /** What a page that was closed or loaded again had begun: its record gets its end, and the server hears of it. */
  async #closeRecords(): Promise<void> {
    for (const { sessionId, head } of await endUnfinished(this.#ports)) {
      this.#host.tellEnd(sessionId, { reason: 'core-died', head });
    }
  }
}
