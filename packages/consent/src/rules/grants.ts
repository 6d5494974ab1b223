import { AppError } from '@alongside/base';
import type { Capability } from '@alongside/protocol';
import type { FreezeReason, GrantEndReason } from '../ledger/entry-types.ts';
import { isOnce } from './actions.ts';

/** "This session" is no longer than this, however often it is prolonged. */
export const MAX_GRANT_MS = 8 * 60 * 60 * 1000;
/** When the two clocks part by more than this between two ticks, one of them jumped or the machine slept. */
export const JUMP_MS = 5_000;
/** Ticks come each second. A gap this long means sleep too, on systems whose monotonic clock counts it (Windows). */
export const STALL_MS = 10_000;

/** These last until the user has said what may go on. */
const QUESTIONS: readonly FreezeReason[] = ['clock', 'review'];

/** Both clocks at one moment. */
export interface Moment {
  readonly monotonic: number;
  readonly wall: number;
}

export interface Grant {
  readonly grantId: string;
  readonly askId: string;
  readonly capability: Capability;
  readonly startedAt: Moment;
  /** It is over when either clock has come to its end. */
  readonly endsAt: Moment;
  readonly inUse: boolean;
}

/** What is allowed in one session. One grant a capability; what freezes, freezes all. */
export interface Grants {
  readonly grants: readonly Grant[];
  readonly freezes: ReadonlySet<FreezeReason>;
  /** The last tick. */
  readonly seenAt: Moment;
}

export type GrantsEvent =
  | {
      readonly type: 'started';
      readonly at: Moment;
      readonly grantId: string;
      readonly askId: string;
      readonly capability: Capability;
      readonly durationMs: number;
    }
  /** A fresh yes of the user's: so much longer than it would last. */
  | { readonly type: 'prolonged'; readonly at: Moment; readonly capability: Capability; readonly durationMs: number }
  | { readonly type: 'ended'; readonly at: Moment; readonly capability: Capability; readonly reason: GrantEndReason }
  | { readonly type: 'all-ended'; readonly at: Moment; readonly reason: GrantEndReason }
  | { readonly type: 'frozen'; readonly at: Moment; readonly reason: FreezeReason }
  | { readonly type: 'thawed'; readonly at: Moment; readonly reason: FreezeReason }
  | { readonly type: 'used'; readonly at: Moment; readonly capability: Capability; readonly inUse: boolean }
  /**
   * The user was asked what may go on: the rest ends, what is kept lasts `durationMs` from now. What they were not asked about
   * (`untouched`) goes on as it would have.
   */
  | {
      readonly type: 'confirmed';
      readonly at: Moment;
      readonly keep: readonly Capability[];
      readonly untouched?: readonly Capability[];
      readonly durationMs: number;
    }
  /** What lies outside of this session allows no more than this from now on; 0 ends the grant. Never longer than before. */
  | { readonly type: 'limited'; readonly at: Moment; readonly limits: readonly GrantLimit[] }
  /** The host says that the machine woke from sleep. */
  | { readonly type: 'woke'; readonly at: Moment }
  /** Each second. */
  | { readonly type: 'tick'; readonly at: Moment };

export interface GrantLimit {
  readonly capability: Capability;
  readonly leftMs: number;
  /** Said where it ends the grant. */
  readonly reason: GrantEndReason;
}

export type GrantsEffect =
  | { readonly type: 'started'; readonly grant: Grant }
  | { readonly type: 'prolonged'; readonly grant: Grant; readonly durationMs: number }
  | { readonly type: 'ended'; readonly grant: Grant; readonly reason: GrantEndReason }
  /** The first reason to freeze came, or the last one went. */
  | { readonly type: 'frozen'; readonly reason: FreezeReason }
  | { readonly type: 'thawed' }
  /** All is frozen until the user says what may go on: ask (`confirmed` is the answer). */
  | { readonly type: 'clock-jumped' };

export interface GrantsStep {
  readonly state: Grants;
  readonly effects: readonly GrantsEffect[];
}

export function noGrants(at: Moment): Grants {
  return { grants: [], freezes: new Set(), seenAt: at };
}

