import {
  AppError,
  type Clock,
  type Crypto,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type RandomSource,
} from '@alongside/base';
import {
  type Ask,
  type AskEffect,
  type AskQueue,
  type AskQueueEvent,
  allowReady,
  askAgainInMs,
  awaitsIdentity,
  dialogRemainingMs,
  EMPTY_ASK_QUEUE,
  type FreezeReason,
  type GrantEndReason,
  isOnce,
  longestMs,
  type Moment,
  type Narrowed,
  nextAskQueue,
  type PolicyRefusal,
  whyRejected,
} from '@alongside/consent';
import type { AskView, Capability, Language, Notice, session } from '@alongside/protocol';
import type { z } from 'zod';
import { GrantDesk } from './grant-desk.ts';
import type { IdentityDesk, NotIdentified } from './identity-desk.ts';
import type { Entering } from './ledger-desk.ts';
import { Limits, type StandingYes, type YesNow } from './limits.ts';
import { type GrantOf, type Starting, Starts } from './starts.ts';

type Outcome = z.infer<typeof session.consentState.params>;
type DialogView = Omit<AskView, 'mayOutlive' | 'userComesFirst' | 'action'>;

const TICK_MS = 1_000;
const REFUSALS_BY_RULES: readonly PolicyRefusal[] = ['forbidden', 'outside-hours', 'technician', 'second-factor', 'time-used-up'];

export interface ConsentDeskParts {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  /** In which the user is spoken to now. */
  readonly language: () => Language;
  readonly technicianKey: string;
  /** What the organisation's rules leave of a yes. */
  readonly narrow: (yes: YesNow) => Narrowed;
  /** Where the session began without a click. */
  readonly standing?: StandingYes | undefined;
  /** What waits until it is known who asks, and who finds that out. */
  readonly identityFirst: readonly Capability[];
  readonly identity: Pick<IdentityDesk, 'busy' | 'begin'>;
  /** From when a dialog is wholly visible. */
  readonly allowAfterMs: number;
  /** The session's record; asks come only once there is one. */
  readonly ledger: () => Entering;
  /** Opens what was allowed; a throw means that nothing is granted. */
  readonly begin: (grant: GrantOf) => Promise<void>;
  /** Cuts what a grant carried, at once. */
  readonly end: (grant: GrantOf, reason: GrantEndReason) => void;
  /** Whether what `begin` opened is still there. */
  readonly isOpen: (grant: GrantOf) => boolean;
}

/**
 * Drives the rules of packages/consent: asks, their dialogs, and with GrantDesk what comes of a yes. Decides nothing by
 * itself; carries out what the machines say, and enters it.
 */
export class ConsentDesk implements Disposable {
  readonly #parts: ConsentDeskParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #outcomes = new Emitter<Outcome>();
  readonly #notices = new Emitter<Notice>();
  #queue: AskQueue;
  readonly #grants: GrantDesk;
  readonly #starts: Starts;
  readonly #limits: Limits;
  #closed = false;
  /** The user is being asked something about somebody else. */
  #elsewhere = false;
  readonly #unanswered = new Map<string, Ask>();
  #readyTimer: Disposable | undefined;

  readonly onChange: Event<void> = this.#changed.event;
  /** What became of an ask, for the technician. */
  readonly onOutcome: Event<Outcome> = this.#outcomes.event;
  readonly onNotice: Event<Notice> = this.#notices.event;
  readonly #shown = new Emitter<void>();
  /** A dialog opened: the window must be seen. */
  readonly onShown: Event<void> = this.#shown.event;

