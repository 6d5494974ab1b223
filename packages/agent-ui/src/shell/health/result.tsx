import type { Article } from '@alongside/desk';
import type { FindingLine } from '@alongside/diagnostics';
import { ErrorState, useTexts } from '@alongside/ui';
import { Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { ArticlePage } from '../articles/article-page.tsx';
import { FindingActions } from './finding-actions.tsx';
import { ReportView } from './report-view.tsx';
import { useReport } from './use-report.ts';

/** A kept report, once it is read. */
export function Result({ reportId, latest = false }: { reportId: string; latest?: boolean }) {
  const { t } = useTexts();
  const loaded = useReport(reportId);
  const [article, setArticle] = useState<Article>();
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
  const { report, before } = loaded;
  if (article !== undefined)
    return <ArticlePage article={article} order={2} backLabel={t('article.back')} onBack={() => setArticle(undefined)} />;
  // What an earlier check found may be another by now.
  const actions = latest ? { actions: (line: FindingLine) => <FindingActions line={line} onArticle={setArticle} /> } : {};
  return <ReportView report={report} before={before} {...actions} />;
}
