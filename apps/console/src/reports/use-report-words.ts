import type { CheckText, FactText } from '@alongside/diagnostics';
import { readersLocale, useTexts } from '@alongside/ui';
import { useMemo } from 'react';

/** The words of checks and facts, from this page's catalogue, and the reader's locale for their figures. */
export function useReportWords() {
  const { t, language } = useTexts();
  return useMemo(() => {
    const locale = readersLocale(language, navigator.languages);
    const checks: CheckText = (key, values) => t(`checks.${key}`, { ...values });
    const facts: FactText = (key, values) => t(`facts.${key}`, { ...values });
    return { findings: { text: checks, locale }, facts: { text: facts, locale } };
  }, [t, language]);
}
