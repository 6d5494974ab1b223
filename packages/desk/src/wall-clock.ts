import { DateTime, IANAZone } from 'luxon';

/** The beginning of the day that `instant` lies in, by the clocks of a zone; UTC's where it is unknown. */
export function localDay(timeZone: string, instant: number): DateTime {
  // Kept by luxon: to look at a name anew costs a formatter each time.
  const zone = IANAZone.create(timeZone);
  return DateTime.fromMillis(instant, { zone: zone.isValid ? zone : 'utc' }).startOf('day');
}

/** A wall-clock minute of a day. One that the clocks skip is the moment they jump to, as luxon resolves gaps. */
export function wallTime(day: DateTime, minuteOfDay: number): number {
  if (minuteOfDay >= 24 * 60) return day.plus({ days: 1 }).startOf('day').toMillis();
  return day.set({ hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60 }).toMillis();
}
