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
import { type FileConsent, type GuardFacts, mayHelp, type SessionEndReason } from '@alongside/consent';
import { type AgentView, CAPABILITIES, deviceSocket, type GuardReason, type Language, type Notice } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { AnswerLog } from './articles/answer-log.ts';
import { LinkFrame } from './connections/link-frame.ts';
import { Documents } from './documents/documents.ts';
import { FirstStart } from './documents/first-start.ts';
import { PictureDesk } from './files/picture-desk.ts';
import { type Accepted, JoinDesk, type Worried } from './joins/join-desk.ts';
import { WaitingOffers } from './joins/waiting-offers.ts';
import { WrongDesk } from './joins/wrong-desk.ts';
import { LanguageDesk } from './pages/language-desk.ts';
import { LogoDesk } from './pages/logo-desk.ts';
import { agentView } from './pages/view.ts';
import type {
  ActionPorts,
  AttachmentPort,
  CrashFilesPort,
  DesktopPort,
  DocumentStore,
  FixPort,
  IdentitiesPort,
  InputPort,
  LedgerStore,
  PageHost,
  ProbePort,
  ProcessesPort,
  ScreenActivityPort,
  ServerLink,
  ShellPort,
  StopKeyPort,
} from './ports/index.ts';
import { endUnfinished } from './records/end-unfinished.ts';
import { History } from './records/history.ts';
import { RecordKeeper } from './records/record-keeper.ts';
import { CodeDesk } from './requests/code-desk.ts';
import { ReplyNews } from './requests/reply-news.ts';
import { RequestDesk } from './requests/request-desk.ts';
import type { Session } from './session/session.ts';
import { SessionHost } from './session/session-host.ts';
import { WatchHost, type WatchHostParts } from './session/watch-host.ts';
import { StandingDesk } from './standing/standing-desk.ts';
import { type StandingAccepted, StandingJoin } from './standing/standing-join.ts';
import { Pins } from './trust/pins.ts';
import { PolicyDesk } from './trust/policy-desk.ts';
import { TrustDesk } from './trust/trust-desk.ts';

type Limit = AgentView['limits'][number];

export interface AgentPorts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  /** The hash of the organisation's key that this device pinned, as its link said; null where it said none. */
  readonly pinnedOrganisation: string | null;
  /** The server's key for second factors, as it was at the enrollment; undefined where it said none. */
  readonly stepUpKey: string | undefined;
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
  readonly fixes: FixPort;
  /** What technicians can ask to be done. */
  readonly actions: ActionPorts;
  readonly identities: IdentitiesPort;
  readonly attachments: AttachmentPort;
  readonly crashes: CrashFilesPort;
  /** What the administrator allows this organisation's scans, by root's file; null where there is none that counts. */
  readonly scanFile: () => Promise<FileConsent | null>;
  readonly processes: ProcessesPort;
  /** The rule of the scam guard; every host gives the one of packages/consent. */
  readonly guardReasons: (facts: GuardFacts) => readonly GuardReason[];
  /** The language of the system; the user may choose another. */
  readonly language: Language;
  /** What this host cannot do. */
  readonly limits: readonly Limit[];
}

/**
 * The agent on the user's machine: the request, the join, the session, and what the pages show of them. Authority is
 * here; pages, server and technician are outside.
 */
export class Agent implements Disposable {
  readonly #ports: AgentPorts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #pins: Pins;
  readonly #frame: LinkFrame;
  readonly language: LanguageDesk;
  readonly trust: TrustDesk;
  readonly answers: AnswerLog;
  readonly requests: RequestDesk;
  readonly news: ReplyNews;
  readonly #logo: LogoDesk;
  readonly codes: CodeDesk;
  readonly pictures: PictureDesk;
  readonly join: JoinDesk;
  readonly history: History;
  readonly records: RecordKeeper;
  readonly policy = new PolicyDesk();
  readonly standing: StandingDesk;
  readonly #standingJoin: StandingJoin;
  readonly #waiting: WaitingOffers;
  readonly wrong: WrongDesk;
  readonly #firstStart: FirstStart;
  readonly #host: SessionHost;
  readonly watch: WatchHost;

