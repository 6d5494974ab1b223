import type { FindingStatus } from '@alongside/protocol';

export type AlertStatus = Extract<FindingStatus, 'fail' | 'warn'>;

/** How long the comings of an alert are remembered. */
export const FLAPS_WITHIN_MS = 24 * 60 * 60_000;
/** Scans are due once an hour at most: what comes with every other one is not over in between. */
export const FLAP_HOLD_MS = 2 * 60 * 60_000;
/** From the second coming within that time on it flaps. */
const FLAPS_FROM = 2;
const MAX_OPENINGS = 50;

/**
 * The one alert of a device and a finding. `times`: how often it was opened, `openings`: when, of late. `failedAt`: when it was
 * last found failing of which whoever listens has heard. `told`: they take it for open.
 *
 *   (none) -> open <-> closed
 *               \-> dismissed -> closed, or open again when the finding gets worse
 *
 * That one that flaps is gone is held back until it has been for a while: coming back meanwhile, it is the same and no news.
 */
export type AlertState = {
  readonly times: number;
  readonly mutedUntil: number | null;
  readonly openings: readonly number[];
  readonly failedAt: number | null;
} & (
  | { readonly state: 'open'; readonly status: AlertStatus; readonly openedAt: number; readonly told: boolean }
  | { readonly state: 'dismissed'; readonly status: AlertStatus; readonly openedAt: number; readonly closedAt: number }
  | {
      readonly state: 'closed';
      readonly status: AlertStatus;
      readonly openedAt: number;
      readonly closedAt: number;
      readonly told: boolean;
    }
);

export type AlertEvent =
  /** A report answered the check. What it could not check says nothing, and is no event. */
  | { readonly type: 'found'; readonly status: FindingStatus; readonly at: number; readonly maintenance: boolean }
  /** Time went by. */
  | { readonly type: 'settled'; readonly at: number; readonly maintenance: boolean }
  | { readonly type: 'dismissed'; readonly at: number }
  | { readonly type: 'muted'; readonly until: number | null };

export type AlertNews = 'opened' | 'reopened' | 'worse' | 'closed';

export interface AlertStep {
  readonly state: AlertState | undefined;
  /** What is to be told, if anything. */
  readonly news: AlertNews | undefined;
}

/** What an event makes of an alert. Pure; instants are milliseconds since the Unix epoch. */
export function nextAlert(before: AlertState | undefined, event: AlertEvent): AlertStep {
  switch (event.type) {
    case 'muted':
      return { state: before && { ...before, mutedUntil: event.until }, news: undefined };
    case 'dismissed': {
      if (before?.state !== 'open') return { state: before, news: undefined };
      const { told: _, ...kept } = before;
      return { state: { ...kept, state: 'dismissed', closedAt: event.at }, news: undefined };
    }
    case 'settled': {
      const { at, maintenance } = event;
      const isOver = before?.state === 'closed' && before.told && at - before.closedAt >= FLAP_HOLD_MS;
      if (!isOver || maintenance || isMuted(before, at)) return { state: before, news: undefined };
      return { state: { ...before, told: false, failedAt: null }, news: 'closed' };
    }
    case 'found':
      return event.status === 'fail' || event.status === 'warn'
        ? raised(before, event.status, event)
        : gone(before, event.at, event.maintenance);
  }
}

type Found = Extract<AlertEvent, { type: 'found' }>;

function raised(before: AlertState | undefined, status: AlertStatus, { at, maintenance }: Found): AlertStep {
  const quiet = maintenance || isMuted(before, at);
  const isWorse = before?.status === 'warn' && status === 'fail';
  if (before?.state === 'dismissed' && !isWorse) return { state: { ...before, status }, news: undefined };
  const isThere = before?.state === 'open' || (before?.state === 'closed' && before.told);
  const times = before?.state === 'open' ? before.times : (before?.times ?? 0) + 1;
  const openings = before?.state === 'open' ? before.openings : [...lately(before, at), at].slice(-MAX_OPENINGS);
  const { mutedUntil = null, failedAt = null } = before ?? {};
  const found = { state: 'open', times, mutedUntil, openings, status } as const;
  const failed = status === 'fail' ? at : failedAt;
  if (!isThere) {
    const told = !quiet;
    return {
      state: { ...found, openedAt: at, told, failedAt: told ? failed : null },
      news: quiet ? undefined : opened(times),
    };
  }
  const { told, openedAt } = before;
  const isNews = isWorse && !(failedAt !== null && at - failedAt < FLAP_HOLD_MS);
  const news = quiet ? undefined : !told ? opened(times) : isNews ? ('worse' as const) : undefined;
  // A worsening that nobody was told of is told as soon as it may be.
  const isTold = news !== undefined || (told && !(quiet && isNews));
  return { state: { ...found, openedAt, told: isTold, failedAt: isTold ? failed : failedAt }, news };
}

function gone(before: AlertState | undefined, at: number, maintenance: boolean): AlertStep {
  if (before === undefined || before.state === 'closed') return { state: before, news: undefined };
  const isTold = before.state === 'open' && before.told && !maintenance && !isMuted(before, at);
  const isHeld = isTold && isFlapping(before, at);
  return {
    state: { ...before, state: 'closed', closedAt: at, told: isHeld, failedAt: isHeld ? before.failedAt : null },
    news: isTold && !isHeld ? 'closed' : undefined,
  };
}

/** When it came, of late. */
export function lately(state: Pick<AlertState, 'openings'> | undefined, at: number): readonly number[] {
  return state?.openings.filter((each) => at - each < FLAPS_WITHIN_MS) ?? [];
}

export function isFlapping(state: Pick<AlertState, 'openings'>, at: number): boolean {
  return lately(state, at).length >= FLAPS_FROM;
}

const opened = (times: number): AlertNews => (times > 1 ? 'reopened' : 'opened');

export function isMuted(state: Pick<AlertState, 'mutedUntil'> | undefined, at: number): boolean {
  return state !== undefined && state.mutedUntil !== null && at < state.mutedUntil;
}
