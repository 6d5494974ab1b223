import type { HoursOfWeek, WeeklyHours } from '@alongside/protocol';
import type { TFunction } from 'i18next';
import { useMemo } from 'react';
import { type Formats, readersLocale, useFormats } from './formats.ts';
import { useTexts, useUiTexts } from './texts/use-texts.ts';

type Spans = WeeklyHours[number];

/** A Monday, to name the days of the week in the reader's locale. */
const A_MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

export interface WeekWords {
  /** Of this package's texts. */
  readonly t: TFunction;
  readonly formats: Pick<Formats, 'minuteOfDay' | 'list'>;
  /** Monday first. */
  readonly days: readonly string[];
}

/** `Monday to Friday 08:00 to 18:00; Saturday 09:00 to 12:00 (Europe/Berlin)`. */
export function weekInWords({ hours, timeZone }: HoursOfWeek, words: WeekWords): string {
  const { t } = words;
  if (hours.every((spans) => spans.length === 0)) return t('week.never');
  const parts = groups(hours).map(({ from, to, spans }) => `${daysInWords(from, to, words)} ${spansInWords(spans, words)}`);
  return t('week.zone', { hours: parts.join('; '), zone: timeZone });
}

export function useWeekWords(): (hours: HoursOfWeek) => string {
  const { language } = useTexts();
  const t = useUiTexts();
  const formats = useFormats();
  return useMemo(() => {
    const weekday = new Intl.DateTimeFormat(readersLocale(language, navigator.languages), { weekday: 'long', timeZone: 'UTC' });
    const days = Array.from({ length: 7 }, (_, day) => weekday.format(A_MONDAY + day * DAY_MS));
    return (hours) => weekInWords(hours, { t, formats, days });
  }, [t, language, formats]);
}

/** Days after each other with the same hours; those without any are left out. */
function groups(hours: WeeklyHours): { from: number; to: number; spans: Spans }[] {
  const found: { from: number; to: number; spans: Spans }[] = [];
  for (const [day, spans] of hours.entries()) {
    if (spans.length === 0) continue;
    const last = found.at(-1);
    if (last && last.to === day - 1 && JSON.stringify(last.spans) === JSON.stringify(spans)) last.to = day;
    else found.push({ from: day, to: day, spans });
  }
  return found;
}

function daysInWords(from: number, to: number, { t, days, formats }: WeekWords): string {
  const name = (day: number) => days[day] ?? '';
  if (from === 0 && to === 6) return t('week.daily');
  if (to - from > 1) return t('week.range', { from: name(from), to: name(to) });
  return formats.list(from === to ? [name(from)] : [name(from), name(to)]);
}

function spansInWords(spans: Spans, { t, formats }: WeekWords): string {
  return formats.list(
    spans.map(({ from, to }) =>
      from === 0 && to === 24 * 60
        ? t('week.allDay')
        : t('week.range', { from: formats.minuteOfDay(from), to: to === 24 * 60 ? t('week.midnight') : formats.minuteOfDay(to) }),
    ),
  );
}
