import { isolated } from '@alongside/base';
import { createContext, useContext, useMemo } from 'react';
import { useTexts } from './texts/use-texts.ts';

/** Dates, times and numbers as the reader writes them. Instants are milliseconds since the Unix epoch. */
export interface Formats {
  /** `14:02` */
  time(instant: number): string;
  /** `14:02:31`, for records. */
  exactTime(instant: number): string;
  /** `3 May 2026` */
  fullDay(instant: number): string;
  /** `3 May`, with the year where it is another than `now`'s. */
  day(instant: number, now?: number): string;
  /** `3 May, 14:02`, with the year where it is not this year; in the given time zone where it is one. */
  dayAndTime(instant: number, timeZone?: string): string;
  /** `Monday 08:00`, of what is to come; with the day where that is not the next one of its name: `Monday, 4 January, 08:00`. */
  weekdayAndTime(instant: number): string;
  /** `18:00`, of minutes since midnight. */
  minuteOfDay(minutes: number): string;
  number(value: number): string;
  /** `1.5 MB` */
  bytes(value: number): string;
  /** `screen, mouse and commands` */
  list(items: readonly string[]): string;
  /** `10 minutes`, `1 hour`: the largest unit that fits, rounded up to minutes below an hour. */
  duration(ms: number): string;
}

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

/** `locale` is BCP 47; where the engine does not know it, English. `now`: milliseconds since the Unix epoch. */
export function createFormats(locale: string, now: () => number = Date.now): Formats {
  const safe = Intl.DateTimeFormat.supportedLocalesOf([locale]).length > 0 ? locale : 'en';
  const clock: Intl.DateTimeFormatOptions = { timeStyle: 'short' };
  const time = new Intl.DateTimeFormat(safe, clock);
  const exactTime = new Intl.DateTimeFormat(safe, { timeStyle: 'medium' });
  const timeOfDay = new Intl.DateTimeFormat(safe, { ...clock, timeZone: 'UTC' });
  const day = new Intl.DateTimeFormat(safe, { day: 'numeric', month: 'long' });
  const weekday = new Intl.DateTimeFormat(safe, { weekday: 'long' });
  const dayOfYear = new Intl.DateTimeFormat(safe, { day: 'numeric', month: 'long', year: 'numeric' });
  const number = new Intl.NumberFormat(safe, { maximumFractionDigits: 1 });
  const list = new Intl.ListFormat(safe, { type: 'conjunction' });
  const unit = (value: number, name: string, unitDisplay: 'long' | 'short') =>
    new Intl.NumberFormat(safe, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: 1 }).format(value);
  return {
    time: (instant) => time.format(instant),
    exactTime: (instant) => exactTime.format(instant),
    fullDay: (instant) => dayOfYear.format(instant),
    day: (instant, beside = instant) => (sameYear(instant, beside) ? day : dayOfYear).format(instant),
    dayAndTime: (instant, timeZone) => {
      if (timeZone === undefined)
        return `${(sameYear(instant, now()) ? day : dayOfYear).format(instant)}, ${time.format(instant)}`;
      const zoned = (options: Intl.DateTimeFormatOptions, at: number) =>
        new Intl.DateTimeFormat(safe, { ...options, timeZone }).format(at);
      const isThisYear = zoned({ year: 'numeric' }, instant) === zoned({ year: 'numeric' }, now());
      const parts: Intl.DateTimeFormatOptions = { day: 'numeric', month: 'long', ...(isThisYear ? {} : { year: 'numeric' }) };
      return `${zoned(parts, instant)}, ${zoned(clock, instant)}`;
    },
    weekdayAndTime: (instant) =>
      instant - now() < WEEK_MS - DAY_MS
        ? `${weekday.format(instant)} ${time.format(instant)}`
        : `${weekday.format(instant)}, ${day.format(instant)}, ${time.format(instant)}`,
    minuteOfDay: (minutes) => timeOfDay.format((minutes % (24 * 60)) * MINUTE_MS),
    number: (value) => number.format(value),
    bytes: (value) => {
      let scaled = value;
      let index = 0;
      while (scaled >= 1024 && index < BYTE_UNITS.length - 1) {
        scaled /= 1024;
        index += 1;
      }
      return unit(scaled, BYTE_UNITS[index] ?? 'byte', 'short');
    },
    list: (items) => list.format(items.map(isolated)),
    duration: (ms) => {
      const minutes = Math.ceil(ms / MINUTE_MS);
      return ms >= HOUR_MS && minutes % 60 === 0 ? unit(ms / HOUR_MS, 'hour', 'long') : unit(minutes, 'minute', 'long');
    },
  };
}

function sameYear(one: number, other: number): boolean {
  return new Date(one).getFullYear() === new Date(other).getFullYear();
}

/** `07:12`, or `1:07:12` from an hour on. Rounds up, so that 00:00 means over. */
export function clockFace(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const tail = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}

const Context = createContext<Formats | undefined>(undefined);
/** One set for a page: a hundred rows that each made their own took a tenth of a second. */
export const FormatsProvider = Context.Provider;

/** Formats of the reader's own locale where it shares the texts' language, else of the texts' language. */
export function useFormats(): Formats {
  const { language } = useTexts();
  const shared = useContext(Context);
  return useMemo(() => shared ?? formatsFor(language), [shared, language]);
}

export function formatsFor(language: string): Formats {
  return createFormats(readersLocale(language, navigator.languages));
}

export function readersLocale(language: string, preferred: readonly string[]): string {
  const base = language.split('-')[0];
  return preferred.find((locale) => locale.split('-')[0] === base) ?? language;
}
