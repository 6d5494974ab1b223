/** Numbers with units, as the reader of `locale` (BCP 47) writes them. */
export interface FactFormats {
  /** `1.5 GB`. Steps of 1024, as systems show memory and disks. */
  bytes(value: number): string;
  /** A share of 0 to 1 as `42%`. */
  share(value: number): string;
  /** `3 days, 4 hours`, `12 minutes`: the two largest units. */
  duration(seconds: number): string;
  /** `3 May 2026, 14:02` */
  moment(instant: number): string;
  /** `3 May 2026` */
  day(instant: number): string;
  /** `2.4 GHz` */
  frequency(megahertz: number): string;
  /** `1 Gbit/s` */
  bitRate(megabits: number): string;
  number(value: number): string;
}

const BYTE_UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte', 'petabyte'] as const;
const SECONDS = [
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
  ['second', 1],
] as const;

/** ECMA-262, 21.4.1.1. Figures of a report are another computer's, and beyond it `Intl` throws. */
const LAST_INSTANT = 8.64e15;
const isInstant = (value: number) => Math.abs(value) <= LAST_INSTANT;

export function createFactFormats(locale: string, timeZone?: string): FactFormats {
  const unit = (value: number, name: string, digits: number, unitDisplay: 'short' | 'long' = 'short') =>
    new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay, maximumFractionDigits: digits }).format(value);
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const moment = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', ...(timeZone ? { timeZone } : {}) });
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', ...(timeZone ? { timeZone } : {}) });
  const list = new Intl.ListFormat(locale, { type: 'unit', style: 'narrow' });
  return {
    bytes(value) {
      let scaled = value;
      let index = 0;
      // Rounding must not give "1,024 MB".
      while (scaled >= 1023.95 && index < BYTE_UNITS.length - 1) {
        scaled /= 1024;
        index += 1;
      }
      return unit(scaled, BYTE_UNITS[index] ?? 'byte', index === 0 || scaled >= 100 ? 0 : 1);
    },
    share: (value) => share.format(value),
    duration(seconds) {
      let rest = Math.max(0, Math.floor(seconds));
      const parts: string[] = [];
      for (const [name, size] of SECONDS) {
        const count = Math.floor(rest / size);
        rest -= count * size;
        if (count > 0 && parts.length < 2) parts.push(unit(count, name, 0, 'long'));
        // Days and seconds together say nothing: the second unit is the next one or none.
        else if (parts.length > 0) break;
      }
      return parts.length > 0 ? list.format(parts) : unit(0, 'second', 0, 'long');
    },
    moment: (instant) => (isInstant(instant) ? moment.format(instant) : number.format(instant)),
    day: (instant) => (isInstant(instant) ? day.format(instant) : number.format(instant)),
    frequency: (megahertz) => (megahertz >= 1000 ? `${number.format(megahertz / 1000)} GHz` : `${number.format(megahertz)} MHz`),
    bitRate: (megabits) => (megabits >= 1000 ? `${number.format(megabits / 1000)} Gbit/s` : `${number.format(megabits)} Mbit/s`),
    number: (value) => number.format(value),
  };
}
