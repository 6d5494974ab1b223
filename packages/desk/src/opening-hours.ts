import { type ClosedDay, MAX_CLOSED_DAYS, type Organisation } from '@alongside/protocol';
import { type DateTime, IANAZone } from 'luxon';
import { localDay, wallTime } from './wall-clock.ts';

type Hours = Pick<Organisation, 'hours' | 'timeZone' | 'closedDays'>;

/** Half-open: somebody is there from `opensAt` until just before `closesAt` (milliseconds since the Unix epoch). */
interface Opening {
  readonly opensAt: number;
  readonly closesAt: number;
}

/** True for a zone name of the IANA database that this runtime knows. */
export function isTimeZone(name: string): boolean {
  return IANAZone.isValidZone(name);
}

/** Whether the organisation is open at `instant`. */
export function openAt(organisation: Hours, instant: number): boolean {
  return currentOpening(organisation, instant) !== undefined;
}

/** When it opens next: `instant` itself while open, null where no hours are kept at all. */
export function nextOpening(organisation: Hours, instant: number): number | null {
  if (openAt(organisation, instant)) return instant;
  const today = localDay(organisation.timeZone, instant);
  // A week and a day, so that the only span of a week is found even just after it ended; as much longer as days are closed.
  const days = 8 + 7 * (organisation.closedDays?.length ?? 0);
  for (let ahead = 0; ahead <= days; ahead += 1) {
    for (const opening of openingsOf(organisation, today.plus({ days: ahead }))) {
      if (opening.opensAt > instant) return opening.opensAt;
    }
  }
  return null;
}

/** Milliseconds until it closes, spans that touch each other (also over midnight) counted as one; 0 while closed. */
export function leftToday(organisation: Hours, instant: number): number {
  let end = instant;
  // At most a week of touching spans: "always open" has no end that means anything.
  for (let spans = 0; spans < 4 * 7; spans += 1) {
    const opening = currentOpening(organisation, end);
    if (!opening) break;
    end = opening.closesAt;
  }
  return end - instant;
}

/** The date by the clocks of a zone, `2026-12-24`. */
export function localDate(timeZone: string, instant: number): string {
  return localDay(timeZone, instant).toFormat('yyyy-MM-dd');
}

/** The closed day that `instant` lies on, where hours are kept on such a day of the week at all. */
export function closedDayAt(organisation: Hours, instant: number): ClosedDay | undefined {
  const day = localDay(organisation.timeZone, instant);
  const date = day.toISODate();
  const isKept = (organisation.hours[day.weekday - 1] ?? []).length > 0;
  return isKept ? organisation.closedDays?.find((closed) => closed.date === date) : undefined;
}

/**
 * The days on which nobody is there from a day on: public holidays and an organisation's own, once each and in order. Where
 * both name a day, the organisation's own name stands.
 */
export function closedDaysFrom(from: string, holidays: readonly ClosedDay[], own: readonly ClosedDay[]): ClosedDay[] {
  const byDate = new Map([...holidays, ...own].map((day) => [day.date, day]));
  return [...byDate.values()]
    .filter(({ date }) => date >= from)
    .sort((a, b) => (a.date < b.date ? -1 : 1))
    .slice(0, MAX_CLOSED_DAYS);
}

/** The organisation's local day of `instant`: its first millisecond and the next day's. */
export function dayOf(organisation: Hours, instant: number): { from: number; to: number } {
  const day = localDay(organisation.timeZone, instant);
  return { from: day.toMillis(), to: day.plus({ days: 1 }).startOf('day').toMillis() };
}

function currentOpening(organisation: Hours, instant: number): Opening | undefined {
  const today = localDay(organisation.timeZone, instant);
  return openingsOf(organisation, today).find((opening) => opening.opensAt <= instant && instant < opening.closesAt);
}

/** A day's openings in order. Wall-clock times, so a day with 23 or 25 hours opens when its clocks say so. */
function openingsOf(organisation: Hours, day: DateTime): Opening[] {
  const date = day.toISODate();
  if (organisation.closedDays?.some((closed) => closed.date === date)) return [];
  const spans = organisation.hours[day.weekday - 1] ?? [];
  return spans
    .map((span) => ({ opensAt: wallTime(day, span.from), closesAt: wallTime(day, span.to) }))
    .filter((opening) => opening.closesAt > opening.opensAt)
    .sort((a, b) => a.opensAt - b.opensAt);
}