export function nextGrants(before: Grants, event: GrantsEvent): GrantsStep {
  const expiry = settleExpiry(before, event.at);
  const jump = settleClock(expiry.state, event);
  const result = step(jump.state, event);
  const answered = settleQuestions(result.state);
  return {
    state: answered.state,
    effects: [...expiry.effects, ...jump.effects, ...result.effects, ...answered.effects],
  };
}

/**
 * What the one gate asks before it reads a message that needs `capability`. Undefined means: it may act. Works between
 * ticks too: an end that has come or a clock that jumped counts at once.
 */
export function mayAct(state: Grants, capability: Capability, monotonic: number, wall: number): AppError | undefined {
  const now = { monotonic, wall };
  const grant = grantOf(state, capability);
  if (!grant) return new AppError('consent.missing', `${capability} is not allowed`);
  if (remainingMs(grant, now) === 0) return new AppError('consent.expired', `the time for ${capability} is over`);
  const frozen = state.freezes.size > 0 || jumped(state.seenAt, now);
  return frozen ? new AppError('consent.frozen', `${capability} waits: nothing may be done now`) : undefined;
}

export function grantOf(state: Grants, capability: Capability): Grant | undefined {
  return state.grants.find((grant) => grant.capability === capability);
}

export function remainingMs(grant: Grant, now: Moment): number {
  return Math.max(0, Math.min(grant.endsAt.monotonic - now.monotonic, grant.endsAt.wall - now.wall));
}

export function isFrozen(state: Grants): boolean {
  return state.freezes.size > 0;
}

function step(state: Grants, event: GrantsEvent): GrantsStep {
  switch (event.type) {
    case 'started':
      return handleStarted(state, event);
    case 'prolonged': {
      const grant = grantOf(state, event.capability);
      if (!grant) return { state, effects: [] };
      const longer = endingIn(grant, event.at, remainingMs(grant, event.at) + Math.max(0, event.durationMs));
      return { state: replace(state, longer), effects: [{ type: 'prolonged', grant: longer, durationMs: event.durationMs }] };
    }
    case 'ended':
      return end(state, (grant) => grant.capability === event.capability, event.reason);
    case 'all-ended':
      return end(state, () => true, event.reason);
    case 'frozen':
      return freeze(state, event.reason);
    case 'thawed':
      return thaw(state, [event.reason]);
    case 'used': {
      const grant = grantOf(state, event.capability);
      return { state: grant ? replace(state, { ...grant, inUse: event.inUse }) : state, effects: [] };
    }
    case 'confirmed':
      return handleConfirmed(state, event);
    case 'limited':
      return handleLimited(state, event);
    case 'woke': {
      const { state: frozen, effects } = freeze(state, 'clock');
      return { state: frozen, effects: [...effects, { type: 'clock-jumped' }] };
    }
    case 'tick':
      return { state, effects: [] };
  }
}

function handleStarted(state: Grants, event: GrantsEvent & { readonly type: 'started' }): GrantsStep {
  const { grantId, askId, capability, at } = event;
  // A second grant of the same would hide the first one's end: the caller's question was refused before this.
  if (grantOf(state, capability)) return { state, effects: [] };
  const grant = endingIn({ grantId, askId, capability, startedAt: at, endsAt: at, inUse: false }, at, event.durationMs);
  // Clocks are watched from the first grant on; before it there was nothing to freeze.
  const seenAt = state.grants.length === 0 ? at : state.seenAt;
  return { state: { ...state, grants: [...state.grants, grant], seenAt }, effects: [{ type: 'started', grant }] };
}

function handleConfirmed(state: Grants, event: GrantsEvent & { readonly type: 'confirmed' }): GrantsStep {
  const { at, keep, untouched = [], durationMs } = event;
  const goesOn = ({ capability }: Grant) => keep.includes(capability) || untouched.includes(capability);
  const { state: kept, effects: ended } = end(state, (grant) => !goesOn(grant), 'review');
  // What is given once goes on as it would have: nothing prolongs it.
  const isKept = ({ capability }: Grant) => !isOnce(capability) && !untouched.includes(capability);
  const prolonged: GrantsEffect[] = [];
  const grants = kept.grants.map((before) => {
    if (!isKept(before)) return before;
    const grant = endingIn(before, at, durationMs);
    const more = remainingMs(grant, at) - remainingMs(before, at);
    // One that would have lasted longer was made no longer by the answer.
    if (more > 0) prolonged.push({ type: 'prolonged', grant, durationMs: more });
    return grant;
  });
  const { state: after, effects: thawed } = thaw({ ...kept, grants }, QUESTIONS);
  return { state: after, effects: [...ended, ...prolonged, ...thawed] };
}

