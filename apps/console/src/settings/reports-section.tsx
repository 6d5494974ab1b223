import { http } from '@alongside/protocol';
import { EmptyState, useFormats, useTexts } from '@alongside/ui';
import { Badge, Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import type { z } from 'zod';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

const REFRESH_MS = 30_000;

type Report = z.infer<typeof http.reports.result>[number];

/** "Something is wrong", as users have sent it; who it is about can be barred here. */
export function ReportsSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const reports = useQuery({
    queryKey: ['reports'],
    queryFn: () => api.callRoute(http.reports),
    refetchInterval: REFRESH_MS,
  });
  const reload = () => void reports.refetch();
  return (
    <Stack gap="md" maw={760}>
      <Text c="dimmed">{t('reports.lead')}</Text>
      {reports.error === null ? null : <Failure error={reports.error} onRetry={reload} />}
      {reports.isPending ? <Skeleton height={120} /> : null}
      {reports.data?.length === 0 ? (
        <EmptyState order={2} title={t('reports.none')}>
          {t('reports.noneMore')}
        </EmptyState>
      ) : null}
      {reports.data?.map((report) => (
        <ReportCard key={report.id} item={report} onChanged={reload} />
      ))}
    </Stack>
  );
}

function ReportCard({ item, onChanged }: { readonly item: Report; readonly onChanged: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { api } = useServices();
  const { user } = useDesk();
  const may = useMay();
  const notices = useNotices();
  const { technician, report } = item;
  const handled = useMutation({
    mutationFn: () => api.callRoute(http.reportHandled, { params: { id: item.id }, body: {} }),
    onSuccess: onChanged,
    onError: notices.failed,
  });
  const bar = useMutation({
    mutationFn: () => api.callRoute(http.userActive, { params: { id: technician.id }, body: { active: false } }),
    onSuccess: onChanged,
    onError: notices.failed,
  });
  return (
    <Paper p="md" component="article">
      <Stack gap="xs">
        <Group gap="xs">
          <Title order={2} size="h4">
            {t('reports.title', { name: technician.name, number: item.number })}
          </Title>
          {item.handledAt === null ? null : (
            <Badge variant="outline" color="offline" c="var(--alongside-offline)" tt="none">
              {t('reports.handled')}
            </Badge>
          )}
          {technician.active ? null : (
            <Badge variant="outline" color="stop" c="var(--alongside-stop)" tt="none">
              {t('reports.barred')}
            </Badge>
          )}
        </Group>
        <Text size="sm" c="dimmed">
          {t('reports.from', { requester: item.requester, device: item.device, at: formats.dayAndTime(item.at) })}
        </Text>
        {report.because === null ? null : <Text>{t(`reports.because.${report.because}`)}</Text>}
        {report.text === '' ? null : <Text style={{ whiteSpace: 'pre-wrap' }}>{report.text}</Text>}
        {report.messages.map((message) => (
          <Text key={message.id} size="sm">
            {t('reports.said', { name: message.name, text: message.text })}
          </Text>
        ))}
        <Group gap="sm">
          {item.handledAt === null ? (
            <Button variant="default" size="compact-md" loading={handled.isPending} onClick={() => handled.mutate()}>
              {t('reports.markHandled')}
            </Button>
          ) : null}
          {may('people.manage') && technician.active && technician.id !== user.id ? (
            <Button variant="outline" color="stop" size="compact-md" loading={bar.isPending} onClick={() => bar.mutate()}>
              {t('reports.bar', { name: technician.name })}
            </Button>
          ) : null}
        </Group>
        {technician.active && may('people.manage') ? (
          <Text size="sm" c="dimmed">
            {t('reports.barWhy')}
          </Text>
        ) : null}
      </Stack>
    </Paper>
  );
}
