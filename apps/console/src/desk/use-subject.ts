import type { TicketSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { useCallback } from 'react';

/** What a request is about; where a code began it nobody has written that yet. */
export function useSubject(): (ticket: Pick<TicketSummary, 'subject' | 'startedBy'>) => string {
  const { t } = useTexts();
  return useCallback(
    ({ subject, startedBy }) => {
      if (subject !== '') return subject;
      return startedBy === 'code' ? t('queue.byCode') : startedBy === 'standing' ? t('queue.byStanding') : subject;
    },
    [t],
  );
}
