import { type AppError, type Clock, type Disposable, toAppError } from '@alongside/base';
import {
  type FreezeReason,
  type Grant,
  type GrantEndReason,
  type Grants,
  type GrantsEffect,
  type GrantsEvent,
  type Moment,
  mayAct,
  NO_REVIEW,
  nextGrants,
  nextReview,
  noGrants,
  REVIEW_KEEP_MS,
  type Review,
  type ReviewEffect,
  type ReviewEvent,
  remainingMs,
  reviewRemainingMs,
} from '@alongside/consent';
import type { Capability, Notice } from '@alongside/protocol';
import type { Entering } from './ledger-desk.ts';
import type { Limits } from './limits.ts';
import type { GrantOf } from './starts.ts';

export interface GrantDeskParts {
  readonly sessionId: string;
  readonly clock: Clock;
  readonly limits: Limits;
  readonly ledger: () => Entering;
  /** Cuts what a grant carried, at once. */
  readonly end: (grant: GrantOf, reason: GrantEndReason) => void;
  /** True where the user is offered to begin again what ran out. */
  readonly onEnded: (capability: Capability, reason: GrantEndReason) => boolean;
  /** The user is being asked something else, so that nothing may be asked here. */
  readonly isHeld: () => boolean;
  /** The user is asked whether all of it shall go on. */
  readonly onReviewAsked: () => void;
  readonly onNotice: (notice: Notice) => void;
  readonly onChange: () => void;
}

type LiveGrant = Grant & { readonly remainingMs: number };

/** Drives what is allowed now: grants, what freezes them, and the review after 30 minutes; enters each of their changes. */
export class GrantDesk implements Disposable {
  readonly #parts: GrantDeskParts;
  #grants: Grants;
  #review: Review = NO_REVIEW;
  #timer: Disposable | undefined;
  /** What the user said may go on is being entered. */
  #answering = false;

  constructor(parts: GrantDeskParts) {
    this.#parts = parts;
    this.#grants = noGrants(this.#now());
  }

