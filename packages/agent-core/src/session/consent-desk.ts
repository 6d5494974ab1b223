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
  type Grant,
  type GrantEndReason,
  type Grants,
  type GrantsEffect,
  type GrantsEvent,
  isOnce,
  longestMs,
  type Moment,
  mayAct,
  type Narrowed,
  NO_REVIEW,
  nextAskQueue,
  nextGrants,
  nextReview,
  noGrants,
  type PolicyRefusal,
  REVIEW_KEEP_MS,
  type Review,
  type ReviewEffect,
  type ReviewEvent,
  remainingMs,
  reviewRemainingMs,
  whyRejected,
} from '@alongside/consent';
import type { AskView, Capability, Notice, session } from '@alongside/protocol';
import type { z } from 'zod';
import type { IdentityDesk, NotIdentified } from './identity-desk.ts';
import type { LedgerDesk } from './ledger-desk.ts';
import { Limits, type StandingYes, type YesNow } from './limits.ts';
import { type GrantOf, type Starting, Starts } from './starts.ts';

type Outcome = z.infer<typeof session.consentState.params>;
type DialogView = Omit<AskView, 'mayOutlive' | 'userComesFirst' | 'action'>;

const TICK_MS = 1_000;
const REFUSALS_BY_RULES: readonly PolicyRefusal[] = ['forbidden', 'outside-hours', 'technician', 'second-factor', 'time-used-up'];

export interface ConsentDeskParts {
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly crypto: Crypto;
  readonly language: string;
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
  readonly ledger: () => LedgerDesk;
  /** Opens what was allowed; a throw means that nothing is granted. */
  readonly begin: (grant: GrantOf) => Promise<void>;
  /** Cuts what a grant carried, at once. */
  readonly end: (grant: GrantOf, reason: GrantEndReason) => void;
  /** Whether what `begin` opened is still there. */
  readonly isOpen: (grant: GrantOf) => boolean;
}

/**
 * Drives the rules of packages/consent: asks, their dialogs, grants and the review after 30 minutes. Decides nothing by
 * itself; carries out what the machines say, and enters it.
 */
