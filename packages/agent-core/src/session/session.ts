import { AppError, type Disposable, DisposableStore, Emitter, type Event, toAppError } from '@alongside/base';
import type { EntryFields, GrantEndReason, SessionEndReason } from '@alongside/consent';
import { FreshIceServers, Link, type LinkSignaling, type LinkState } from '@alongside/peer';
import {
  type Capability,
  type ChatMessage,
  type IceServer,
  type LinkTrouble,
  type Notice,
  type PathKind,
  session,
  type TechnicianView,
} from '@alongside/protocol';
import { Connection } from '@alongside/rpc';
import { ActionDesk } from './action-desk.ts';
import { AskIntake } from './ask-intake.ts';
import { Capabilities } from './capabilities.ts';
import { Chat, type Said } from './chat.ts';
import { CompanyDesk } from './company-desk.ts';
import { ConsentDesk } from './consent-desk.ts';
import { DropCount } from './drop-count.ts';
import { EarlierChat } from './earlier-chat.ts';
import { BYE, grantReasonOf } from './end-reasons.ts';
import { Feed } from './feed.ts';
import { sessionGate } from './gate.ts';
import { type Compared, IdentityDesk } from './identity-desk.ts';
import { InputControl } from './input-control.ts';
import type { Joined, SessionEnd, SessionPorts } from './joined.ts';
import type { LedgerDesk } from './ledger-desk.ts';
import { MachineReach } from './machine-reach.ts';
import { offeredContract } from './offers.ts';
import { ScreenControl } from './screen-control.ts';
import { SessionRecord } from './session-record.ts';
import { ShellControl } from './shell-control.ts';
import { WatchedScreen } from './watched-screen.ts';
import { within } from './within.ts';
import { yesParts } from './yes-parts.ts';

/** For the last frames to leave before the link is closed. */
const FAREWELL_MS = 400;
const STANDING_TICK_MS = 1_000;
/** For processes to end and for the last entry to be signed. */
const FINISH_MS = 3_000;

/** To the server, for as long as it is there. */
interface ServerWay extends LinkSignaling {
  readonly askIceServers: () => Promise<readonly IceServer[]>;
  /** That the technician is reached without it. */
  readonly tellLives: () => void;
}

/**
 * A joined session on the user's machine: the verified link, the record, the consent, and what each capability does.
 * Everything that a technician sends passes `sessionGate` first.
 */
export class Session implements Disposable {
  readonly joined: Joined;
  readonly feed = new Feed();
  readonly consent: ConsentDesk;
  readonly identity: IdentityDesk;
  readonly shells: ShellControl;
  readonly actions: ActionDesk;
  /** The others, where there are three. */
  readonly company: CompanyDesk;
  readonly #ports: SessionPorts;
  readonly #server: ServerWay;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #ended = new Emitter<SessionEnd>();
  readonly #proven = new Emitter<void>();
  readonly #identified = new Emitter<void>();
  readonly #link: Link;
  readonly #iceServers: FreshIceServers;
  readonly #connection: Connection;
  readonly #screen: ScreenControl | WatchedScreen;
  readonly #input: InputControl;
  readonly #chat: Chat;
  readonly #record: SessionRecord;
  readonly #intake: AskIntake;
  readonly #earlier: EarlierChat;
  readonly #reach: MachineReach;
  readonly #drops: DropCount;
  #capabilities: Capabilities | undefined;
  #survivors: readonly string[] = [];
  #end: SessionEnd | undefined;
  #handedTo: string | undefined;
  /** The page says that the notice of a session without a click stands on it. */
  #noticeShown = false;

  readonly onChange: Event<void> = this.#changed.event;
  /** Fires once; what was open is cut by then. */
  readonly onEnded: Event<SessionEnd> = this.#ended.event;
  /** The technician's key was proven inside the link for the first time in this session. */
  readonly onProven: Event<void> = this.#proven.event;
  /** The user heard the right words: whose key this is is known from now on. */
  readonly onIdentified: Event<void> = this.#identified.event;
  /** Something was asked for that the scam guard holds back. */
  readonly onTooEarly: Event<Notice>;

