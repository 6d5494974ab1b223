import { http, type NoticeChoice } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Checkbox, Skeleton, Table, Text, Title } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

const KEY = ['notice-choices'];
const WAYS = ['console', 'mail'] as const;

/** By which ways one wants to hear of what; each tick is kept at once. */
export function NoticeChoices() {
  const { t } = useTexts();
  const { api } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const read = useQuery({ queryKey: KEY, queryFn: () => api.callRoute(http.noticeChoices) });
  const write = useMutation({
    mutationFn: (choices: NoticeChoice[]) => api.callRoute(http.noticeChoicesWrite, { body: { choices } }),
    onMutate: (choices) => queries.setQueryData(KEY, read.data && { ...read.data, choices }),
    onError: (error) => {
      notices.failed(error);
      void queries.invalidateQueries({ queryKey: KEY });
    },
  });
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={160} aria-busy="true" />;
  const { canMail, choices } = read.data;
  const ways = canMail ? WAYS : WAYS.slice(0, 1);
  return (
    <div>
      <Title order={2} size="h3" mb="xs">
        {t('bell.choices')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t(canMail ? 'bell.choicesWhy' : 'bell.choicesNoMail')}
      </Text>
      <Table fz="sm" verticalSpacing={6} w="auto" aria-label={t('bell.choices')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('bell.what')}</Table.Th>
            {ways.map((way) => (
              <Table.Th key={way}>{t(`bell.way.${way}`)}</Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {choices.map((choice) => (
            <Table.Tr key={choice.kind}>
              <Table.Td>{t(`bell.event.${choice.kind}`)}</Table.Td>
              {ways.map((way) => (
                <Table.Td key={way}>
                  <Checkbox
                    aria-label={t('bell.choose', { event: t(`bell.event.${choice.kind}`), way: t(`bell.way.${way}`) })}
                    checked={choice[way]}
                    onChange={(event) => {
                      const { checked } = event.currentTarget;
                      write.mutate(choices.map((each) => (each.kind === choice.kind ? { ...each, [way]: checked } : each)));
                    }}
                  />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