export class ConsentDesk implements Disposable {
  readonly #parts: ConsentDeskParts;
  readonly #store = new DisposableStore();
  readonly #changed = new Emitter<void>();
  readonly #outcomes = new Emitter<Outcome>();
  readonly #notices = new Emitter<Notice>();
  #queue: AskQueue;
  #grants: Grants;
  #review: Review = NO_REVIEW;
  readonly #starts: Starts;
  readonly #limits: Limits;
  #closed = false;
  readonly #unanswered = new Map<string, Ask>();
  #timer: Disposable | undefined;
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
    this.#grants = noGrants(this.#now());
    this.#limits = new Limits({
      narrow: parts.narrow,
      standing: parts.standing,
      onRefused: (capability, why) => parts.ledger().enterSoon('policy/refused', { capability, why }),
    });
    this.#starts = new Starts({
      ...parts,
      narrowed: (ask, durationMs) => this.#limits.narrowed(ask, longestMs(ask.capability, durationMs)),
      isLive: (capability) => this.#isLive(capability),
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
    const { monotonic, wall } = this.#now();
    return mayAct(this.#grants, capability, monotonic, wall);
  }

  /** Live grants with the time that is left, ms. */
  get live(): readonly (Grant & { readonly remainingMs: number })[] {
    const now = this.#now();
    return this.#grants.grants.map((grant) => ({ ...grant, remainingMs: Math.ceil(remainingMs(grant, now)) }));
  }

  get frozen(): ReadonlySet<FreezeReason> {
    return this.#grants.freezes;
  }

  /** Something is allowed, or a yes is being carried out. */
  get engaged(): boolean {
    return this.#grants.grants.length > 0 || this.#starts.capabilities.length > 0;
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

  get review(): { readonly remainingMs: number; readonly sinceMs: number } | null {
    if (this.#review.state !== 'asked') return null;
    const at = this.#now().monotonic;
    return {
      remainingMs: Math.round(reviewRemainingMs(this.#review, at) ?? 0),
      sinceMs: Math.round(this.#review.askedAt - this.#review.since),
    };
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
    return [...this.#capabilities(), ...this.#starts.capabilities];
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
    if (!asked) this.#starts.startAgain(capability, durationMs);
  }

  /** "10 more", from the user: longer where it lives, anew where it just ran out. */
  prolong(capability: Capability, durationMs: number): void {
    if (isOnce(capability)) return;
    const grant = this.live.find((live) => live.capability === capability);
    if (!grant) return this.startAgain(capability, durationMs);
    const wanted = grant.remainingMs + durationMs;
    const left = this.#limits.narrowedLive(grant, wanted, this.#now());
    if (left.allowed && left.durationMs > grant.remainingMs) {
      const more = Math.min(durationMs, left.durationMs - grant.remainingMs);
      return this.#feedGrants({ type: 'prolonged', at: this.#now(), capability, durationMs: more });
    }
    this.#notices.fire({ kind: 'restricted', capability, why: left.allowed ? 'time-used-up' : left.why });
  }

  /** The organisation's rules changed, or what else limits from outside: what is live is looked at again. */
  limitsChanged(): void {
    this.#feedGrants({ type: 'tick', at: this.#now() });
    this.#changed.fire();
  }

  endGrant(capability: Capability, reason: GrantEndReason): void {
    if (reason === 'taken-back') this.#limits.takenBack(capability);
    this.#feedGrants({ type: 'ended', at: this.#now(), capability, reason });
  }

  /** Ends every grant; asks and later grants go on being possible. */
  endAll(reason: GrantEndReason): void {
    this.#feedGrants({ type: 'all-ended', at: this.#now(), reason });
  }

  /** The session is over: nothing is allowed any more. */
  close(reason: GrantEndReason): void {
    this.#closed = true;
    this.endAll(reason);
    this.#feedQueue({ type: 'closed', at: this.#now().monotonic });
  }

  answerReview(keep: readonly Capability[]): void {
    this.#feedReview({ type: 'answered', at: this.#now().monotonic, keep });
  }

  setPaused(paused: boolean): void {
    this.#setFrozen('paused', paused);
  }

  setLinkLive(live: boolean): void {
    this.#setFrozen('link-lost', !live);
  }

  dispose(): void {
    this.#closed = true;
    this.#timer?.dispose();
    this.#readyTimer?.dispose();
    this.#store.dispose();
  }

  #now(): Moment {
    return { monotonic: this.#parts.clock.monotonic(), wall: this.#parts.clock.now() };
  }

  #tick(): void {
    const at = this.#now();
    this.#feedQueue({ type: 'tick', at: at.monotonic });
    this.#feedGrants({ type: 'tick', at });
    this.#feedReview({ type: 'tick', at: at.monotonic });
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
      language: this.#parts.language,
      technicianKey: this.#parts.technicianKey,
    });
    if (type === 'unanswered') {
      this.#unanswered.set(ask.askId, ask);
      this.#notices.fire({ kind: 'unanswered', capability: ask.capability, at: this.#parts.clock.now(), askId: ask.askId });
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
    this.#feedGrants({ type: 'started', at: this.#now(), grantId, askId, capability, durationMs });
    this.#tell(ask, 'granted');
    // The source may have gone while its grant was being entered.
    if (!this.#parts.isOpen({ grantId, capability })) this.endGrant(capability, 'source-ended');
  }

  #handleFailed({ ask }: Starting, { code }: AppError): void {
    const { capability } = ask;
    const again = askAgainInMs(this.#queue, capability, this.#now().monotonic);
    this.#tell(ask, 'failed', { code, askAgainInMs: Math.max(-1, Math.round(again)) });
    const why = REFUSALS_BY_RULES.find((each) => code === `policy.${each}`);
    if (code === 'screen.not-chosen') this.#notices.fire({ kind: 'screen-not-chosen' });
    else if (why) this.#notices.fire({ kind: 'restricted', capability, why });
    else this.#notices.fire({ kind: 'could-not-start', capability, code });
  }

  #isLive(capability: Capability): boolean {
    return this.#grants.grants.some((grant) => grant.capability === capability);
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

  // -- Grants and review -----------------------------------------------------------------------------------------------

  #setFrozen(reason: FreezeReason, frozen: boolean): void {
    if (this.#grants.freezes.has(reason) === frozen) return;
    this.#feedGrants({ type: frozen ? 'frozen' : 'thawed', at: this.#now(), reason });
  }

  #feedGrants(event: GrantsEvent): void {
    const before = this.#grants;
    const first = nextGrants(before, event);
    // Whatever made a grant or made it longer: in the same moment it is cut to what the rules leave of it.
    const limits = this.#limits.of(first.state.grants, event.at);
    const { state, effects: cut } = nextGrants(first.state, { type: 'limited', at: event.at, limits });
    const effects = [...first.effects, ...cut];
    this.#grants = state;
    for (const effect of effects) this.#handleGrantEffect(effect);
    const started = effects.some(({ type }) => type === 'started' || type === 'ended');
    if (started)
      this.#feedReview({
        type: 'grants-changed',
        at: event.at.monotonic,
        // Nobody need be there to answer for what a standing permission began.
        live: this.#grants.grants.filter((grant) => !this.#limits.isStanding(grant)).map(({ capability }) => capability),
      });
    if (effects.length > 0 || state.freezes !== before.freezes) this.#settle();
  }

  #handleGrantEffect(effect: GrantsEffect): void {
    switch (effect.type) {
      case 'started':
        return;
      case 'prolonged':
        return this.#parts.ledger().enterSoon('grant/prolonged', {
          grantId: effect.grant.grantId,
          capability: effect.grant.capability,
          durationMs: Math.round(effect.durationMs),
        });
      case 'ended': {
        const { grantId, capability } = effect.grant;
        this.#parts.end({ grantId, capability }, effect.reason);
        this.#parts.ledger().enterLate('grant/ended', { grantId, capability, reason: effect.reason });
        if (this.#starts.handleEnded(capability, effect.reason)) this.#notices.fire({ kind: 'expired', capability });
        return;
      }
      case 'frozen':
        if (this.#grants.grants.length > 0)
          this.#parts.ledger().enterSoon('grant/frozen', { capabilities: this.#capabilities(), reason: effect.reason });
        return;
      case 'thawed':
        if (this.#grants.grants.length > 0)
          this.#parts.ledger().enterSoon('grant/thawed', { capabilities: this.#capabilities() });
        return;
      case 'clock-jumped':
        this.#notices.fire({ kind: 'clock-jumped' });
        // Whether it holds by the new time is asked when the technician asks again.
        for (const capability of this.#standingCapabilities()) this.endGrant(capability, 'standing-over');
        return this.#feedReview({ type: 'clock-jumped', at: this.#now().monotonic });
    }
  }

  #feedReview(event: ReviewEvent): void {
    const { state, effects } = nextReview(this.#review, event);
    const changed = state !== this.#review;
    this.#review = state;
    for (const effect of effects) this.#handleReviewEffect(effect);
    if (changed) this.#settle();
  }

  #handleReviewEffect(effect: ReviewEffect): void {
    switch (effect.type) {
      case 'ask':
        this.#setFrozen('review', true);
        this.#shown.fire();
        return this.#parts
          .ledger()
          .enterSoon('review/asked', { capabilities: [...effect.live], sinceMs: Math.round(effect.sinceMs) });
      case 'answered':
        this.#parts
          .ledger()
          .enterSoon('review/answered', { kept: [...effect.keep], ended: [...effect.end], by: 'user', wordsHash: null });
        return this.#feedGrants({
          type: 'confirmed',
          at: this.#now(),
          keep: [...effect.keep, ...this.#standingCapabilities()],
          durationMs: REVIEW_KEEP_MS,
        });
      case 'unanswered':
        this.#parts.ledger().enterLate('review/answered', { kept: [], ended: [...effect.end], by: 'silence', wordsHash: null });
        this.endAll('review');
        this.#setFrozen('review', false);
        return this.#setFrozen('clock', false);
    }
  }

  #standingCapabilities(): Capability[] {
    return this.#grants.grants.filter((grant) => this.#limits.isStanding(grant)).map(({ capability }) => capability);
  }

  #capabilities(): Capability[] {
    return this.#grants.grants.map(({ capability }) => capability);
  }

  /** What follows from what is true now: the freeze while the user is asked, what may be shown, the next look at the clock. */
  #settle(): void {
    const choosing = this.choosingScreen;
    const { identity } = this.#parts;
    const held = choosing || this.#review.state === 'asked' || this.#closed || identity.busy;
    if (this.#queue.held !== held) {
      this.#feedQueue({ type: 'held', at: this.#now().monotonic, held });
      return;
    }
    if (awaitsIdentity(this.#queue)) return identity.begin();
    this.#setFrozen('dialog', this.#queue.shown !== null || choosing || identity.busy);
    this.#scheduleExpiry();
    this.#changed.fire();
  }

  /** Grants end to the moment, not to the next tick. */
  #scheduleExpiry(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    if (this.#closed || !(this.#grants.grants.length > 0)) return;
    const next = Math.min(...this.live.map((grant) => grant.remainingMs));
    this.#timer = this.#parts.clock.after(next, () => this.#feedGrants({ type: 'tick', at: this.#now() }));
  }
}
