import { http } from '@alongside/protocol';
import { EmptyState, useTexts } from '@alongside/ui';
import { Anchor, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ConnectTracker } from '../developers/connect-tracker.tsx';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNow } from '../shared/use-observable.ts';
import { CopyField } from '../trust/copy-field.tsx';
import { ApiKeyForm } from './api-key-form.tsx';
import { ApiKeyList, isGood } from './api-key-list.tsx';

const API_KEYS = ['api-keys'] as const;

/** Keys by which other programs call the server. */
export function ProgramsSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const keys = useQuery({ queryKey: API_KEYS, queryFn: () => api.callRoute(http.apiKeys), staleTime: 0 });
  const [made, setMade] = useState<string>();
  const now = useNow(60_000);
  if (keys.error !== null) return <Failure error={keys.error} onRetry={() => void keys.refetch()} />;
  const again = () => void keys.refetch();
  return (
    <Stack gap="lg" maw={980}>
      <Text c="dimmed" maw={720}>
        {t('programs.why')}{' '}
        <Anchor href="/api/docs" underline="always">
          {t('programs.docs')}
        </Anchor>
      </Text>
      <ApiKeyForm
        onMade={(key) => {
          setMade(key);
          again();
        }}
      />
      {made === undefined ? null : (
        <div role="status">
          <CopyField label={t('programs.key')} text={made} />
          <Text size="sm" c="dimmed" mt="xs">
            {t('programs.once')}
          </Text>
        </div>
      )}
      {keys.data === undefined ? <Skeleton height={120} /> : null}
      {keys.data?.length === 0 ? (
        <EmptyState order={2} title={t('programs.none')}>
          {t('programs.noneMore')}
        </EmptyState>
      ) : null}
      {keys.data === undefined || keys.data.length === 0 ? null : <ApiKeyList keys={keys.data} onRevoked={again} />}
      <ConnectTracker hasKey={keys.data?.some((key) => isGood(key, now) && key.scopes.includes('developers.answer')) ?? false} />
    </Stack>
  );
}
