import type { AppError, Clock, Disposable } from '@alongside/base';
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

  /** Longer, as far as the rules leave it. */
  prolong(grant: LiveGrant, durationMs: number): void {
    const { capability, remainingMs: left } = grant;
    const narrowed = this.#parts.limits.narrowedLive(grant, left + durationMs, this.#now());
    if (narrowed.allowed && narrowed.durationMs > left) {
      const more = Math.min(durationMs, narrowed.durationMs - left);
      return this.#feedGrants({ type: 'prolonged', at: this.#now(), capability, durationMs: more });
    }
    this.#parts.onNotice({ kind: 'restricted', capability, why: narrowed.allowed ? 'time-used-up' : narrowed.why });
  }

  end(capability: Capability, reason: GrantEndReason): void {
    if (reason === 'taken-back') this.#parts.limits.takenBack(capability);
    this.#feedGrants({ type: 'ended', at: this.#now(), capability, reason });
  }

  endAll(reason: GrantEndReason): void {
    this.#feedGrants({ type: 'all-ended', at: this.#now(), reason });
  }

  answerReview(keep: readonly Capability[]): void {
    this.#feedReview({ type: 'answered', at: this.#now().monotonic, keep });
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
    for (const effect of effects) this.#handleGrantEffect(effect);
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
        return this.#thawQuestions();
      case 'pointless':
        return this.#thawQuestions();
    }
  }

  #thawQuestions(): void {
    this.setFrozen('review', false);
    this.setFrozen('clock', false);
  }

  #standingCapabilities(): Capability[] {
    return this.#grants.grants.filter((grant) => this.#parts.limits.isStanding(grant)).map(({ capability }) => capability);
  }
}
