import { channelsOn, withChoice } from '@alongside/desk';
import { http, type NoticeChoice } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Skeleton, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { ChannelTable } from './channel-table.tsx';

const KEY = ['notice-choices'];

/** By which ways one wants to hear of what; each tick is kept at once. */
export function NoticeChoices() {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const read = useQuery({ queryKey: KEY, queryFn: () => api.callRoute(http.noticeChoices) });
  const write = useMutation({
    mutationFn: (chosen: NoticeChoice[]) => api.callRoute(http.noticeChoicesWrite, { body: { chosen } }),
    onMutate: (chosen) => queries.setQueryData(KEY, read.data && { ...read.data, chosen }),
    onError: (error) => {
      notices.failed(error);
      void queries.invalidateQueries({ queryKey: KEY });
    },
  });
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={160} aria-busy="true" />;
  const { canMail, role, usual, chosen } = read.data;
  return (
    <div>
      <Title order={2} size="h3" mb="xs">
        {t('bell.choices')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t(canMail ? 'bell.choicesWhy' : 'bell.choicesNoMail')}
      </Text>
      <ChannelTable
        label={t('bell.choices')}
        role={role}
        canMail={canMail}
        on={(kind) => channelsOn(kind, { role, usual, chosen })}
        onChange={(choice) => write.mutate(withChoice(chosen, choice))}
      />
      <Group mt="xs">
        <Button variant="default" size="compact-sm" disabled={chosen.length === 0} onClick={() => write.mutate([])}>
          {t('bell.asUsual')}
        </Button>
      </Group>
    </div>
  );
}
