import type { TicketCase } from '@alongside/desk';
import { http } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Group, Stack, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useDesk, useMay } from '../desk/desk-context.ts';
import { RemoveButton } from '../shared/remove-button.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';
import { AttachedFile } from './attached-file.tsx';

/** The files of a ticket, newest first; whoever added one, and those who lead the desk, can delete it. */
export function FileList({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { user } = useDesk();
  const { api } = useServices();
  const may = useMay();
  const notices = useNotices();
  const queries = useQueryClient();
  const remove = useMutation({
    mutationFn: (id: string) => api.callRoute(http.attachmentRemove, { params: { id }, body: {} }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['ticket', ticketId] }),
    onError: notices.failed,
  });
  if (ticket.files.length === 0) return <Text size="sm">{t('files.none')}</Text>;
  return (
    <Stack gap="sm">
      {ticket.files.toReversed().map((file) => (
        <div key={file.attachmentId}>
          <AttachedFile file={file} gone={false} />
          <Group gap="xs" justify="space-between">
            <Text size="xs" c="dimmed">
              {t(file.to === 'desk' ? 'files.byForDesk' : 'files.by', { name: file.by.name, time: formats.dayAndTime(file.at) })}
            </Text>
            {file.crash === undefined ? null : (
              <Text size="xs" c="dimmed">
                {t('crashFiles.until', { day: formats.fullDay(file.crash.expiresAt) })}
              </Text>
            )}
            {file.by.id === user.id || may('tickets.manage') ? (
              <RemoveButton
                size="compact-xs"
                label={t('files.removeName', { name: file.fileName })}
                why={t('files.removeWhy')}
                pending={remove.isPending && remove.variables === file.attachmentId}
                onRemove={() => remove.mutate(file.attachmentId)}
              />
            ) : null}
          </Group>
        </div>
      ))}
      <Text size="xs" c="dimmed">
        {t('files.kept')}
      </Text>
    </Stack>
  );
}
