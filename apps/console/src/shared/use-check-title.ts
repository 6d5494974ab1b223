import { useTexts } from '@alongside/ui';
import { useCallback } from 'react';

/** The name of a check; of one that is newer than this page, its id. */
export function useCheckTitle(): (check: string) => string {
  const { t, has } = useTexts();
  return useCallback((check) => (has(`checks.checks.${check}.title`) ? t(`checks.checks.${check}.title`) : check), [t, has]);
}
