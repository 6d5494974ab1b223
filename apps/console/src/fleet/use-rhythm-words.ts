import { useFormats, useTexts } from '@alongside/ui';
import { useCallback } from 'react';
import { fromTimeField } from '../settings/hours.ts';
import { rhythmOf } from './schedule-draft.ts';
import { useWeekdayName } from './use-weekday-name.ts';

/** A pattern in words; one that has none as it is written. */
export function useRhythmWords(): (pattern: string) => string {
  const { t } = useTexts();
  const formats = useFormats();
  const weekdayName = useWeekdayName();
  return useCallback(
    (pattern) => {
      const { rhythm, time = '', weekday = 0, dayOfMonth = 1 } = rhythmOf(pattern);
      const minutes = fromTimeField(time);
      if (rhythm === 'own' || minutes === undefined) return t('schedules.is.own', { pattern });
      return t(`schedules.is.${rhythm}`, {
        time: formats.minuteOfDay(minutes),
        weekday: weekdayName(weekday),
        day: formats.number(dayOfMonth),
      });
    },
    [t, formats, weekdayName],
  );
}
