import { ErrorState, useTexts } from '@alongside/ui';
import { Skeleton, Stack } from '@mantine/core';
import { ReportView } from './report-view.tsx';
import { useReport } from './use-report.ts';

/** A kept report, once it is read. */
export function Result({ reportId }: { reportId: string }) {
  const { t } = useTexts();
  const loaded = useReport(reportId);
  if (loaded.state === 'loading') {
    return (
      <Stack gap="sm" aria-busy aria-label={t('health.reading')} role="status">
        <Skeleton height={32} width="60%" />
        <Skeleton height={140} />
        <Skeleton height={140} />
      </Stack>
    );
  }
  if (loaded.state === 'failed') {
    return (
      <ErrorState
        happened={t('health.unread.happened')}
        safe={t('health.unread.safe')}
        todo={t('health.unread.todo')}
        code={loaded.error.code}
        onRetry={loaded.again}
      />
    );
  }
  return <ReportView report={loaded.report} before={loaded.before} />;
}
