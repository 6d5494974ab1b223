import { useTexts } from '@alongside/ui';
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { AskForm } from './ask-form.tsx';
import { IssueCard } from './issue-card.tsx';
import { useIssues } from './use-developers.ts';

/** What the developers were asked about a known problem, and asking them. */
export function ProblemDevelopers({ problemId }: { readonly problemId: string }) {
  const { t } = useTexts();
  const may = useMay();
  const issues = useIssues({ problemId });
  const [asking, setAsking] = useState(false);
  const isWithThem = issues.data?.some(({ state }) => state === 'asked' || state === 'accepted') ?? false;
  return (
    <Stack gap="xs" component="section" aria-label={t('developers.title')}>
      <Title order={2} size="h4">
        {t('developers.title')}
      </Title>
      {issues.error ? <Failure error={issues.error} onRetry={() => void issues.refetch()} /> : null}
      {issues.isPending ? <Skeleton height={40} /> : null}
      {issues.data?.map((issue) => (
        <IssueCard key={issue.id} issue={issue} />
      ))}
      {issues.data?.length === 0 && !asking ? (
        <Text size="sm" c="dimmed">
          {t('developers.none')}
        </Text>
      ) : null}
      {!may('developers.ask') || isWithThem || issues.data === undefined ? null : asking ? (
        <AskForm ticketId={null} problemId={problemId} />
      ) : (
        <Group>
          <Button size="compact-sm" variant="default" onClick={() => setAsking(true)}>
            {t('developers.begin')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
