import type { Organisation } from '@alongside/protocol';

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const DAY_MINUTES = 24 * 60;
const MINUTE_MS = 60_000;

/**
 * When the span of the organisation's hours that `now` lies in ends; undefined where `now` lies in none, where it goes on
 * over midnight, or where its time zone is not known here. The core says whether it is open; this is only for "until 18:00",
 * which is read beside the clock of this computer, wherever the organisation is.
 */
export function closesAt({ hours, timeZone }: Pick<Organisation, 'hours' | 'timeZone'>, now: number): number | undefined {
  const local = localTime(timeZone, now);
  if (local === undefined) return undefined;
  const end = hours[local.day]?.find(({ from, to }) => from <= local.minute && local.minute < to)?.to;
  const goesOn = end === DAY_MINUTES && hours[(local.day + 1) % 7]?.some(({ from }) => from === 0);
  return goesOn || end === undefined ? undefined : now - (now % MINUTE_MS) + (end - local.minute) * MINUTE_MS;
}

function localTime(timeZone: string, now: number): { day: number; minute: number } | undefined {
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
  } catch {
    return undefined; // A zone that this browser does not know: better no hours than wrong ones.
  }
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]));
  const day = DAYS.indexOf(parts.get('weekday') ?? '');
  return day < 0 ? undefined : { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) };
}
