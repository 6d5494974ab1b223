import { useTexts } from '@alongside/ui';
import { useCallback } from 'react';

const DAY_MS = 24 * 60 * 60_000;
/** 4 January 1970 was a Sunday, cron's day 0. */
const SUNDAY_MS = 3 * DAY_MS;

/** The name of a weekday, which cron counts from Sunday, in the texts' language. */
export function useWeekdayName(): (weekday: number) => string {
  const { language } = useTexts();
  return useCallback(
    (weekday) => new Intl.DateTimeFormat(language, { weekday: 'long', timeZone: 'UTC' }).format(SUNDAY_MS + weekday * DAY_MS),
    [language],
  );
}
