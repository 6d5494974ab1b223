import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  toAppError,
} from '@alongside/base';
import {
  ALLOW_AFTER_MS,
  allowReady,
  askToJoin,
  type DialogEvent,
  dialogRemainingMs,
  FIRST_QUESTION,
  GUARDED_ALLOW_AFTER_MS,
  type GuardFacts,
  type Join,
  type JoinEvent,
  nextJoin,
  nextQuestions,
  type Questions,
} from '@alongside/consent';
import { type Vouched, vouchedIn } from '@alongside/identity';
import {
  type CertificateChain,
  deviceSocket,
  type GuardQuestion,
  type GuardReason,
  matchRemoteTools,
  type Notice,
  type TechnicianView,
} from '@alongside/protocol';
import type { z } from 'zod';
import type { DesktopPort, PageHost, ServerLink } from '../ports/index.ts';
import type { Pins } from '../trust/pins.ts';
import type { TrustDesk } from '../trust/trust-desk.ts';

export type Offer = z.infer<typeof deviceSocket.joinOffered.params>;

export interface Accepted {
  readonly offer: Offer;
  readonly technicianView: TechnicianView;
  /** What the standing rests on, where the organisation vouches. */
  readonly certificates: CertificateChain | undefined;
  /** What they say. */
  readonly vouched: Vouched | undefined;
  /** Why the scam guard is up; none where it is not. */
  readonly guard: readonly GuardReason[];
  readonly wordsHash: string;
}

export interface Described extends Pick<Accepted, 'technicianView' | 'certificates' | 'vouched'> {
  readonly isRevoked: boolean;
}

/** The user said what scams look like, or that something is wrong: it ended before anybody joined. */
export interface Worried {
  readonly offer: Offer;
  readonly technician: TechnicianView;
  readonly vouched: Vouched | undefined;
  readonly because: GuardQuestion | null;
}

export interface ClosedQuestion {
  readonly offer: Offer;
  readonly how: 'refused' | 'unanswered' | 'withdrawn';
}

/** The user had said yes, and nobody came in: it was taken back, or its key revoked, before the server had answered. */
export interface Overtaken {
  readonly offer: Offer;
  readonly because: 'taken-back' | 'revoked';
}

export interface JoinView {
  readonly sessionId: string;
  readonly technician: TechnicianView;
  readonly remainingMs: number;
  readonly moreTimeLeft: number;
  readonly allowReady: boolean;
  readonly guard?: { readonly reasons: GuardReason[]; readonly tools: string[]; readonly question: GuardQuestion | null };
}

export interface JoinDeskParts {
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly logger: Logger;
  readonly server: ServerLink;
  readonly pages: PageHost;
  readonly desktop: DesktopPort;
  readonly pins: Pins;
  readonly trust: TrustDesk;
  readonly organisationName: () => string;
  /** Whether this machine has an open request of that name. */
  readonly isLive: (requestId: string) => boolean;
  /** Of several open ones, the one that somebody wants to join for is shown. */
  readonly bringForward: (requestId: string) => void;
  /** Whether the organisation's rules let this person help here at all. */
  readonly mayHelp: (technician: Offer['technician'], certified: boolean) => boolean;
  /** What the scam guard goes by, but for who asks. */
  readonly guardReasons: (facts: GuardFacts) => readonly GuardReason[];
  readonly guardFacts: () => Omit<GuardFacts, 'standing'>;
  /** A session is live: another technician cannot join it. */
  readonly busy: () => boolean;
}

interface Open {
  readonly offer: Offer;
  readonly technician: TechnicianView;
  readonly certificates: CertificateChain | undefined;
  readonly vouched: Vouched | undefined;
  readonly reasons: readonly GuardReason[];
  readonly tools: readonly string[];
  /** Passed where the guard is not up. */
  questions: Questions;
  join: Join & { state: 'asked' };
}

/** The first door: who wants to help is shown, and only a yes makes a link (DESIGN 3.1). */
export class JoinDesk implements Disposable {
  readonly #parts: JoinDeskParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #accepted = new Emitter<Accepted>();
  readonly #lost = new Emitter<Notice>();
  readonly #restricted = new Emitter<string>();
  readonly #worried = new Emitter<Worried>();
  readonly #closed = new Emitter<ClosedQuestion>();
  readonly #overtaken = new Emitter<Overtaken>();
  readonly #postponed = new Emitter<Offer>();
  #open: Open | undefined;
  /** The newest offer whose certificates are being looked at. */
  #considered: Offer | undefined;
  /** Whom the yes is for that is on its way to the server; undefined again where it does not count any more. */
  #answering: Open | undefined;
  #readyTimer: Disposable | undefined;