  constructor(ports: SessionPorts, joined: Joined, signaling: ServerWay) {
    this.#ports = ports;
    this.#server = signaling;
    this.joined = joined;
    const { clock, logger } = ports;
    this.#drops = new DropCount(clock);
    this.#link = new Link({
      role: 'agent',
      sessionId: joined.sessionId,
      requestId: joined.requestId,
      identity: ports.identity,
      peerKey: joined.technician.publicKey,
      factory: joined.watching ? ports.frame.watcherFactory : ports.frame.factory,
      iceServers: joined.iceServers,
      signaling,
      clock,
      random: ports.random,
      logger,
      crypto: ports.crypto,
    });
    this.#iceServers = this.#store.add(new FreshIceServers({ link: this.#link, ask: signaling.askIceServers, clock, logger }));
    const unknown = new AppError('consent.missing', 'this is not offered here');
    this.#connection = new Connection(this.#link.transport, {
      local: 'agent',
      remote: 'technician',
      contract: offeredContract(ports.offers),
      gate: sessionGate((capability) => this.#mayAct(capability), unknown),
      clock,
      logger,
    });
    this.#record = this.#store.add(
      new SessionRecord({
        ports,
        joined,
        connection: this.#connection,
        link: this.#link,
        feed: this.feed,
        hasEnded: () => this.#end !== undefined,
        onOpened: (desk) => this.#handleRecorded(desk),
      }),
    );
    this.identity = new IdentityDesk({
      clock,
      random: ports.random,
      crypto: ports.crypto,
      connection: this.#connection,
      ends: {
        sessionId: joined.sessionId,
        agentKey: ports.identity.publicKey,
        technicianKey: joined.technician.publicKey,
      },
      transcript: () => this.#record.transcript,
    });
    this.consent = new ConsentDesk({
      ...yesParts(ports, joined, () => this.#noticeShown),
      identity: this.identity,
      ledger: () => this.#record.mustExist(),
      begin: (grant) => this.#capabilities?.begin(grant) ?? Promise.resolve(),
      end: (grant, reason) => void this.#endCapability(grant, reason),
      isOpen: (grant) => this.#capabilities?.isOpen(grant) ?? false,
    });
    this.#chat = new Chat({
      connection: this.#connection,
      clock,
      random: ports.random,
      logger,
      userName: joined.userName,
      technicianName: joined.technician.name,
      ledger: () => this.#record.mustBeOpen(),
      before: joined.chat,
      companyKnown: () => this.company.isKnown,
    });
    this.#store.add(this.#chat.onChange(() => this.#changed.fire()));
    this.company = new CompanyDesk({
      connection: this.#connection,
      chat: this.#chat,
      ledger: () => this.#record.mustBeOpen(),
      enterLate: (...entry) => this.#record.enterLate(...entry),
      logger,
    });
    const isGranted = () => this.consent.live.some(({ capability }) => capability === 'screen.view');
    const { frame, activity, desktop } = ports;
    this.#screen = joined.watching
      ? new WatchedScreen({ frame, watched: joined.watching.screen, isGranted })
      : new ScreenControl({ frame, activity, desktop, clock, isGranted });
    this.#input = new InputControl({
      port: ports.input,
      clock,
      logger,
      ageOf: (sentAt) => this.#link.ageOf(sentAt),
      epoch: () => this.#link.epoch,
      mayAct: () => this.#mayAct('input.control') === undefined,
      frame: () => this.#screen.size,
      wake: () => this.#screen.wake(),
    });
    this.shells = new ShellControl({
      port: ports.shells,
      clock,
      random: ports.random,
      crypto: ports.crypto,
    });
    this.actions = new ActionDesk({
      ports: ports.actions,
      clock,
      random: ports.random,
      logger,
      sha256: (text) => ports.crypto.sha256(text),
      ledger: () => this.#record.mustExist(),
      grant: () => this.consent.live.find(({ capability }) => capability === 'actions.run'),
      mayAct: () => this.consent.mayAct('actions.run'),
      endGrant: (reason) => this.consent.endGrant('actions.run', reason),
      tellProgress: (runId, progress) => this.#connection.notify(session.actionProgressed, { runId, ...progress }),
    });
    const connection = this.#connection;
    const { consent, actions, shells } = this;
    this.#reach = new MachineReach({ screen: this.#screen, input: this.#input, shells, actions }, logger);
    this.#intake = this.#store.add(
      new AskIntake({ ports, joined, connection, record: this.#record, consent, actions, screen: this.#screen }),
    );
    this.onTooEarly = this.#intake.onTooEarly;
    this.#earlier = new EarlierChat({ messages: joined.earlier, connection, ledger: () => this.#record.mustBeOpen() });
    this.#listen();
  }

  get linkState(): LinkState {
    return this.#link.state.value;
  }

  /** Why the two do not reach each other, where they do not. */
  get linkTrouble(): LinkTrouble | undefined {
    return this.#link.trouble;
  }

  /** Undefined where it is not known. */
  get linkPath(): PathKind | undefined {
    return this.#link.path.value;
  }

  /** Either side wrote, in this session itself. */
  get onSaid(): Event<Said> {
    return this.#chat.onSaid;
  }

  /** What its technician is shown, for whoever watches; undefined where they watch themselves. */
  get screen(): ScreenControl | undefined {
    return this.#screen instanceof ScreenControl ? this.#screen : undefined;
  }

  get chat(): readonly ChatMessage[] {
    return this.#chat.messages;
  }

  /** Who is here, as this machine knows it by now. */
  get technicianView(): TechnicianView {
    const { technicianView } = this.joined;
    return this.identity.matched ? { ...technicianView, standing: { kind: 'compared' } } : technicianView;
  }

  get end(): SessionEnd | undefined {
    return this.#end;
  }

  inUse(capability: Capability): boolean {
    return this.#capabilities?.inUse(capability) ?? false;
  }

  /** The server may say that the technician's page is gone: believed while the link is silent; else it hears that it lives. */
  handlePageGone(): void {
    if (this.linkState.state === 'live') this.#server.tellLives();
    else this.stop('technician-left');
  }

  /** Tells the link that the server or the network is back. */
  hurry(): void {
    this.#iceServers.refresh();
    this.#link.hurry();
  }

  /** Who goes on, as the technician said; the user is asked about them anew, by the name and key that they come with. */
  get handedTo(): string | undefined {
    return this.#handedTo;
  }

  /** Messages of an earlier session that this technician does not have. */
  get notPassedOn(): readonly ChatMessage[] {
    return this.#earlier.notPassedOn;
  }

  /** The user lets the technician read what was written with another one before. Throws what the record throws. */
  async passOn(): Promise<void> {
    if (await this.#earlier.passOn()) this.#changed.fire();
  }

  /** The user writes. Throws `session.not-joined` before the link is proven. */
  say(text: string): Promise<void> {
    return this.#chat.say(text);
  }

  /** The notice of a session that began without a click is on the screen. */
  handleNoticeShown(): void {
    this.#noticeShown = true;
  }

  /** The user took the permission back under which it began. */
  endStanding(standingId: string): void {
    if (this.joined.standing?.receipt.standingId !== standingId || this.#end) return;
    this.#record.desk?.enterLate('standing/revoked', { standingId });
    this.stop('user-stopped');
  }

  setPaused(paused: boolean): void {
    this.consent.setPaused(paused);
  }

  /** Of whom this one watches: their link is not there. */
  setHelperAway(away: boolean): void {
    if (this.#screen instanceof WatchedScreen) this.#screen.setHelperAway(away);
  }

  /**
   * Ends all of it: first what is open on this machine is cut, whatever network and disk do; only then the record, the
   * technician and the server are told (DESIGN 3.4).
   */
  stop(reason: SessionEndReason): SessionEnd {
    if (this.#end) return this.#end;
    const closed = this.consent.live.map(({ capability }) => capability);
    const cut = this.#reach.cut(grantReasonOf(reason));
    // Before questions close: what follows both sessions must see one that ended, not one that asks nothing.
    this.#end = { reason, at: this.#ports.clock.now(), closed, survivors: [], head: undefined };
    this.consent.close(grantReasonOf(reason));
    this.#iceServers.dispose();
    this.#changed.fire();
    void this.#finish(reason, closed, cut);
    return this.#end;
  }

  dispose(): void {
    this.stop('failed');
    this.#capabilities?.dispose();
    this.consent.dispose();
    this.identity.dispose();
    this.#reach.dispose();
    this.#link.dispose();
    this.#store.dispose();
  }

  #listen(): void {
    const connection = this.#connection;
    const { consent, shells } = this;
    this.#store.add(this.#ports.policy.onChange(() => consent.limitsChanged()));
    if (this.joined.standing) this.#store.add(this.#ports.clock.every(STANDING_TICK_MS, () => this.#checkStanding()));
    this.#store.add(this.#link.state.onChange((state) => this.#handleLink(state)));
    this.#store.add(this.#link.path.onChange(() => this.#changed.fire()));
    this.#store.add(this.#link.onLongLoss(() => consent.endAll('link-lost')));
    this.#store.add(connection.onDrop(({ reason, method }) => this.#handleDrop(reason, method)));
    this.#store.add(
      connection.handle(session.chatSay, async (message) => {
        await this.#record.opened();
        return this.#chat.handleSaid(message);
      }),
    );
    this.#store.add(
      connection.handle(session.grantReturn, ({ capability }) => {
        consent.endGrant(capability, 'returned');
        return null;
      }),
    );
    this.#store.add(
      connection.on(session.sessionBye, ({ reason, to }) => {
        if (reason === 'handed-over') return this.#handOver(to ?? '');
        this.stop(reason === 'finished' || reason === 'not-proven' ? reason : 'technician-left');
      }),
    );
    this.#store.add(this.identity.onCompared((compared) => this.#handleCompared(compared)));
    this.#store.add(this.identity.onNotIdentified((why) => consent.handleNotIdentified(why)));
    this.#store.add(this.identity.onChange(() => consent.handleIdentityChange()));
    this.#store.add(consent.onOutcome((outcome) => connection.notify(session.consentState, outcome)));
    this.#store.add(
      consent.onChange(() => {
        // No review is about whoever watches: what would need one is over, and they ask anew.
        if (this.joined.watching && consent.review) return consent.endAll('review');
        this.#freeze();
        this.#tellGrants();
        this.#changed.fire();
      }),
    );
    this.#store.add(this.actions.onChange(() => this.#freeze()));
    this.#store.add(this.feed.onChange(() => this.#changed.fire()));
    this.#store.add(
      shells.onExited(({ survivors }) => {
        this.#survivors = [...this.#survivors, ...survivors].slice(0, 20);
        this.#changed.fire();
      }),
    );
    this.#store.add(shells.onOpened(() => this.#changed.fire()));
  }

  #freeze(): void {
    this.#reach.freeze(this.consent.frozen);
    this.#capabilities?.handleFreeze();
  }

  /** Nobody let the technician in but the permission: when it holds no more, they leave. */
  #checkStanding(): void {
    if (this.joined.standing?.leftMs() === 0) this.stop('expired');
  }

  /** Monotonic time until which the scam guard gives no `capability`; 0 where it does not hold it back. */
  heldBackUntil(capability: Capability): number {
    return this.#intake.heldBackUntil(capability);
  }

  /** The user sends a file of a program: entered before anything of it leaves. */
  async enterSent(file: EntryFields<'crash-file/sent'>, texts: { readonly name: string }): Promise<void> {
    await this.#record.mustBeOpen().enter('crash-file/sent', file, texts);
  }

  /** "Something is wrong": what is open is cut first, as by Stop; the record says why. */
  somethingWrong(): void {
    if (this.#end) return;
    this.stop('user-stopped');
    this.#record.enterLate('guard/wrong', {});
  }

  /** All that was allowed ends with whoever leaves: nothing of it is the next one's. */
  #handOver(to: string): void {
    if (this.#end) return;
    this.#handedTo = to;
    this.stop('technician-left');
    this.#record.enterLate('session/handed-over', {}, { to });
  }

  #handleLink(state: LinkState): void {
    this.consent.setLinkLive(state.state === 'live');
    if (state.state === 'live') void this.#handleLive(state.epoch);
    if (state.state === 'rebuilding' || state.state === 'silent') void this.#input.release();
    // Whose proof does not hold is somebody else, or has somebody in between: that is no matter of the network.
    if (state.state === 'failed' && state.code === 'link.transcript') this.stop('not-proven');
    if (state.state === 'failed') this.stop(this.#record.desk ? 'link-lost' : 'failed');
    if (state.state === 'closed' && state.reason === 'link.transcript') this.stop('not-proven');
    if (state.state === 'closed' && !this.#end) this.stop(state.byOther ? 'technician-left' : 'failed');
    this.#changed.fire();
  }

  #handleCompared({ outcome, wordsHash }: Compared): void {
    // The time of the page runs on for a moment after Stop.
    if (this.#end) return;
    const { technician, language } = this.joined;
    const entry = { outcome, technicianKey: technician.publicKey, wordsHash, language: language() } as const;
    if (outcome === 'refused') {
      this.stop('words-refused');
      return this.#record.enterLate('identity/compared', entry);
    }
    this.#record.mustExist().enterSoon('identity/compared', entry);
    if (outcome !== 'matched') return this.consent.handleNotIdentified(outcome);
    this.#identified.fire();
    this.consent.handleIdentified();
  }

  async #handleLive(epoch: number): Promise<void> {
    try {
      if ((await this.#record.handleLive(epoch)) === 'opened') return;
      this.#tellGrants();
      this.#capabilities?.tellAgain();
    } catch (thrown) {
      this.#ports.logger.error('the session cannot be recorded, so it ends', { error: toAppError(thrown).message });
      this.stop('failed');
    }
  }

  #handleRecorded(desk: LedgerDesk): void {
    const { clock, crypto, probes, identities } = this.#ports;
    this.#store.add(desk.onStanding((standing) => standing === 'end' && this.stop('countersignature-missing')));
    this.#store.add(desk.onFull(() => this.stop('record-full')));
    this.#capabilities = new Capabilities({
      offers: this.#ports.offers,
      connection: this.#connection,
      ledger: desk,
      screen: this.#screen,
      input: this.#input,
      shells: this.shells,
      actions: this.actions,
      probes,
      identities,
      sha256: (text) => crypto.sha256(text),
      grantOf: (capability) => this.consent.live.find((grant) => grant.capability === capability),
      mayAct: (capability) => this.#mayAct(capability),
      isPaused: () => this.consent.frozen.has('paused'),
      screenEnded: () => this.consent.endGrant('screen.view', 'source-ended'),
      notRecorded: () => this.consent.endGrant('shell.run', 'stopped'),
      clock,
    });
    this.#store.add(this.#capabilities.onUsed(() => this.#handleUsed()));
    this.#tellGrants();
    this.#proven.fire();
    this.#changed.fire();
  }

  async #endCapability(grant: { grantId: string; capability: Capability }, reason: GrantEndReason): Promise<void> {
    try {
      await this.#capabilities?.end(grant, reason);
    } catch (error) {
      this.#ports.logger.error('an end failed', { capability: grant.capability, error: String(error) });
    }
  }

  async #finish(reason: SessionEndReason, closed: readonly Capability[], cut: Promise<unknown>): Promise<void> {
    const { clock } = this.#ports;
    const bye = BYE[reason];
    if (bye) this.#connection.notify(session.sessionBye, { reason: bye });
    // What hangs (a process, a disk) may not keep the others from being told.
    await within(clock, FINISH_MS, cut);
    const head = await within(clock, FINISH_MS, this.#record.enterEnd(reason));
    this.#end = { reason, at: this.#end?.at ?? clock.now(), closed, survivors: this.#survivors, head };
    this.#ended.fire(this.#end);
    this.#changed.fire();
    // Once the technician has signed the end, that copy of the record is whole.
    if (head && this.linkState.state === 'live') {
      await within(clock, FINISH_MS, this.#record.signedByTechnician(head.seq));
    }
    clock.after(FAREWELL_MS, () => this.#link.close(reason));
  }

  #mayAct(capability: Capability): AppError | undefined {
    const refused = this.consent.mayAct(capability);
    if (refused || !this.isFrozen(capability)) return refused;
    return new AppError('consent.frozen', `${capability} waits: the system may be asking the user for a password`);
  }

  /** Allowed, but not now. */
  isFrozen(capability: Capability): boolean {
    return this.#reach.isFrozen(capability, this.consent.frozen);
  }

  #handleUsed(): void {
    this.#tellGrants();
    this.#changed.fire();
  }

  #tellGrants(): void {
    if (!this.#record.desk) return;
    this.#connection.notify(session.grantState, {
      grants: this.consent.live.map((grant) => ({
        grantId: grant.grantId,
        capability: grant.capability,
        remainingMs: grant.remainingMs,
        frozen: this.isFrozen(grant.capability),
        inUse: this.inUse(grant.capability),
      })),
      paused: this.consent.frozen.has('paused'),
      userIsAsked: this.consent.review !== null,
    });
  }

  #handleDrop(reason: string, method: string | undefined): void {
    this.#ports.logger.debug('a frame had no effect', { reason, method });
    if (this.#drops.isTooMany()) this.stop('flooded');
  }
}
