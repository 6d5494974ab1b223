import type { NoticeHours, QuietHours } from '@alongside/protocol';
import type { TicketCase } from '../case/case-model.ts';
import { localDay, wallTime } from '../wall-clock.ts';
import type { ChannelsOn } from './notice-channels.ts';

/** What becomes of one notice now. Held is mail alone: a sound or a picture of hours ago tells nobody anything. */
export interface Told {
  readonly bell: boolean;
  readonly browser: boolean;
  readonly sound: boolean;
  readonly mail: 'no' | 'now' | 'held';
}

interface When {
  readonly now: number;
  /** Of the organisation, where somebody has none of their own. */
  readonly timeZone: string;
  readonly isUrgent: boolean;
}

/** By which ways somebody is told now, of those that are on: quiet hours hold all but the bell, unless it is urgent. */
export function toldBy(on: ChannelsOn, hours: NoticeHours, { now, timeZone, isUrgent }: When): Told {
  const passes = isUrgent && hours.urgentPasses;
  const mayRing = passes || quietUntil(hours, timeZone, now) === undefined;
  const mail = passes || mailDueAt(hours, timeZone, now) <= now ? 'now' : 'held';
  return { bell: on.bell, browser: on.browser && mayRing, sound: on.sound && mayRing, mail: on.mail ? mail : 'no' };
}

/** When a mail about something of `at` goes: at once, after quiet hours, or at the time of the day, where that is not quiet. */
export function mailDueAt(hours: NoticeHours, timeZone: string, at: number): number {
  const { digest } = hours;
  const wanted = digest.when === 'daily' ? nextAt(hours.timeZone ?? timeZone, digest.at, at) : at;
  return quietUntil(hours, timeZone, wanted) ?? wanted;
}

/** The end of the quiet time that `instant` lies in, times that touch each other counted as one; undefined where it is none. */
export function quietUntil({ quiet, timeZone }: NoticeHours, organisations: string, instant: number): number | undefined {
  if (quiet === null) return undefined;
  const zone = timeZone ?? organisations;
  let until: number | undefined;
  // A week and a day: somewhere in it is a time that is not quiet.
  for (let spans = 0; spans <= 8; spans += 1) {
    const end = endOfQuiet(quiet, zone, until ?? instant);
    if (end === undefined) break;
    until = end;
  }
  return until;
}

/** A major incident, or somebody's own session. */
export function isUrgentFor(personId: string, ticket: Pick<TicketCase, 'major' | 'live'>): boolean {
  const { major, live } = ticket;
  return major || (live.state === 'in-session' && live.technician.id === personId);
}

/** Of the day before, where it goes over midnight, or of this one; the later of the two. */
function endOfQuiet({ days, from, to }: QuietHours, zone: string, instant: number): number | undefined {
  const today = localDay(zone, instant);
  const ends = [today.minus({ days: 1 }), today].flatMap((day) => {
    if (!days.includes(day.weekday)) return [];
    const until = wallTime(to <= from ? day.plus({ days: 1 }) : day, to);
    return wallTime(day, from) <= instant && instant < until ? [until] : [];
  });
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** The next time that clocks show this minute, `after` itself included. */
function nextAt(zone: string, minute: number, after: number): number {
  const today = localDay(zone, after);
  const at = wallTime(today, minute);
  return at >= after ? at : wallTime(today.plus({ days: 1 }), minute);
}