  readonly onChange: Event<void> = this.#changed.event;
  readonly onAccepted: Event<Accepted> = this.#accepted.event;
  /** The name of somebody whom the organisation's rules kept out before anybody was asked. */
  readonly onRestricted: Event<string> = this.#restricted.event;
  /** What the user reads of a yes by which nobody joined: the server did not hear of it, or had taken the question back. */
  readonly onLost: Event<Notice> = this.#lost.event;
  readonly onWorried: Event<Worried> = this.#worried.event;
  /** A question that stood there went without a yes. */
  readonly onClosed: Event<ClosedQuestion> = this.#closed.event;
  /** The server may take them for joined: it has to hear that nobody is. */
  readonly onOvertaken: Event<Overtaken> = this.#overtaken.event;
  /** It is for an open request of this machine, and the user is busy with another. */
  readonly onPostponed: Event<Offer> = this.#postponed.event;

  constructor(parts: JoinDeskParts) {
    this.#parts = parts;
    this.#store.add(parts.clock.every(1_000, () => this.#feed({ type: 'tick', at: parts.clock.monotonic() })));
    this.#store.add(parts.trust.onChange(() => this.#dropRevoked()));
  }

  get view(): JoinView | undefined {
    const open = this.#open;
    if (!open) return undefined;
    const at = this.#parts.clock.monotonic();
    const { dialog } = open.join;
    const { reasons, tools, questions } = open;
    const question = questions.state === 'asking' ? questions.question : null;
    return {
      sessionId: open.offer.sessionId,
      technician: open.technician,
      remainingMs: Math.round(dialogRemainingMs(dialog, at)),
      moreTimeLeft: dialog.moreTimeLeft,
      allowReady: allowReady(dialog, at),
      ...(reasons.length === 0 ? {} : { guard: { reasons: [...reasons], tools: [...tools], question } }),
    };
  }

  /** Somebody is asked about, looked at, or being let in. */
  get isBusy(): boolean {
    return this.#open !== undefined || this.#considered !== undefined || this.answering;
  }

  /** The user let somebody in, of which the server has yet to hear. */
  get answering(): boolean {
    return this.#answering !== undefined;
  }

