import { http } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Code, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';

/** Which sessions there were, and what each exported record must end with. */
export function RecordsSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const formats = useFormats();
  const records = useQuery({ queryKey: ['records'], queryFn: () => api.callRoute(http.records), staleTime: 0 });
  return (
    <Stack gap="md">
      <Text c="dimmed" maw={720}>
        {t('records.why')}
      </Text>
      {records.error === null ? null : <Failure error={records.error} onRetry={() => void records.refetch()} />}
      {records.isPending ? <Skeleton height={160} /> : null}
      {records.data?.length === 0 ? <EmptyState order={2} title={t('records.none')} /> : null}
      {records.data === undefined || records.data.length === 0 ? null : (
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('records.ticket')}</Table.Th>
              <Table.Th>{t('records.device')}</Table.Th>
              <Table.Th>{t('records.technician')}</Table.Th>
              <Table.Th>{t('records.from')}</Table.Th>
              <Table.Th>{t('records.until')}</Table.Th>
              <Table.Th>{t('records.head')}</Table.Th>
              <Table.Th>{t('records.heads')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {records.data.map((record) => (
              <Table.Tr key={record.id}>
                <Table.Td>#{record.number}</Table.Td>
                <Table.Td>{record.device}</Table.Td>
                <Table.Td>{record.technician}</Table.Td>
                <Table.Td>{formats.dayAndTime(record.joinedAt)}</Table.Td>
                <Table.Td>{record.endedAt === null ? t('records.running') : formats.dayAndTime(record.endedAt)}</Table.Td>
                <Table.Td style={{ overflowWrap: 'anywhere' }}>
                  {record.head === null ? (
                    t('records.noHead')
                  ) : (
                    <>
                      {record.head.seq} <Code>{record.head.hash}</Code>
                    </>
                  )}
                </Table.Td>
                <Table.Td>{record.heads}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}
