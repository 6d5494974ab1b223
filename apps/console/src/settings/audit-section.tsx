import { http } from '@alongside/protocol';
import { EmptyState, saveBlob, useFormats, useTexts } from '@alongside/ui';
import { Button, Code, Group, Skeleton, Stack, Table, Text } from '@mantine/core';
import { useMutation, useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { z } from 'zod';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { actName } from './act-name.ts';

type Entry = z.infer<typeof http.audit.result>[number];

/** What admins did, newest first, and all of it as a file that anybody can check. */
export function AuditSection() {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  const entries = useQuery({ queryKey: ['audit'], queryFn: () => api.callRoute(http.audit), staleTime: 0 });
  const save = useMutation({
    mutationFn: async () => saveBlob('alongside-audit.json', await api.download(http.auditExport, {})),
    onError: notices.failed,
  });
  return (
    <Stack gap="md">
      <Group justify="space-between" align="start" wrap="nowrap">
        <Text c="dimmed" maw={620}>
          {t('audit.why')}
        </Text>
        <Button variant="default" loading={save.isPending} onClick={() => save.mutate()} style={{ flex: 'none' }}>
          {t('audit.save')}
        </Button>
      </Group>
      {entries.error === null ? null : <Failure error={entries.error} onRetry={() => void entries.refetch()} />}
      {entries.isPending ? <Skeleton height={160} /> : null}
      {entries.data?.length === 0 ? <EmptyState order={2} title={t('audit.none')} /> : null}
      {entries.data === undefined || entries.data.length === 0 ? null : (
        <Table fz="sm" verticalSpacing={6}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('audit.number')}</Table.Th>
              <Table.Th>{t('audit.at')}</Table.Th>
              <Table.Th>{t('audit.who')}</Table.Th>
              <Table.Th>{t('audit.what')}</Table.Th>
              <Table.Th>{t('audit.with')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {entries.data.toReversed().map((entry) => (
              <AuditRow key={entry.seq} entry={entry} />
            ))}
          </Table.Tbody>
        </Table>
      )}
    </Stack>
  );
}

function AuditRow({ entry }: { readonly entry: Entry }) {
  const { t } = useTexts();
  const formats = useFormats();
  const act = useActWords();
  return (
    <Table.Tr>
      <Table.Td>{entry.seq + 1}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{formats.dayAndTime(entry.at)}</Table.Td>
      <Table.Td>{entry.actor.id === null && entry.actor.name === 'terminal' ? t('audit.terminal') : entry.actor.name}</Table.Td>
      <Table.Td>
        {act(entry.action)}
        {entry.failed === null ? null : (
          <Text size="sm" c="var(--alongside-stop)">
            {t('audit.failed', { number: entry.failed.seq + 1, code: entry.failed.code })}
          </Text>
        )}
      </Table.Td>
      <Table.Td style={{ overflowWrap: 'anywhere' }}>
        {entry.subject === null ? null : <Code>{entry.subject}</Code>} {readable(entry.detail)}
      </Table.Td>
    </Table.Tr>
  );
}

/** `role: auditor`, where the detail is a flat object; as it stands where it is not. */
function readable(detail: string): string {
  try {
    const value: unknown = JSON.parse(detail);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return detail;
    return Object.entries(value)
      .map(([name, each]) => `${name}: ${typeof each === 'string' ? each : JSON.stringify(each)}`)
      .join(' · ');
  } catch {
    return detail; // A hash of what was too long to keep.
  }
}

/** An act that has no words yet is named as the server does. */
function useActWords(): (action: string) => string {
  const { t, i18n } = useTranslation();
  return (action) => {
    const name = actName(action);
    return i18n.exists(`audit.act.${name}`) ? t(`audit.act.${name}`) : action;
  };
}
