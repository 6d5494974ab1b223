import { AppError } from '@alongside/base';
import type { Capability } from '@alongside/protocol';

/** These start only when the technician has signed the head before them (DESIGN 3.7). */
export const COUNTERSIGNED: readonly Capability[] = ['input.control', 'shell.run', 'actions.run'];
/** A start waits so long for that signature. */
export const START_WAIT_MS = 5_000;
/** A signature that is missing so long: nothing new may be allowed. */
export const NO_NEW_GRANTS_MS = 60_000;
/** … and so long: the session ends. */
export const END_MS = 5 * 60 * 1000;

interface Sent {
  readonly seq: number;
  /** Monotonic. */
  readonly at: number;
}

interface Start extends Sent {
  readonly startId: string;
}

/** Whether the technician's side signs what the agent enters. */
export interface Countersign {
  readonly signedUpTo: number;
  /** Heads that were sent and not signed, oldest first. */
  readonly unsigned: readonly Sent[];
  readonly starts: readonly Start[];
  readonly standing: 'fine' | 'no-new-grants' | 'end';
}

export type CountersignEvent =
  /** The agent signed the head and sent it. */
  | { readonly type: 'head-sent'; readonly at: number; readonly seq: number }
  /** The technician's signature came and holds. */
  | { readonly type: 'signed'; readonly at: number; readonly seq: number }
  /** Something wants to start once `seq` is signed. */
  | { readonly type: 'start-wanted'; readonly at: number; readonly startId: string; readonly seq: number }
  | { readonly type: 'start-given-up'; readonly at: number; readonly startId: string }
  | { readonly type: 'tick'; readonly at: number };

export type CountersignEffect =
  /** `seq` is the countersigned head that the grant names. */
  | { readonly type: 'start'; readonly startId: string; readonly seq: number }
  | { readonly type: 'refuse'; readonly startId: string; readonly error: AppError }
  | { readonly type: 'missing'; readonly lastSeq: number; readonly missingMs: number }
  | { readonly type: 'caught-up' }
  | { readonly type: 'end' };

export interface CountersignStep {
  readonly state: Countersign;
  readonly effects: readonly CountersignEffect[];
}

export const NOTHING_SIGNED: Countersign = { signedUpTo: -1, unsigned: [], starts: [], standing: 'fine' };

export function nextCountersign(before: Countersign, event: CountersignEvent): CountersignStep {
  // A signature that came in time is heard before the time that it ended is counted, and never after.
  const late = settleStarts(before, event.at);
  const after = step(late.state, event);
  const standing = settleStanding(after.state, event.at);
  return { state: standing.state, effects: [...late.effects, ...after.effects, ...standing.effects] };
}

/** Whether a new grant may be given at all. */
export function mayGrant(state: Countersign): AppError | undefined {
  return state.standing === 'fine' ? undefined : missing();
}

/** The monotonic time of the next `tick` that changes something; undefined where none will. */
export function countersignDeadline(state: Countersign): number | undefined {
  const times = state.starts.map(({ at }) => at + START_WAIT_MS);
  const oldest = state.unsigned[0];
  if (oldest && state.standing === 'fine') times.push(oldest.at + NO_NEW_GRANTS_MS);
  if (oldest && state.standing === 'no-new-grants') times.push(oldest.at + END_MS);
  return times.length > 0 ? Math.min(...times) : undefined;
}

function step(state: Countersign, event: CountersignEvent): CountersignStep {
  switch (event.type) {
    case 'head-sent': {
      const known = event.seq <= state.signedUpTo || state.unsigned.some(({ seq }) => seq >= event.seq);
      if (known) return { state, effects: [] };
      return { state: { ...state, unsigned: [...state.unsigned, { seq: event.seq, at: event.at }] }, effects: [] };
    }
    case 'signed': {
      const signedUpTo = Math.max(state.signedUpTo, event.seq);
      const ready = state.starts.filter(({ seq }) => seq <= signedUpTo);
      return {
        state: {
          ...state,
          signedUpTo,
          unsigned: state.unsigned.filter(({ seq }) => seq > signedUpTo),
          starts: state.starts.filter((start) => !ready.includes(start)),
        },
        effects: ready.map(({ startId }) => ({ type: 'start', startId, seq: signedUpTo })),
      };
    }
    case 'start-wanted': {
      const { startId, seq, at } = event;
      if (state.standing !== 'fine') return { state, effects: [{ type: 'refuse', startId, error: missing() }] };
      if (seq <= state.signedUpTo) return { state, effects: [{ type: 'start', startId, seq: state.signedUpTo }] };
      return { state: { ...state, starts: [...state.starts, { startId, seq, at }] }, effects: [] };
    }
    case 'start-given-up':
      return { state: { ...state, starts: state.starts.filter(({ startId }) => startId !== event.startId) }, effects: [] };
    case 'tick':
      return { state, effects: [] };
  }
}

function settleStarts(state: Countersign, at: number): CountersignStep {
  const late = state.starts.filter((start) => at - start.at >= START_WAIT_MS);
  if (late.length === 0) return { state, effects: [] };
  return {
    state: { ...state, starts: state.starts.filter((start) => !late.includes(start)) },
    effects: late.map(({ startId }) => ({ type: 'refuse', startId, error: missing() })),
  };
}

function settleStanding(state: Countersign, at: number): CountersignStep {
  if (state.standing === 'end') return { state, effects: [] };
  const oldest = state.unsigned[0];
  const missingMs = oldest ? at - oldest.at : 0;
  if (missingMs >= END_MS) return { state: { ...state, standing: 'end' }, effects: [{ type: 'end' }] };
  if (missingMs >= NO_NEW_GRANTS_MS && state.standing === 'fine') {
    const effect: CountersignEffect = { type: 'missing', lastSeq: state.signedUpTo, missingMs };
    return { state: { ...state, standing: 'no-new-grants' }, effects: [effect] };
  }
  if (missingMs < NO_NEW_GRANTS_MS && state.standing === 'no-new-grants') {
    return { state: { ...state, standing: 'fine' }, effects: [{ type: 'caught-up' }] };
  }
  return { state, effects: [] };
}

function missing(): AppError {
  return new AppError('consent.countersignature-missing', 'the technician’s side has not signed the record');
}
