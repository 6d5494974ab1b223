/** Weekly hours as the editor has them: text of two time fields, turned into minutes. Pure. */
import type { WeeklyHours } from '@alongside/protocol';

export type Span = WeeklyHours[number][number];
export type SpanProblem = 'empty' | 'backwards' | 'overlap';

const MAX_SPANS_A_DAY = 4;
const DAY_MINUTES = 24 * 60;

/** `HH:MM` for a time field; midnight at the end of a day is `00:00`. */
export function toTimeField(minutes: number): string {
  const within = minutes % DAY_MINUTES;
  return `${String(Math.floor(within / 60)).padStart(2, '0')}:${String(within % 60).padStart(2, '0')}`;
}

export function fromTimeField(text: string): number | undefined {
  const found = /^([01]\d|2[0-3]):([0-5]\d)$/u.exec(text);
  return found === null ? undefined : Number(found[1]) * 60 + Number(found[2]);
}

/** A span's end at 00:00 means the end of the day. */
export function endOf(minutes: number): number {
  return minutes === 0 ? DAY_MINUTES : minutes;
}

export function problemOf(day: readonly Span[], index: number): SpanProblem | undefined {
  const span = day[index];
  if (span === undefined || span.from === span.to) return 'empty';
  if (span.to < span.from) return 'backwards';
  const clashes = day.some((other, at) => at !== index && other.from < span.to && span.from < other.to);
  return clashes ? 'overlap' : undefined;
}

export function isValid(hours: WeeklyHours): boolean {
  return hours.every((day) => day.every((_, index) => problemOf(day, index) === undefined));
}

export function isAllDay({ from, to }: Span): boolean {
  return from === 0 && to === DAY_MINUTES;
}

/** Nothing fits after it any more. */
export function isFull(day: readonly Span[]): boolean {
  return day.length >= MAX_SPANS_A_DAY || day.at(-1)?.to === DAY_MINUTES;
}

/** What a new span begins with: the usual hours, or the time after the last one. */
export function nextSpan(day: readonly Span[]): Span {
  const last = day.at(-1);
  if (last === undefined) return { from: 8 * 60, to: 17 * 60 };
  const from = Math.min(last.to + 60, DAY_MINUTES - 60);
  return { from, to: Math.min(from + 4 * 60, DAY_MINUTES) };
}

/** Copies Monday to the working days after it. */
export function copyToWeek(hours: WeeklyHours): WeeklyHours {
  const monday = hours[0] ?? [];
  return hours.map((day, index) => (index < 5 ? monday.map((span) => ({ ...span })) : day));
}
