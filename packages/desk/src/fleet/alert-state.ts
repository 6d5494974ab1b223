import type { FindingStatus } from '@alongside/protocol';

export type AlertStatus = Extract<FindingStatus, 'fail' | 'warn'>;

/**
 * The one alert of a device and a finding. `times`: how often it was opened. `told`: whoever listens has heard of it.
 *
 *   (none) -> open <-> closed
 *               \-> dismissed -> closed, or open again when the finding gets worse
 */
export type AlertState = { readonly times: number; readonly mutedUntil: number | null } & (
  | { readonly state: 'open'; readonly status: AlertStatus; readonly openedAt: number; readonly told: boolean }
  | { readonly state: 'dismissed'; readonly status: AlertStatus; readonly openedAt: number; readonly closedAt: number }
  | { readonly state: 'closed'; readonly status: AlertStatus; readonly openedAt: number; readonly closedAt: number }
);

export type AlertEvent =
  /** A report answered the check. What it could not check says nothing, and is no event. */
  | { readonly type: 'found'; readonly status: FindingStatus; readonly at: number; readonly maintenance: boolean }
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
      const { times, mutedUntil, status, openedAt } = before;
      return { state: { state: 'dismissed', times, mutedUntil, status, openedAt, closedAt: event.at }, news: undefined };
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
  if (before?.state === 'open') {
    const { told } = before;
    const news = quiet ? undefined : !told ? opened(before.times) : isWorse ? ('worse' as const) : undefined;
    // A worsening that nobody was told of is told as soon as it may be.
    return { state: { ...before, status, told: news !== undefined || (told && !(quiet && isWorse)) }, news };
  }
  if (before?.state === 'dismissed' && !isWorse) return { state: { ...before, status }, news: undefined };
  const times = (before?.times ?? 0) + 1;
  const mutedUntil = before?.mutedUntil ?? null;
  return {
    state: { state: 'open', times, mutedUntil, status, openedAt: at, told: !quiet },
    news: quiet ? undefined : opened(times),
  };
}

function gone(before: AlertState | undefined, at: number, maintenance: boolean): AlertStep {
  if (before === undefined || before.state === 'closed') return { state: before, news: undefined };
  const { times, mutedUntil, status, openedAt } = before;
  const isTold = before.state === 'open' && before.told && !maintenance && !isMuted(before, at);
  return {
    state: { state: 'closed', times, mutedUntil, status, openedAt, closedAt: at },
    news: isTold ? 'closed' : undefined,
  };
}

const opened = (times: number): AlertNews => (times > 1 ? 'reopened' : 'opened');

export function isMuted(state: Pick<AlertState, 'mutedUntil'> | undefined, at: number): boolean {
  return state !== undefined && state.mutedUntil !== null && at < state.mutedUntil;
}
