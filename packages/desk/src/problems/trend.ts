import { type ProblemTrend, TREND_DAYS } from '@alongside/protocol';

const DAY_MS = 24 * 60 * 60_000;

/** One confirmed case: when its user asked, and on which computer. */
export interface CountedCase {
  readonly at: number;
  /** Null for a ticket without a computer, which counts for itself. */
  readonly deviceId: string | null;
  readonly ticketId: string;
}

/** Distinct computers; a case without one counts for itself. */
export function deviceCount(cases: readonly CountedCase[]): number {
  return new Set(cases.map(({ deviceId, ticketId }) => deviceId ?? `ticket ${ticketId}`)).size;
}

/** Cases by spans of 24 hours that end now: no time zone decides on which side of midnight one falls. */
export function trendOf(cases: readonly CountedCase[], now: number): ProblemTrend {
  const days = Array.from({ length: TREND_DAYS }, () => 0);
  for (const { at } of cases) {
    const ago = Math.floor((now - at) / DAY_MS);
    const place = TREND_DAYS - 1 - Math.max(0, ago);
    if (place >= 0) days[place] = (days[place] ?? 0) + 1;
  }
  const sum = (of: readonly number[]) => of.reduce((all, each) => all + each, 0);
  return { days, last7: sum(days.slice(-7)), before7: sum(days.slice(-14, -7)), last30: sum(days) };
}