  /** Dropped unless it names this machine's own live request (DESIGN 3.10), or where the organisation revoked its key. */
  async handleOffer(offer: Offer): Promise<void> {
    const { clock, logger } = this.#parts;
    if (!this.#parts.isLive(offer.requestId)) {
      logger.warn('a join that names no live request of this machine was dropped', { sessionId: offer.sessionId });
      return;
    }
    // Nobody can say yes to somebody without a name; what is left of one that was made of invisible characters is none.
    if (offer.technician.name === '' || this.#isAbout(offer.sessionId)) return;
    if (!this.#isFreeFor(offer)) return this.#postponed.fire(offer);
    this.#considered = offer;
    const { isRevoked, ...who } = await this.describe(offer.technician);
    // Withdrawn, or overtaken by another, while the certificates were looked at.
    if (this.#considered !== offer) return;
    this.#considered = undefined;
    // Who waits behind this one hears of it where nobody is asked about.
    if (!this.#parts.isLive(offer.requestId)) return this.#changed.fire();
    if (!this.#isFreeFor(offer)) return this.#postponed.fire(offer);
    if (isRevoked) {
      logger.warn('a join by a key that the organisation revoked was dropped', { sessionId: offer.sessionId });
      return this.#changed.fire();
    }
    if (!this.#parts.mayHelp(offer.technician, who.certificates !== undefined)) {
      this.#restricted.fire(offer.technician.name);
      return this.decline(offer.sessionId);
    }
    this.#parts.bringForward(offer.requestId);
    const facts = this.#parts.guardFacts();
    const reasons = this.#parts.guardReasons({ ...facts, standing: who.technicianView.standing.kind });
    const isGuarded = reasons.length > 0;
    const join = askToJoin(clock.monotonic(), isGuarded ? GUARDED_ALLOW_AFTER_MS : ALLOW_AFTER_MS);
    if (join.state !== 'asked') return;
    this.#ask({
      offer,
      technician: who.technicianView,
      certificates: who.certificates,
      vouched: who.vouched,
      reasons,
      tools: matchRemoteTools(facts.processes),
      questions: isGuarded ? FIRST_QUESTION : { state: 'passed' },
      join,
    });
  }

  /** Who somebody is, by what this machine knows and whom its organisation vouches for. */
  async describe(technician: Offer['technician']): Promise<Described> {
    const { pins, trust, organisationName } = this.#parts;
    const certification = await trust.certify(technician);
    return {
      technicianView: pins.describe(technician, organisationName(), certification),
      certificates: certification?.certified ? certification.chain : undefined,
      vouched: certification?.certified ? pins.newest(technician, vouchedIn(certification.certificates)) : undefined,
      isRevoked: certification?.certified === false && certification.reason === 'revoked',
    };
  }

  handleWithdrawn(sessionId: string): void {
    if (this.#considered?.sessionId === sessionId) {
      this.#considered = undefined;
      return this.#changed.fire();
    }
    const withdrawn = [this.#open, this.#answering].find((each) => each?.offer.sessionId === sessionId);
    if (!withdrawn) return;
    if (this.#answering === withdrawn) this.takeBackYes();
    else this.#close();
    this.#closed.fire({ offer: withdrawn.offer, how: 'withdrawn' });
  }

  /** The user's request went away or became another. */
  handleRequest(requestId: string | undefined): void {
    if (this.#open && this.#open.offer.requestId !== requestId) this.#close();
    if (this.#answering?.offer.requestId !== requestId) this.takeBackYes();
  }

  /** Stop, while a yes is on its way to the server: nobody comes in by it, whatever the server answers. */
  takeBackYes(): void {
    this.#answering = undefined;
  }

  handleVisible(dialogId: string, visible: boolean, words: string): void {
    const at = this.#parts.clock.monotonic();
    this.#feedDialog(dialogId, { type: 'visible', at, visible, wordsHash: this.#parts.crypto.sha256(words) });
    this.#readyTimer?.dispose();
    const afterMs = this.#open?.join.dialog.allowAfterMs ?? ALLOW_AFTER_MS;
    this.#readyTimer = visible ? this.#parts.clock.after(afterMs, () => this.#changed.fire()) : undefined;
  }

  handleActive(dialogId: string): void {
    this.#feedDialog(dialogId, { type: 'active', at: this.#parts.clock.monotonic() });
  }

  moreTime(dialogId: string): void {
    this.#feedDialog(dialogId, { type: 'more-time', at: this.#parts.clock.monotonic() });
  }

  /** An answer to a question of the scam guard. After the last the join is asked, with all its time before it. */
  answerQuestion(sessionId: string, question: GuardQuestion, yes: boolean): void {
    const open = this.#open;
    if (open?.offer.sessionId !== sessionId) return;
    const before = open.questions;
    open.questions = nextQuestions(before, question, yes);
    if (open.questions === before) return;
    if (open.questions.state === 'worrying') return this.#worry(open, question);
    const join = askToJoin(this.#parts.clock.monotonic(), GUARDED_ALLOW_AFTER_MS);
    if (join.state === 'asked') open.join = join;
    this.#changed.fire();
  }

  /** "Something is wrong", while somebody asks to join or is being let in. */
  somethingWrong(): void {
    const letIn = this.#answering;
    this.takeBackYes();
    if (this.#open) this.#worry(this.#open, null);
    else if (letIn) this.#tellWorried(letIn, null);
  }

  /** An accept that comes too soon, or before the questions were answered, has no effect. */
  decide(sessionId: string, accept: boolean): void {
    if (this.#open?.offer.sessionId !== sessionId) return;
    if (accept && this.#open.questions.state !== 'passed') return;
    this.#feed({ type: 'answered', at: this.#parts.clock.monotonic(), accept });
  }

  dispose(): void {
    this.#readyTimer?.dispose();
    this.#store.dispose();
  }

  /** The organisation revoked the key of whom the user is asked about, or let in. */
  #dropRevoked(): void {
    if (this.#answering && this.#isRevoked(this.#answering)) this.takeBackYes();
    const open = this.#open;
    if (!open || !this.#isRevoked(open)) return;
    this.#close();
    void this.decline(open.offer.sessionId);
  }

  #isRevoked({ offer }: Open): boolean {
    return this.#parts.trust.isRevoked(offer.technician.publicKey);
  }

  /** The server says it again, to a computer that comes back. */
  #isAbout(sessionId: string): boolean {
    return [this.#open, this.#answering].some((each) => each?.offer.sessionId === sessionId);
  }

  /** One question at a time: whoever asks for another request of this machine waits until that one is answered. */
  #isFreeFor(offer: Offer): boolean {
    const current = this.#open?.offer ?? this.#considered;
    const isOther = current !== undefined && current.requestId !== offer.requestId;
    return !isOther && !this.#parts.busy() && !this.answering;
  }

  #ask(open: Open): void {
    const { pages, desktop, logger } = this.#parts;
    const raised = this.#open !== undefined;
    this.#open = open;
    this.#changed.fire();
    // One offer after the other must not make the window jump and ring.
    if (raised) return;
    pages.show();
    desktop.attention().catch((error: unknown) => logger.warn('the window could not be raised', { error: String(error) }));
  }

  #worry(open: Open, because: GuardQuestion | null): void {
    this.#open = undefined;
    void this.decline(open.offer.sessionId);
    // Before anybody sees that there is room for the next.
    this.#tellWorried(open, because);
    this.#changed.fire();
  }

  #tellWorried({ offer, technician, vouched }: Open, because: GuardQuestion | null): void {
    this.#worried.fire({ offer, technician, vouched, because });
  }

  #feedDialog(dialogId: string, event: DialogEvent): void {
    if (this.#open?.offer.sessionId === dialogId) this.#feed({ type: 'dialog', at: event.at, event });
  }

  #feed(event: JoinEvent): void {
    const open = this.#open;
    if (!open) return;
    const join = nextJoin(open.join, event);
    if (join === open.join) return;
    if (join.state === 'asked') {
      open.join = join;
      return this.#changed.fire();
    }
    this.#close();
    if (join.state === 'accepted') return void this.#letIn(open, join.wordsHash);
    this.#closed.fire({ offer: open.offer, how: join.state });
    if (join.state !== 'withdrawn') void this.decline(open.offer.sessionId);
  }

  #close(): void {
    this.#open = undefined;
    this.#changed.fire();
  }

  async #send(sessionId: string, accepted: boolean): Promise<void> {
    const { connection } = this.#parts.server;
    if (!connection) throw new AppError('rpc.closed', 'the server cannot be reached at the moment');
    await connection.call(deviceSocket.joinAnswer, { sessionId, accepted });
  }

  /** Nobody was asked, and nobody need wait: a no of the organisation's, or one that the user gave before. */
  async decline(sessionId: string): Promise<void> {
    try {
      await this.#send(sessionId, false);
    } catch (error) {
      this.#parts.logger.warn('the server did not take the answer to the join', { code: toAppError(error).code });
    }
  }

  /**
   * The server hears of a yes before the first signal, since it routes none for a session that is not joined. Until it has
   * answered, all that speaks against the yes counts.
   */
  async #letIn(open: Open, wordsHash: string): Promise<void> {
    const { offer, technician, certificates, vouched, reasons } = open;
    this.#answering = open;
    try {
      await this.#send(offer.sessionId, true);
      if (!this.#isMeant(open)) return this.#tellOvertaken(open);
      this.#accepted.fire({ offer, technicianView: technician, certificates, vouched, guard: reasons, wordsHash });
    } catch (error) {
      const { code } = toAppError(error);
      this.#parts.logger.warn('the server did not take the answer to the join', { code });
      // It was taken back while this computer did not hear the server.
      const isOver = code === 'session.not-found' || code === 'ticket.wrong-state';
      if (this.#isMeant(open)) this.#lost.fire(isOver ? { kind: 'not-waiting', name: technician.name } : { kind: 'server-away' });
      else this.#tellOvertaken(open);
    } finally {
      if (this.#answering === open) this.takeBackYes();
    }
  }

  /** Whether what the user said yes to still holds. */
  #isMeant(open: Open): boolean {
    return this.#answering === open && this.#parts.isLive(open.offer.requestId) && !this.#isRevoked(open);
  }

  #tellOvertaken(open: Open): void {
    this.#overtaken.fire({ offer: open.offer, because: this.#isRevoked(open) ? 'revoked' : 'taken-back' });
  }
}
