import { type ScanSchedule, schedulePattern } from '@alongside/protocol';
import { fromTimeField, toTimeField } from '../settings/hours.ts';

export const RHYTHMS = ['daily', 'working', 'weekly', 'monthly', 'own'] as const;
export type Rhythm = (typeof RHYTHMS)[number];
/** As cron counts them, in the order in which weeks begin here: Monday to Sunday. */
export const WEEKDAYS = [1, 2, 3, 4, 5, 6, 0] as const;
/** Days that every month has. */
export const LAST_DAY = 28;

/** A schedule as its form has it: how often in a person's words, or a pattern of its own. */
export interface ScheduleDraft extends Omit<ScanSchedule, 'id' | 'nextAt' | 'paused'> {
  readonly rhythm: Rhythm;
  /** `03:30` */
  readonly time: string;
  readonly weekday: number;
  readonly dayOfMonth: number;
}

const FRESH: ScheduleDraft = {
  name: '',
  pattern: '30 3 * * *',
  profile: 'quick',
  filter: {},
  rhythm: 'daily',
  time: '03:30',
  weekday: 1,
  dayOfMonth: 1,
};

export function draftOf(schedule: Omit<ScanSchedule, 'id' | 'nextAt' | 'paused'> | undefined): ScheduleDraft {
  if (schedule === undefined) return FRESH;
  const { name, pattern, profile, filter } = schedule;
  return { ...FRESH, name, pattern, profile, filter, ...rhythmOf(pattern) };
}

/** What a pattern says in a person's words; `own` where it says something else. */
export function rhythmOf(pattern: string): Pick<ScheduleDraft, 'rhythm'> & Partial<ScheduleDraft> {
  const [, minute, hour, day = '', weekday = ''] = /^(\d{1,2}) (\d{1,2}) (\*|\d{1,2}) \* (\*|\d|1-5)$/u.exec(pattern) ?? [];
  if (minute === undefined || hour === undefined || Number(minute) > 59 || Number(hour) > 23) return { rhythm: 'own' };
  const time = toTimeField(Number(hour) * 60 + Number(minute));
  if (day === '*' && weekday === '*') return { rhythm: 'daily', time };
  if (day === '*' && weekday === '1-5') return { rhythm: 'working', time };
  if (day === '*' && Number(weekday) <= 6) return { rhythm: 'weekly', time, weekday: Number(weekday) };
  const dayOfMonth = Number(day);
  if (weekday === '*' && dayOfMonth >= 1 && dayOfMonth <= LAST_DAY) return { rhythm: 'monthly', time, dayOfMonth };
  return { rhythm: 'own' };
}

/** The pattern that a draft stands for; undefined where its time or its pattern is none. */
export function patternOf({ rhythm, time, weekday, dayOfMonth, pattern }: ScheduleDraft): string | undefined {
  if (rhythm === 'own') return schedulePattern.safeParse(pattern.trim()).data;
  const minutes = fromTimeField(time);
  if (minutes === undefined) return undefined;
  const at = `${minutes % 60} ${Math.floor(minutes / 60)}`;
  const days = { daily: '* * *', working: '* * 1-5', weekly: `* * ${weekday}`, monthly: `${dayOfMonth} * *` };
  return `${at} ${days[rhythm]}`;
}
