import type { CheckText } from '@alongside/diagnostics';
import { useTexts } from '@alongside/ui';
import { useCallback } from 'react';

/** The words of checks, which stand below `checks` in this page's catalogue. */
export function useCheckText(): CheckText {
  const { t } = useTexts();
  return useCallback((key, values) => t(`checks.${key}`, { ...values }), [t]);
}