  constructor(parts: ConsentDeskParts) {
    this.#parts = parts;
    const { allowAfterMs, identityFirst } = parts;
    this.#queue = { ...EMPTY_ASK_QUEUE, allowAfterMs, identityFirst };
    this.#limits = new Limits({
      narrow: parts.narrow,
      standing: parts.standing,
      onRefused: (capability, why) => parts.ledger().enterSoon('policy/refused', { capability, why }),
    });
    this.#grants = this.#store.add(
      new GrantDesk({
        sessionId: parts.sessionId,
        clock: parts.clock,
        limits: this.#limits,
        ledger: parts.ledger,
        end: parts.end,
        onEnded: (capability, reason) => this.#starts.handleEnded(capability, reason),
        isHeld: () => this.#elsewhere,
        onReviewAsked: () => this.#shown.fire(),
        onNotice: (notice) => this.#notices.fire(notice),
        onChange: () => this.#settle(),
      }),
    );
    this.#starts = new Starts({
      ...parts,
      narrowed: (ask, durationMs) => this.#limits.narrowed(ask, longestMs(ask.capability, durationMs)),
      isLive: (capability) => this.#grants.capabilities.includes(capability),
      isClosed: () => this.#closed,
      onBegun: ({ ask }) => {
        this.#tell(ask, 'allowed');
        this.#settle();
      },
      onGranted: (starting, grantId) => this.#handleGranted(starting, grantId),
      onFailed: (starting, error) => this.#handleFailed(starting, error),
      onChanged: () => this.#settle(),
    });
    this.#store.add(parts.clock.every(TICK_MS, () => this.#tick()));
  }

  /** What the gate asks. */
  mayAct(capability: Capability): AppError | undefined {
    return this.#grants.mayAct(capability);
  }

  get live(): GrantDesk['live'] {
    return this.#grants.live;
  }

  get frozen(): ReadonlySet<FreezeReason> {
    return this.#grants.frozen;
  }

  /** Something is allowed, or a yes is being carried out. */
  get engaged(): boolean {
    return this.#grants.capabilities.length > 0 || this.#starts.capabilities.length > 0;
  }

  /**
   * The user is being asked something about this session, or is about to be. Where there are several sessions, each is told
   * of the others' by `setElsewhere`, with every change.
   */
  get asks(): boolean {
    return !this.#closed && (this.#queue.shown !== null || this.review !== null || this.#hasEye);
  }

  /** Other than by a dialog of the queue, which goes on after it. */
  get #hasEye(): boolean {
    return this.choosingScreen || this.#parts.identity.busy;
  }

  /** The user allowed the screen and now chooses which. */
  get choosingScreen(): boolean {
    return this.#starts.capabilities.includes('screen.view');
  }

  get dialog(): DialogView | null {
    const { shown, waiting } = this.#queue;
    if (!shown) return null;
    const at = this.#now().monotonic;
    const { ask, dialog } = shown;
    return {
      askId: ask.askId,
      capability: ask.capability,
      reason: ask.reason,
      durationMs: ask.durationMs,
      remainingMs: Math.round(dialogRemainingMs(dialog, at)),
      moreTimeLeft: dialog.moreTimeLeft,
      allowReady: allowReady(dialog, at),
      waitingBehind: waiting.length,
      limit: this.#limits.longest(ask),
    };
  }

  /** Questions that come after what the user is asked now. */
  get waiting(): number {
    return this.#queue.waiting.length;
  }

  get review(): GrantDesk['review'] {
    return this.#grants.review;
  }

  /** Throws why a question would be turned away now, before anything is done for it. */
  mustBeAskable(ask: Ask): void {
    this.#narrowed(ask);
    const at = this.#now().monotonic;
    this.#feedQueue({ type: 'tick', at });
    const rejected = whyRejected(this.#queue, ask, this.#taken, at);
    if (rejected) throw rejected;
  }

  /** The technician asks. Throws why it may not be asked now. */
  ask(ask: Ask): void {
    const asked = this.#narrowed(ask);
    const live = this.#taken;
    const standing = this.#limits.standingFor(ask.capability);
    if (standing && !this.#queue.identityFirst.includes(ask.capability)) return this.#startStanding(standing, asked, live);
    const effects = this.#feedQueue({ type: 'asked', at: this.#now().monotonic, ask: asked, live });
    for (const effect of effects) if (effect.type === 'rejected') throw effect.error;
  }

  #narrowed(ask: Ask): Ask {
    const refused = this.#parts.ledger().mayGrant();
    if (refused) throw refused;
    // A number that was used names that question in the record and on the page, and no other.
    if (this.#entered.has(ask.askId)) throw new AppError('consent.asked-already', 'this question was asked before');
    return { ...ask, durationMs: this.#limits.narrowed(ask, longestMs(ask.capability, ask.durationMs)) };
  }

  /** Allowed, or about to be. */
  get #taken(): readonly Capability[] {
    return [...this.#grants.capabilities, ...this.#starts.capabilities];
  }

  withdraw(askId: string): void {
    this.#feedQueue({ type: 'withdrawn', at: this.#now().monotonic, askId });
  }

  /** It is known now who asks: what waited for that comes in its turn. */
  handleIdentified(): void {
    this.#feedQueue({ type: 'identified', at: this.#now().monotonic });
  }

  handleNotIdentified(why: NotIdentified): void {
    const forGood = why === 'not-on-phone' || why === 'spent';
    const answer = why === 'not-on-phone' ? 'refused' : why === 'no-nonce' ? 'withdrawn' : 'unanswered';
    this.#feedQueue({ type: 'not-identified', at: this.#now().monotonic, answer, forGood });
  }

  /** What the user is asked about the technician came up, changed or closed. */
  handleIdentityChange(): void {
    this.#settle();
  }

  handleVisible(askId: string, visible: boolean, words: string): void {
    const at = this.#now().monotonic;
    this.#feedQueue({
      type: 'dialog',
      at,
      askId,
      event: { type: 'visible', at, visible, wordsHash: this.#parts.crypto.sha256(words) },
    });
    this.#readyTimer?.dispose();
    this.#readyTimer = visible ? this.#parts.clock.after(this.#parts.allowAfterMs, () => this.#changed.fire()) : undefined;
  }

  handleActive(askId: string): void {
    const at = this.#now().monotonic;
    this.#feedQueue({ type: 'dialog', at, askId, event: { type: 'active', at } });
  }

  moreTime(askId: string): void {
    const at = this.#now().monotonic;
    this.#feedQueue({ type: 'dialog', at, askId, event: { type: 'more-time', at } });
  }

  /** The user's answer from the shell page. An Allow that comes too soon, or for other words, has no effect. */
  answer(askId: string, allow: boolean, durationMs: number, wordsHash: string): void {
    this.#feedQueue({ type: 'answered', at: this.#now().monotonic, askId, allow, wordsHash, durationMs });
  }

  /** The user lets the technician ask again at once what was not answered. */
  invite(askId: string): void {
    const ask = this.#unanswered.get(askId);
    if (!ask) return;
    this.#unanswered.delete(askId);
    this.#feedQueue({ type: 'invited', at: this.#now().monotonic, capability: ask.capability });
    this.#tell(ask, 'unanswered', { askAgainInMs: 0 });
  }

  /** The user begins again what did not begin or ran out; where the technician asks for it again, that dialog is the way. */
  startAgain(capability: Capability, durationMs?: number): void {
    const { shown, waiting } = this.#queue;
    const asked = [...waiting, ...(shown ? [shown.ask] : [])].some((ask) => ask.capability === capability);
    if (asked) return;
    // Which screen is a question, too.
    if (this.#elsewhere && capability === 'screen.view') throw new AppError('consent.frozen', 'another question comes first');
    this.#starts.startAgain(capability, durationMs);
  }

  /** "10 more", from the user: longer where it lives, anew where it just ran out. */
  prolong(capability: Capability, durationMs: number): void {
    if (isOnce(capability)) return;
    const grant = this.live.find((live) => live.capability === capability);
    if (!grant) return this.startAgain(capability, durationMs);
    void this.#grants.prolong(grant, durationMs);
  }

  /** The organisation's rules changed, or what else limits from outside: what is live is looked at again. */
  limitsChanged(): void {
    this.#grants.limitsChanged();
    this.#changed.fire();
  }

  endGrant(capability: Capability, reason: GrantEndReason): void {
    this.#grants.end(capability, reason);
  }

  /** Ends every grant; asks and later grants go on being possible. */
  endAll(reason: GrantEndReason): void {
    this.#grants.endAll(reason);
  }

  /** The session is over: nothing is allowed any more. */
  close(reason: GrantEndReason): void {
    this.#closed = true;
    this.endAll(reason);
    this.#feedQueue({ type: 'closed', at: this.#now().monotonic });
  }

  answerReview(keep: readonly Capability[]): void {
    void this.#grants.answerReview(keep);
  }

  /**
   * The user is being asked something about somebody else: until that is answered nothing of this session is asked, and
   * what it may do stands still, so that nobody with the mouse answers for somebody else. What is asked already stays.
   */
  setElsewhere(asked: boolean): void {
    if (this.#elsewhere === asked) return;
    this.#elsewhere = asked;
    // A review that came due meanwhile comes before the questions that waited.
    if (!asked) this.#grants.tick(this.#now());
    this.#settle();
  }

  setPaused(paused: boolean): void {
    this.#grants.setFrozen('paused', paused);
  }

  setLinkLive(live: boolean): void {
    this.#grants.setFrozen('link-lost', !live);
  }

  dispose(): void {
    this.#closed = true;
    this.#readyTimer?.dispose();
    this.#store.dispose();
  }

  #now(): Moment {
    return { monotonic: this.#parts.clock.monotonic(), wall: this.#parts.clock.now() };
  }

  #tick(): void {
    const at = this.#now();
    this.#feedQueue({ type: 'tick', at: at.monotonic });
    this.#grants.tick(at);
  }

  // -- Asks ------------------------------------------------------------------------------------------------------------

  #feedQueue(event: AskQueueEvent): readonly AskEffect[] {
    const before = this.#queue;
    const { state, effects } = nextAskQueue(before, event);
    this.#queue = state;
    for (const effect of effects) this.#handleAskEffect(effect);
    if (state !== before || effects.length > 0) this.#settle();
    return effects;
  }

  #handleAskEffect(effect: AskEffect): void {
    const { ask } = effect;
    switch (effect.type) {
      case 'rejected':
      case 'ignored':
        return;
      case 'queued':
        this.#enterAsked(ask);
        return this.#tell(ask, 'queued');
      case 'shown':
        this.#enterAsked(ask);
        this.#parts.ledger().enterSoon('consent/shown', { askId: ask.askId, capability: ask.capability });
        this.#shown.fire();
        return this.#tell(ask, 'shown', { remainingMs: this.dialog?.remainingMs ?? null });
      case 'allowed':
        void this.#starts.start({ ask, durationMs: effect.durationMs, wordsHash: effect.wordsHash, by: 'user' });
        return;
      default:
        return this.#handleNo(effect);
    }
  }

  #handleNo({
    type,
    ask,
    askAgainInMs: again,
    wordsHash,
    code,
  }: Extract<AskEffect, { type: 'refused' | 'unanswered' | 'withdrawn' }>): void {
    const by = type === 'refused' ? 'user' : type === 'unanswered' ? 'silence' : this.#closed ? 'session-ended' : 'withdrawn';
    this.#parts.ledger().enterSoon('consent/answered', {
      askId: ask.askId,
      capability: ask.capability,
      allowed: false,
      by,
      durationMs: ask.durationMs,
      wordsHash: wordsHash ?? this.#parts.crypto.sha256(''),
      language: this.#parts.language(),
      technicianKey: this.#parts.technicianKey,
    });
    if (type === 'unanswered') {
      this.#unanswered.set(ask.askId, ask);
      const { sessionId, clock } = this.#parts;
      this.#notices.fire({ kind: 'unanswered', sessionId, capability: ask.capability, at: clock.now(), askId: ask.askId });
    }
    const mayView = !this.#queue.identityFirst.includes('screen.view');
    if (type === 'refused') this.#notices.fire(code === undefined ? { kind: 'refused' } : { kind: 'not-on-phone', mayView });
    this.#tell(ask, type, { askAgainInMs: Math.round(again), code: code ?? null });
  }

  readonly #entered = new Set<string>();

  #enterAsked(ask: Ask): void {
    if (this.#entered.has(ask.askId)) return;
    this.#entered.add(ask.askId);
    const { askId, capability, durationMs, reason, action } = ask;
    const entry = { askId, capability, durationMs, ...(action && { action }) };
    this.#parts.ledger().enterSoon('consent/asked', entry, { reason });
  }

  #tell(ask: Ask, outcome: Outcome['outcome'], more: Partial<Outcome> = {}): void {
    this.#outcomes.fire({
      askId: ask.askId,
      capability: ask.capability,
      outcome,
      remainingMs: null,
      askAgainInMs: null,
      code: null,
      ...more,
    });
  }

  // -- From a yes to a grant -------------------------------------------------------------------------------------------

  #handleGranted({ ask, durationMs, by }: Starting, grantId: string): void {
    const { askId, capability } = ask;
    if (by === 'standing') this.#limits.began(grantId);
    this.#grants.start({ grantId, askId, capability, durationMs });
    this.#tell(ask, 'granted');
    // The source may have gone while its grant was being entered.
    if (!this.#parts.isOpen({ grantId, capability })) this.endGrant(capability, 'source-ended');
  }

  #handleFailed({ ask }: Starting, { code }: AppError): void {
    const { capability } = ask;
    const again = askAgainInMs(this.#queue, capability, this.#now().monotonic);
    this.#tell(ask, 'failed', { code, askAgainInMs: Math.max(-1, Math.round(again)) });
    const why = REFUSALS_BY_RULES.find((each) => code === `policy.${each}`);
    if (code === 'screen.not-chosen') this.#notices.fire({ kind: 'screen-not-chosen', sessionId: this.#parts.sessionId });
    else if (why) this.#notices.fire({ kind: 'restricted', capability, why });
    else this.#notices.fire({ kind: 'could-not-start', capability, code });
  }

  /** Nobody is asked: the user said yes beforehand, and a notice stands on the screen. */
  #startStanding(standing: StandingYes, ask: Ask, live: readonly Capability[]): void {
    if (this.#closed) throw new AppError('session.ended', 'the session is over');
    if (live.includes(ask.capability)) throw new AppError('consent.asked-already', `${ask.capability} is allowed already`);
    if (!standing.noticeShown()) throw new AppError('standing.not-now', 'the notice is not on the screen yet');
    this.#enterAsked(ask);
    const durationMs = Math.floor(Math.min(ask.durationMs, standing.leftMs()));
    void this.#starts.start({ ask, durationMs, wordsHash: standing.wordsHash, by: 'standing' });
  }

  /** What follows from what is true now: the freeze while the user is asked, what may be shown, the next look at the clock. */
  #settle(): void {
    const held = this.#hasEye || this.#grants.review !== null || this.#closed || this.#elsewhere;
    if (this.#queue.held !== held) {
      this.#feedQueue({ type: 'held', at: this.#now().monotonic, held });
      return;
    }
    if (awaitsIdentity(this.#queue)) return this.#parts.identity.begin();
    this.#grants.setFrozen('dialog', this.#queue.shown !== null || this.#hasEye || this.#elsewhere);
    this.#grants.scheduleExpiry();
    this.#changed.fire();
  }
}