function handleLimited(state: Grants, { at, limits }: GrantsEvent & { readonly type: 'limited' }): GrantsStep {
  let step: GrantsStep = { state, effects: [] };
  for (const { capability, leftMs, reason } of limits) {
    const grant = grantOf(step.state, capability);
    if (!grant || leftMs >= remainingMs(grant, at)) continue;
    if (leftMs <= 0) {
      const ended = end(step.state, (other) => other === grant, reason);
      step = { state: ended.state, effects: [...step.effects, ...ended.effects] };
    } else {
      const endsAt = { monotonic: at.monotonic + leftMs, wall: at.wall + leftMs };
      step = { ...step, state: replace(step.state, { ...grant, endsAt }) };
    }
  }
  return step;
}

function endingIn(grant: Grant, now: Moment, durationMs: number): Grant {
  const left = Math.max(0, MAX_GRANT_MS - Math.max(0, now.monotonic - grant.startedAt.monotonic));
  const lasts = Math.min(Math.max(0, durationMs), left);
  return { ...grant, endsAt: { monotonic: now.monotonic + lasts, wall: now.wall + lasts } };
}

function replace(state: Grants, grant: Grant): Grants {
  return { ...state, grants: state.grants.map((old) => (old.grantId === grant.grantId ? grant : old)) };
}

function end(state: Grants, isOver: (grant: Grant) => boolean, reason: GrantEndReason): GrantsStep {
  const over = state.grants.filter(isOver);
  if (over.length === 0) return { state, effects: [] };
  const grants = state.grants.filter((grant) => !over.includes(grant));
  return { state: { ...state, grants }, effects: over.map((grant) => ({ type: 'ended', grant, reason })) };
}

function freeze(state: Grants, reason: FreezeReason): GrantsStep {
  const pointless = state.grants.length === 0 && QUESTIONS.includes(reason);
  if (pointless || state.freezes.has(reason)) return { state, effects: [] };
  const freezes = new Set([...state.freezes, reason]);
  return { state: { ...state, freezes }, effects: state.freezes.size === 0 ? [{ type: 'frozen', reason }] : [] };
}

function thaw(state: Grants, reasons: readonly FreezeReason[]): GrantsStep {
  const freezes = new Set([...state.freezes].filter((reason) => !reasons.includes(reason)));
  const thawed = state.freezes.size > 0 && freezes.size === 0;
  return { state: { ...state, freezes }, effects: thawed ? [{ type: 'thawed' }] : [] };
}

function settleClock(state: Grants, event: GrantsEvent): GrantsStep {
  const now = event.at;
  const seen = event.type === 'tick' ? { ...state, seenAt: now } : state;
  if (state.grants.length === 0 || !jumped(state.seenAt, now)) return { state: seen, effects: [] };
  const { state: frozen, effects } = freeze({ ...state, seenAt: now }, 'clock');
  return { state: frozen, effects: [...effects, { type: 'clock-jumped' }] };
}

/** Where nothing is allowed any more there is nothing to ask, so that what is allowed later does not wait for an answer. */
function settleQuestions(state: Grants): GrantsStep {
  return state.grants.length === 0 ? thaw(state, QUESTIONS) : { state, effects: [] };
}

function settleExpiry(state: Grants, now: Moment): GrantsStep {
  return end(state, (grant) => remainingMs(grant, now) === 0, 'expired');
}

function jumped(seen: Moment, now: Moment): boolean {
  const monotonic = now.monotonic - seen.monotonic;
  const wall = now.wall - seen.wall;
  return Math.abs(wall - monotonic) > JUMP_MS || monotonic > STALL_MS || monotonic < 0;
}