  readonly onChange: Event<void> = this.#changed.event;

  constructor(ports: AgentPorts) {
    this.#ports = ports;
    const documents = new Documents(ports.documents, ports.logger);
    this.#firstStart = new FirstStart({ ...ports, documents });
    this.#pins = new Pins(documents);
    this.language = new LanguageDesk({ ...ports, documents });
    const language = () => this.language.current;
    this.trust = new TrustDesk({ ...ports, documents });
    this.#frame = this.#store.add(new LinkFrame(ports.pages, ports.logger));
    this.#host = new SessionHost({
      ports,
      language,
      frame: this.#frame,
      policy: this.policy,
      offers: CAPABILITIES,
      pins: this.#pins,
      stop: (reason) => this.stop(reason),
    });
    this.answers = new AnswerLog({ ...ports, documents });
    this.requests = this.#store.add(new RequestDesk({ ...ports, documents, language, answers: this.answers }));
    this.#logo = this.#store.add(new LogoDesk({ ...ports, documents, requests: this.requests }));
    this.news = this.#store.add(new ReplyNews({ ...ports, documents }));
    this.pictures = this.#store.add(new PictureDesk({ ...ports, documents, requests: this.requests }));
    this.codes = this.#store.add(new CodeDesk({ ...ports, redeemed: (code, number) => this.requests.adopt(code, number) }));
    this.history = new History({ ...ports, endEntered: (id) => this.#host.endEntered(id) });
    this.records = new RecordKeeper({ ...ports, documents, history: this.history });
    const join: WatchHostParts['join'] = {
      ...ports,
      pins: this.#pins,
      trust: this.trust,
      organisationName: () => this.requests.organisation?.name ?? '',
      guardFacts: () => this.#guardFacts(),
      mayHelp: ({ name, publicKey }, certified) => mayHelp(this.policy.rules, { name, publicKey, certified }),
    };
    this.join = this.#store.add(
      new JoinDesk({
        ...join,
        isLive: (id) => this.requests.mayComeFor(id),
        bringForward: (id) => this.requests.bringForward(id),
        busy: () => this.#host.isLive,
      }),
    );
    this.#waiting = this.#store.add(new WaitingOffers({ join: this.join, host: this.#host, requests: this.requests }));
    this.watch = this.#store.add(new WatchHost({ host: this.#host, random: ports.random, join }));
    this.standing = this.#store.add(
      new StandingDesk({
        ...ports,
        documents,
        language,
        policy: this.policy,
        trust: this.trust,
        organisationName: () => this.requests.organisation?.name ?? '',
        proven: () => this.#pins.proven,
        busy: () => this.#host.isLive || this.join.view !== undefined,
      }),
    );
    this.#standingJoin = new StandingJoin({
      ...ports,
      standing: this.standing,
      describe: (technician) => this.join.describe(technician),
      busy: () => this.isBusy,
    });
    this.wrong = new WrongDesk({ ...ports, ended: () => this.#ended() });
  }

  get session(): Session | undefined {
    return this.#host.session;
  }

  sessionOf(sessionId: string): Session | undefined {
    return this.#host.sessionOf(sessionId) ?? this.watch.sessionOf(sessionId);
  }

  get view(): AgentView {
    const { clock, shells, limits, server } = this.#ports;
    return agentView({
      language: this.language.current,
      now: clock.now(),
      monotonic: clock.monotonic(),
      server: serverState(server),
      serverTrouble: server.connection ? undefined : server.trouble.value,
      requests: this.requests,
      code: this.codes.shown,
      join: this.join.view,
      wrong: this.wrong,
      keptRecord: (sessionId) => this.records.of(sessionId),
      session: this.session,
      watch: this.watch,
      stopKey: this.#host.stopKeyName,
      mayOutlive: shells.mayOutlive,
      userComesFirst: this.#ports.input.userComesFirst,
      notices: this.#host.notices,
      unread: this.news.unread,
      limits: this.#host.stopKeyMissing ? [...limits, 'no-stop-key'] : limits,
      rules: this.policy.rules,
      standing: { view: this.standing.view, phase: this.standing.phase },
    });
  }

  /** Reads what was kept and begins to listen. */
  async start(): Promise<void> {
    const { server, pages } = this.#ports;
    await this.language.load();
    this.#store.add(this.language.onChange(() => this.#changed.fire()));
    await this.#pins.load();
    await this.#firstStart.load();
    await this.trust.load();
    this.policy.take(this.trust.policy?.content.rules);
    this.#store.add(this.trust.onChange(() => this.policy.take(this.trust.policy?.content.rules)));
    this.#store.add(this.trust.onChange(() => this.#endRevoked()));
    await this.news.load();
    this.#store.add(this.news.onChange(() => this.#changed.fire()));
    this.#store.add(this.requests.onNews(({ what, ...request }) => this.news.heard(request, what)));
    await this.requests.start();
    await this.pictures.start();
    await this.records.load();
    this.#store.add(this.records.onChange(() => this.#changed.fire()));
    await this.#logo.start();
    this.#store.add(this.pictures.onNotice((notice) => this.addNotice(notice)));
    await this.standing.load();
    this.#store.add(this.standing.onChange(() => this.#handleStandingChange()));
    this.#store.add(this.standing.onRevoked((standingId) => this.session?.endStanding(standingId)));
    this.#store.add(this.standing.onFailed(({ code }) => this.addNotice({ kind: 'standing-not-kept', code })));
    this.#store.add(this.#standingJoin.onAccepted((joined) => this.#beginSession(joined, joined.standing)));
    this.#store.add(this.#standingJoin.onOvertaken(({ sessionId, reason }) => this.#host.tellEnd(sessionId, { reason })));
    this.#store.add(this.#host.onChange(() => this.#changed.fire()));
    this.#store.add(this.watch.onChange(() => this.#changed.fire()));
    this.#store.add(
      this.watch.join.onWorried(({ offer, vouched }) => {
        this.#revokeStandingOf({ ...offer, vouched });
        this.#endWrong();
      }),
    );
    this.#store.add(this.policy.onChange(() => this.#changed.fire()));
    this.#store.add(this.requests.onChange(() => this.#handleRequestChange()));
    this.#store.add(this.requests.onNotice((notice) => this.addNotice(notice)));
    this.codes.start();
    this.#store.add(this.codes.onChange(() => this.#changed.fire()));
    this.#store.add(this.codes.onNotice((notice) => this.addNotice(notice)));
    this.#store.add(
      this.join.onChange(() => {
        if (this.join.view) this.standing.withdraw();
        this.#changed.fire();
      }),
    );
    this.#store.add(this.join.onRestricted((name) => this.addNotice({ kind: 'kept-out', name })));
    this.#store.add(this.wrong.onChange(() => this.#changed.fire()));
    this.#store.add(this.join.onWorried((worried) => this.#handleWorried(worried)));
    this.#store.add(this.join.onLost((notice) => this.addNotice(notice)));
    this.#store.add(this.join.onAccepted((joined) => this.#beginSession(joined)));
    this.#store.add(this.join.onOvertaken((overtaken) => this.#host.tellOvertaken(overtaken)));
    this.#store.add(server.onConnection((connection) => this.#attachServer(connection)));
    this.#store.add(server.trouble.onChange(() => this.#changed.fire()));
    this.#store.add(server.forgotten.onChange(() => this.#changed.fire()));
    this.#attachServer(server.connection);
    void this.#closeRecords();
    this.#store.add(pages.onSecondPage(() => this.addNotice({ kind: 'second-page' })));
  }

  get dialogs(): readonly (JoinDesk | StandingDesk)[] {
    return [...this.joins, this.standing];
  }

  get joins(): readonly JoinDesk[] {
    return [this.join, this.watch.join];
  }

  sayBefore(text: string): Promise<void> {
    return this.requests.say(text);
  }

  addNotice(notice: Notice): void {
    this.#host.addNotice(notice);
  }

  dismissNotice(kind: string, sessionId?: string): void {
    this.#host.dismissNotice(kind, sessionId);
  }

  /**
   * Ends a live session at once, and lets nobody in to whom the user has just said yes or who is coming without a click; nothing
   * where there is neither. What began without a click does not begin so again.
   */
  stop(reason: SessionEndReason): void {
    this.join.takeBackYes();
    this.#keepStanding(this.#standingJoin.stop());
    const { session } = this;
    if (!session || session.end) return;
    session.stop(reason);
    this.#revokeUsedBy(session);
  }

  sendAway(sessionId: string): void {
    this.watch.sendAway(sessionId);
  }

  /** From the page of an ended session back to its request; from a request that is over back to the start. */
  dismissEnd(): void {
    const { warned } = this.wrong;
    this.wrong.dismiss();
    if (!this.#host.dismissEnd() && !warned) void this.requests.leave();
  }

  /** "Something is wrong": ends what is live, or the question whether somebody may join, and nothing is asked about it. */
  somethingWrong(): void {
    this.#waiting.decline();
    for (const join of this.joins) join.somethingWrong();
    this.#endWrong();
  }

  #endWrong(): void {
    this.#keepStanding(this.#standingJoin.stop());
    const { session } = this;
    if (!session || session.end) return;
    session.somethingWrong();
    this.#revokeUsedBy(session);
    this.#revokeStandingOf(session.joined);
    this.wrong.pressed(session.joined.sessionId);
    // Or whoever it was could ask to come back by it.
    this.#takeBack();
  }

  /** Stops what is live and lets go of everything. */
  dispose(): void {
    this.#host.dispose();
    this.#store.dispose();
  }

  #attachServer(connection: Connection | undefined): void {
    this.#changed.fire();
    this.#host.attachServer(connection);
    if (!connection) return;
    this.watch.hurry();
    this.#waiting.forget();
    connection.on(deviceSocket.joinOffered, (offer) => {
      if (offer.watches) this.watch.handleOffer(offer);
      else if (offer.standing) void this.#standingJoin.handleOffer(offer);
      else this.join.handleOffer(offer).catch((error: unknown) => this.#complainOfOffer(error));
    });
    connection.on(deviceSocket.trustChanged, ({ documents }) => void this.trust.handleDocuments(documents));
    connection.on(deviceSocket.joinWithdrawn, ({ sessionId }) => {
      this.join.handleWithdrawn(sessionId);
      this.#waiting.handleWithdrawn(sessionId);
      this.watch.handleWithdrawn(sessionId);
    });
    this.#announceStanding();
  }

  #guardFacts(): ReturnType<ConstructorParameters<typeof JoinDesk>[0]['guardFacts']> {
    const { state } = this.requests;
    const request = state.state === 'none' ? undefined : state.request;
    return {
      organisationPinned: this.trust.organisation !== null,
      startedBy: request?.startedBy ?? 'code',
      sinceFirstStartMs: request ? this.#firstStart.until(request.at) : null,
      processes: this.#ports.processes.names(),
    };
  }

  /** Whoever answered so gets nobody in by this request: it is taken back, and its words are kept. */
  #handleWorried({ offer, technician, vouched, because }: Worried): void {
    this.#waiting.decline();
    this.#revokeStandingOf({ ...offer, vouched });
    const { state } = this.requests;
    if (state.state !== 'open') return;
    const { number, chat } = state.request;
    this.wrong.warn({ sessionId: offer.sessionId, number, technician, because, chat });
    this.#takeBack();
  }

  #takeBack(): void {
    // It was read out to somebody, who knows it still.
    this.codes.cancel();
    this.requests
      .withdraw()
      .catch((error: unknown) => this.#ports.logger.warn('the server did not hear of it', { code: toAppError(error).code }));
  }

  /** Whoever was sent away does not come back by the permission that let them in without a click. */
  #revokeUsedBy({ joined: { standing } }: Session): void {
    if (standing) this.#keepStanding(this.standing.revoke(standing.receipt.standingId));
  }

  /** Nor whoever something is wrong with, by any: those made for them in better days, too. */
  #revokeStandingOf({ technician, vouched }: { technician: { publicKey: string }; vouched?: Worried['vouched'] }): void {
    this.#keepStanding(this.standing.revokeOf({ publicKey: technician.publicKey, vouched }));
  }

  #keepStanding(kept: Promise<void>): void {
    kept.catch((error: unknown) => this.#ports.logger.error('a permission could not be kept as it is', { error: String(error) }));
  }

  #ended(): { sessionId: string; guard: Session['joined']['guard']; chat: Session['chat'] } | undefined {
    const { session } = this;
    if (!session?.end) return undefined;
    return { sessionId: session.joined.sessionId, guard: session.joined.guard, chat: session.chat };
  }

  #handleRequestChange(): void {
    this.join.handleRequest(this.requests.liveRequestId);
    this.#changed.fire();
  }

  /** A session is live, or something is asked. */
  get isBusy(): boolean {
    return this.#host.isLive || this.join.view !== undefined || this.join.answering || this.standing.phase !== undefined;
  }

  #handleStandingChange(): void {
    this.#announceStanding();
    this.#changed.fire();
  }

  /** Whoever the organisation revokes while they are here leaves at once. */
  #endRevoked(): void {
    const technician = this.session?.joined.technician;
    if (!technician || !this.#host.isLive || !this.trust.isRevoked(technician.publicKey)) return;
    this.stop('technician-barred');
    this.addNotice({ kind: 'revoked', name: technician.name });
  }

  #announceStanding(): void {
    this.#ports.server.connection?.notify(deviceSocket.standingAnnounced, { permissions: this.standing.offers });
  }

  #complainOfOffer(error: unknown): void {
    this.#ports.logger.error('an offer to join could not be looked at', { error: String(error) });
  }

  /** What the session is for: the user's own request, or what was opened for a standing permission. */
  #reasonOf({ requestId }: Accepted['offer'], standing: StandingAccepted['standing'] | undefined) {
    const { state } = this.requests;
    const userName = state.state === 'none' ? state.draft.name : state.request.name;
    if (standing) return { requestNumber: standing.number, requestText: '', userName: userName || '–', chat: [] };
    const request = this.requests.open.find((each) => each.requestId === requestId);
    if (!request) return undefined;
    const { number, text, name, chat } = request;
    return { requestNumber: number, requestText: text, userName: name, chat };
  }

  #beginSession(accepted: Accepted, standing?: StandingAccepted['standing']): void {
    const reason = this.#reasonOf(accepted.offer, standing);
    if (!reason) return;
    const began = this.#host.begin(
      accepted,
      reason,
      standing && {
        receipt: standing.permission.receipt,
        jws: standing.permission.jws,
        leftMs: () => this.standing.leftMs(standing.permission.receipt.standingId, standing.by),
      },
    );
    if (!began || !standing) return;
    const { standingId } = standing.permission.receipt;
    this.#keepStanding(this.standing.used(standingId, accepted.offer.sessionId));
    this.#host.raise();
  }

  /** Not waited for: on a broken disk the window opens all the same. */
  async #closeRecords(): Promise<void> {
    try {
      for (const { sessionId, head } of await endUnfinished(this.#ports)) {
        this.#host.tellEnd(sessionId, { reason: 'core-died', head });
      }
    } catch (error) {
      this.#ports.logger.error('kept records could not be looked at', { error: String(error) });
    }
  }
}

function serverState({ connection, forgotten, welcome }: ServerLink): AgentView['server'] {
  if (connection) return 'online';
  if (forgotten.value) return 'not-enrolled';
  return welcome ? 'away' : 'connecting';
}
