import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Skeleton, Table, Title } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { Failure } from '../shared/failure.tsx';
import { ReportCount } from './report-count.tsx';
import { useReports } from './use-reports.ts';

/** Every report that a computer has sent, each to be opened. */
export function DeviceReports({ deviceId }: { readonly deviceId: string }) {
  const { t } = useTexts();
  const formats = useFormats();
  const reports = useReports('device', deviceId);
  return (
    <>
      <Title order={2} size="h3">
        {t('checkup.ofDevice')}
      </Title>
      {reports.error === null ? null : <Failure error={reports.error} onRetry={() => void reports.refetch()} />}
      {reports.isPending ? <Skeleton height={60} /> : null}
      {reports.data?.length === 0 ? (
        <EmptyState order={3} title={t('checkup.none')}>
          {t('checkup.noneMore')}
        </EmptyState>
      ) : null}
      {reports.data === undefined || reports.data.length === 0 ? null : (
        <Table>
          <Table.Thead>
            <Table.Tr>
              {(['when', 'found', 'kind', 'with'] as const).map((head) => (
                <Table.Th key={head} scope="col">
                  {t(`checkup.head.${head}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {reports.data.map((report) => (
              <Table.Tr key={report.id}>
                <Table.Td>
                  <Anchor component={Link} to={`/reports/${report.id}`} size="sm">
                    {formats.dayAndTime(report.startedAt)}
                  </Anchor>
                </Table.Td>
                <Table.Td>
                  <ReportCount fail={report.fail} warn={report.warn} worst={report.worst} />
                </Table.Td>
                <Table.Td>{t(`checkup.profile.${report.profile}`)}</Table.Td>
                <Table.Td>
                  {report.ticket === null ? (
                    t(`checkup.basis.${report.basis}`)
                  ) : (
                    <Anchor component={Link} to={`/tickets/${report.ticket.id}`} size="sm">
                      {t('checkup.ticket', { number: report.ticket.number })}
                    </Anchor>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </>
  );
}
