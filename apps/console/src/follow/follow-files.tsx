import { CRASH_REPORT, type FollowedRequest, http } from '@alongside/protocol';
import { saveBlob, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Button, Group, Text, Title } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useServices } from '../shared/services.ts';
import { FollowFailure } from './follow-failure.tsx';

interface FollowFilesProps {
  readonly token: string;
  readonly files: FollowedRequest['files'];
}

/** Files of both sides; what the user sent, the user can take back. */
export function FollowFiles({ token, files }: FollowFilesProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { api } = useServices();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: async ({ id, name }: FollowedRequest['files'][number]) =>
      saveBlob(name, await api.download(http.followFile, { body: { token, attachmentId: id } })),
  });
  const remove = useMutation({
    mutationFn: (attachmentId: string) => api.callRoute(http.followDetach, { body: { token, attachmentId } }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['follow', token] }),
  });
  if (files.length === 0) return null;
  const error = save.error ?? remove.error;
  return (
    <section>
      <Title order={2}>{t('follow.files')}</Title>
      <ul style={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: 8 }}>
        {files.map((file) => (
          <li key={file.id}>
            <Group gap="xs" justify="space-between">
              <div style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
                {file.mediaType === CRASH_REPORT ? (
                  <Text>{file.name}</Text>
                ) : (
                  <Anchor component="button" type="button" ta="start" onClick={() => save.mutate(file)}>
                    {file.name}
                  </Anchor>
                )}
                <Text size="sm" c="dimmed">
                  {t('follow.file', {
                    size: formats.bytes(file.bytes),
                    name: file.from === 'user' ? t('files.you') : file.by,
                    time: formats.dayAndTime(file.at),
                  })}
                </Text>
              </div>
              {file.from === 'user' ? (
                <Button
                  variant="default"
                  size="compact-sm"
                  loading={remove.isPending && remove.variables === file.id}
                  aria-label={t('follow.takeBackName', { name: file.name })}
                  onClick={() => remove.mutate(file.id)}
                >
                  {t('follow.takeBack')}
                </Button>
              ) : null}
            </Group>
          </li>
        ))}
      </ul>
      {error === null ? null : <FollowFailure error={error} safe={t('follow.filesSafe')} />}
    </section>
  );
}
