/**
 * How often a picture is taken: often while something moves or somebody acts, seldom while it is still. What changes by
 * itself again and again (a clock's seconds, a cursor that blinks) is not worth more than rest: without that a screen with a
 * clock on it, as the agent's own bar has one, would never be at rest, and cost both sides most of a processor core.
 */
export interface PicturePace {
  /** Full rate until then, in ms of the monotonic clock. */
  readonly awakeUntil: number;
  /** Changes that follow each other closely are one burst. */
  readonly burst: { readonly since: number; readonly changes: readonly number[] } | undefined;
  /** When the last bursts began, the newest last. */
  readonly bursts: readonly number[];
}

export type PaceEvent =
  /** Somebody acts from afar, or the picture begins. */
  { readonly type: 'acted'; readonly at: number } | { readonly type: 'changed'; readonly at: number };

/** Both measured: link.md f. */
export const FULL_FPS = 60;
export const REST_FPS = 5;

const AWAKE_MS = 2_000;
/** Long enough for the frames after one change to be sharp. */
const PULSE_MS = 250;
/** Shorter than the half of a blinking cursor's second (530 ms), longer than between two keys of somebody who types. */
const BURST_GAP_MS = 350;
/** X DAMAGE tells of a moving picture 30 times a second; of what is drawn once two or three times, and its frame says so again. */
const MOVING = { changes: 6, withinMs: 350 };
/** A burst that goes on is no tick. */
const LASTING_MS = 700;
/**
 * A burst that follows so many others at one distance is a tick: a clock's second, a cursor's half. Timers of programs keep to
 * a few ms; people and what they look at do not.
 */
const TICK = { repeats: 5, withinMs: 15, memoryMs: 6_000 };

export const ASLEEP: PicturePace = { awakeUntil: Number.NEGATIVE_INFINITY, burst: undefined, bursts: [] };

export function nextPace(pace: PicturePace, { type, at }: PaceEvent): PicturePace {
  if (type === 'acted') return { ...pace, awakeUntil: Math.max(pace.awakeUntil, at + AWAKE_MS) };
  const last = pace.burst?.changes.at(-1);
  const goesOn = last !== undefined && at - last <= BURST_GAP_MS;
  const bursts = (goesOn ? pace.bursts : [...pace.bursts, at]).filter((began) => at - began <= TICK.memoryMs);
  const before = goesOn ? (pace.burst?.changes ?? []) : [];
  const changes = [...before, at].slice(-MOVING.changes);
  const burst = { since: goesOn ? (pace.burst?.since ?? at) : at, changes };
  const [first = at] = changes;
  const moves = changes.length === MOVING.changes && at - first <= MOVING.withinMs;
  const awakeMs = moves || at - burst.since >= LASTING_MS ? AWAKE_MS : isTick(bursts, burst.since) ? 0 : PULSE_MS;
  return { awakeUntil: Math.max(pace.awakeUntil, at + awakeMs), burst, bursts };
}

function isTick(bursts: readonly number[], at: number): boolean {
  return bursts.some((first) => {
    const each = (at - first) / TICK.repeats;
    const isThere = (time: number) => bursts.some((began) => Math.abs(began - time) <= TICK.withinMs);
    return each > BURST_GAP_MS && Array.from({ length: TICK.repeats - 1 }, (_, nth) => at - (nth + 1) * each).every(isThere);
  });
}
