import { AppError } from '@alongside/base';
import type { ClosedDay, HolidayPlace } from '@alongside/protocol';

type Place = HolidayPlace;

interface Named {
  readonly code: string;
  readonly name: string;
}

/** Where holidays come from. */
export interface PublicHolidays {
  countries(): Promise<Named[]>;
  /** Parts of a country; empty where there are none with holidays of their own. */
  states(country: string): Promise<Named[]>;
  regions(country: string, state: string): Promise<Named[]>;
  /** Days off for everybody there, whole ones, in the language of the place. Throws `request.invalid` for a place that is not known. */
  days(place: Place, years: readonly number[]): Promise<ClosedDay[]>;
}

const DAY_MS = 24 * 60 * 60_000;

/** The calendars of the package date-holidays, which are read when they are first asked for: they cost a fifth of a second. */
export const dateHolidays: PublicHolidays = {
  async countries() {
    return named((await open()).getCountries());
  },
  async states(country) {
    return named((await open()).getStates(country));
  },
  async regions(country, state) {
    return named((await open()).getRegions(country, state));
  },
  async days(place, years) {
    const calendar = await open();
    const { country, state, region } = place;
    const isKnown =
      has(calendar.getCountries(), country) &&
      (state === null || has(calendar.getStates(country), state)) &&
      (region === null || (state !== null && has(calendar.getRegions(country, state), region)));
    if (!isKnown) throw new AppError('request.invalid', 'holidays: there is no such place');
    calendar.init(country, state ?? '', region ?? '', { types: ['public'] });
    return years.flatMap((year) => calendar.getHolidays(year).flatMap(daysOf));
  },
};

async function open() {
  const { default: Holidays } = await import('date-holidays');
  return new Holidays();
}

function has(list: Readonly<Record<string, string>> | undefined, code: string): boolean {
  return list !== undefined && Object.hasOwn(list, code);
}

function named(list: Readonly<Record<string, string>> | undefined): Named[] {
  return (
    Object.entries(list ?? {})
      // One comes with a backslash before its first sign.
      .map(([code, name]) => ({ code, name: name.replaceAll('\\', '') }))
      .sort((a, b) => a.name.localeCompare(b.name))
  );
}

/** A holiday that begins in the middle of a day closes none. */
function daysOf({ date, start, end, name }: { date: string; start: Date; end: Date; name: string }): ClosedDay[] {
  if (date.slice(11, 19) !== '00:00:00') return [];
  const first = Date.parse(date.slice(0, 10));
  const count = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY_MS));
  return Array.from({ length: count }, (_, ahead) => ({
    date: new Date(first + ahead * DAY_MS).toISOString().slice(0, 10),
    name: name.slice(0, 60),
  }));
}