  /** What the gate asks. */
  mayAct(capability: Capability): AppError | undefined {
    const { monotonic, wall } = this.#now();
    return mayAct(this.#grants, capability, monotonic, wall);
  }

  /** Live grants with the time that is left, ms. */
  get live(): readonly LiveGrant[] {
    const now = this.#now();
    return this.#grants.grants.map((grant) => ({ ...grant, remainingMs: Math.ceil(remainingMs(grant, now)) }));
  }

  get frozen(): ReadonlySet<FreezeReason> {
    return this.#grants.freezes;
  }

  get capabilities(): Capability[] {
    return this.#grants.grants.map(({ capability }) => capability);
  }

  get review(): { readonly remainingMs: number; readonly sinceMs: number } | null {
    if (this.#review.state !== 'asked') return null;
    const at = this.#now().monotonic;
    return {
      remainingMs: Math.round(reviewRemainingMs(this.#review, at) ?? 0),
      sinceMs: Math.round(this.#review.askedAt - this.#review.since),
    };
  }

  start(grant: { grantId: string; askId: string; capability: Capability; durationMs: number }): void {
    this.#feedGrants({ type: 'started', at: this.#now(), ...grant });
  }

  /** Longer, as far as the rules leave it: once that is entered, and not at all where it cannot be. */
  async prolong(grant: LiveGrant, durationMs: number): Promise<void> {
    const { grantId, capability, remainingMs: left } = grant;
    const narrowed = this.#parts.limits.narrowedLive(grant, left + durationMs, this.#now());
    if (!narrowed.allowed || narrowed.durationMs <= left) {
      const why = narrowed.allowed ? 'time-used-up' : narrowed.why;
      return this.#parts.onNotice({ kind: 'restricted', capability, why });
    }
    const more = Math.min(durationMs, narrowed.durationMs - left);
    try {
      await this.#parts.ledger().enter('grant/prolonged', { grantId, capability, durationMs: Math.round(more) });
    } catch (thrown) {
      if (this.#isLive(grantId)) this.#parts.onNotice({ kind: 'not-prolonged', code: toAppError(thrown).code });
      return;
    }
    // The entry took its time: what lives by now may be another grant, or none.
    if (this.#isLive(grantId)) this.#feedGrants({ type: 'prolonged', at: this.#now(), capability, durationMs: more });
  }

  end(capability: Capability, reason: GrantEndReason): void {
    if (reason === 'taken-back') this.#parts.limits.takenBack(capability);
    this.#feedGrants({ type: 'ended', at: this.#now(), capability, reason });
  }

  endAll(reason: GrantEndReason): void {
    this.#feedGrants({ type: 'all-ended', at: this.#now(), reason });
  }

  /**
   * What the user does not keep ends at once. The rest stands still until the answer is entered; where it cannot be, that
   * ends too.
   */
  async answerReview(keep: readonly Capability[]): Promise<void> {
    if (this.#review.state !== 'asked' || this.#answering) return;
    this.#answering = true;
    const kept = this.#review.live.filter((capability) => keep.includes(capability));
    const ended = this.#review.live.filter((capability) => !kept.includes(capability));
    const answer = { by: 'user', wordsHash: null } as const;
    const entered = this.#parts.ledger().enter('review/answered', { kept, ended, ...answer });
    try {
      for (const capability of ended) this.end(capability, 'review');
      await entered;
      this.#feedReview({ type: 'answered', at: this.#now().monotonic, keep: kept });
    } catch (thrown) {
      this.#parts.ledger().enterLate('review/answered', { kept: [], ended: [...kept, ...ended], ...answer });
      for (const capability of this.capabilities.filter((live) => kept.includes(live))) {
        this.end(capability, 'review');
        this.#parts.onNotice({ kind: 'could-not-start', capability, code: toAppError(thrown).code });
      }
    } finally {
      this.#answering = false;
    }
  }

  setFrozen(reason: FreezeReason, frozen: boolean): void {
    if (this.#grants.freezes.has(reason) === frozen) return;
    this.#feedGrants({ type: frozen ? 'frozen' : 'thawed', at: this.#now(), reason });
  }

  /** What limits from outside changed: what is live is looked at again. */
  limitsChanged(): void {
    this.#feedGrants({ type: 'tick', at: this.#now() });
  }

  tick(at: Moment): void {
    this.#feedGrants({ type: 'tick', at });
    this.#feedReview({ type: 'tick', at: at.monotonic });
  }

  /** Grants end to the moment, not to the next tick. */
  scheduleExpiry(): void {
    this.#timer?.dispose();
    this.#timer = undefined;
    if (this.#grants.grants.length === 0) return;
    const next = Math.min(...this.live.map((grant) => grant.remainingMs));
    this.#timer = this.#parts.clock.after(next, () => this.#feedGrants({ type: 'tick', at: this.#now() }));
  }

  dispose(): void {
    this.#timer?.dispose();
  }

  #now(): Moment {
    return { monotonic: this.#parts.clock.monotonic(), wall: this.#parts.clock.now() };
  }

  #feedGrants(event: GrantsEvent): void {
    const before = this.#grants;
    const first = nextGrants(before, event);
    // Whatever made a grant or made it longer: in the same moment it is cut to what the rules leave of it.
    const limits = this.#parts.limits.of(first.state.grants, event.at);
    const { state, effects: cut } = nextGrants(first.state, { type: 'limited', at: event.at, limits });
    const effects = [...first.effects, ...cut];
    this.#grants = state;
    for (const effect of effects) this.#handleGrantEffect(effect, event);
    const started = effects.some(({ type }) => type === 'started' || type === 'ended');
    if (started)
      this.#feedReview({
        type: 'grants-changed',
        at: event.at.monotonic,
        // Nobody need be there to answer for what a standing permission began.
        live: this.#grants.grants.filter((grant) => !this.#parts.limits.isStanding(grant)).map(({ capability }) => capability),
      });
    if (effects.length > 0 || state.freezes !== before.freezes) this.#parts.onChange();
  }

  #handleGrantEffect(effect: GrantsEffect, event: GrantsEvent): void {
    switch (effect.type) {
      case 'started':
        return;
      case 'prolonged':
        // By a press of the user's: it waited for its entry.
        if (event.type === 'prolonged') return;
        return this.#enterProlonged(effect, event.at);
      case 'ended': {
        const { grantId, capability } = effect.grant;
        this.#parts.end({ grantId, capability }, effect.reason);
        this.#parts.ledger().enterLate('grant/ended', { grantId, capability, reason: effect.reason });
        if (!this.#parts.onEnded(capability, effect.reason)) return;
        return this.#parts.onNotice({ kind: 'expired', sessionId: this.#parts.sessionId, capability });
      }
      case 'frozen':
        if (this.#grants.grants.length > 0)
          this.#parts.ledger().enterSoon('grant/frozen', { capabilities: this.capabilities, reason: effect.reason });
        return;
      case 'thawed':
        if (this.#grants.grants.length > 0) this.#parts.ledger().enterSoon('grant/thawed', { capabilities: this.capabilities });
        return;
      case 'clock-jumped':
        this.#parts.onNotice({ kind: 'clock-jumped' });
        // Whether it holds by the new time is asked when the technician asks again.
        for (const capability of this.#standingCapabilities()) this.end(capability, 'standing-over');
        return this.#feedReview({ type: 'clock-jumped', at: this.#now().monotonic });
    }
  }

  /** By as much as the rules have left of it. */
  #enterProlonged({ grant, durationMs }: GrantsEffect & { readonly type: 'prolonged' }, at: Moment): void {
    const { grantId, capability } = grant;
    const live = this.#grants.grants.find((each) => each.grantId === grantId);
    const more = live ? Math.round(durationMs - (remainingMs(grant, at) - remainingMs(live, at))) : 0;
    if (more > 0) this.#parts.ledger().enterSoon('grant/prolonged', { grantId, capability, durationMs: more });
  }

  #feedReview(event: ReviewEvent): void {
    const { state, effects } = nextReview(this.#review, event, this.#parts.isHeld());
    const changed = state !== this.#review;
    this.#review = state;
    for (const effect of effects) this.#handleReviewEffect(effect);
    if (changed) this.#parts.onChange();
  }

  #handleReviewEffect(effect: ReviewEffect): void {
    switch (effect.type) {
      case 'ask':
        this.setFrozen('review', true);
        this.#parts.onReviewAsked();
        return this.#parts
          .ledger()
          .enterSoon('review/asked', { capabilities: [...effect.live], sinceMs: Math.round(effect.sinceMs) });
      case 'answered':
        return this.#feedGrants({
          type: 'confirmed',
          at: this.#now(),
          keep: effect.keep,
          untouched: this.#standingCapabilities(),
          durationMs: REVIEW_KEEP_MS,
        });
      case 'unanswered':
        this.#parts.ledger().enterLate('review/answered', { kept: [], ended: [...effect.end], by: 'silence', wordsHash: null });
        this.endAll('review');
        return this.#thawQuestions();
      case 'pointless':
        return this.#thawQuestions();
    }
  }

  #thawQuestions(): void {
    this.setFrozen('review', false);
    this.setFrozen('clock', false);
  }

  #isLive(grantId: string): boolean {
    return this.#grants.grants.some((grant) => grant.grantId === grantId);
  }

  #standingCapabilities(): Capability[] {
    return this.#grants.grants.filter((grant) => this.#parts.limits.isStanding(grant)).map(({ capability }) => capability);
  }
}
