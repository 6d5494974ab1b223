import { readersLocale, useTexts } from '@alongside/ui';
import { useMemo } from 'react';

const UNITS = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1000 },
] as const;

/** `42s`, `2m`, `3h`, in the reader's locale: how long something has been waiting. */
export function useAge(): (ms: number, display?: 'narrow' | 'long') => string {
  const { language } = useTexts();
  return useMemo(() => {
    const locale = readersLocale(language, navigator.languages);
    return (ms, display = 'narrow') => {
      const { unit, ms: size } = UNITS.find((each) => ms >= each.ms) ?? UNITS[3];
      const value = Math.max(0, Math.floor(ms / size));
      return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: display }).format(value);
    };
  }, [language]);
}
