import { toAppError } from '@alongside/base';
import { MAX_USER_ATTACHMENT_BYTES, shellPage } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Alert, Button, FileButton, Group, Paper, Stack, Text } from '@mantine/core';
import { IconPaperclip } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import { stageFile } from './stage-file.ts';

interface AddFileProps {
  readonly requestId: string;
  readonly onSent: () => Promise<void>;
}

/** Words for what a person can do something about; the rest stands at the head of the page. */
const REASONS = [
  'attachment-type',
  'request-too-large',
  'attachment-full',
  'rpc-closed',
  'device-offline',
  'request-timeout',
] as const;

/** A file of the user's own: chosen, named with its size, and sent by a press of its own. */
export function AddFile({ requestId, onSent }: AddFileProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { client } = useCore();
  const [file, setFile] = useState<File>();
  const [sending, setSending] = useState(false);
  const [trouble, setTrouble] = useState<string>();
  const reset = useRef<() => void>(null);
  const choose = (chosen: File | null) => {
    if (!chosen) return;
    const isTooLarge = chosen.size > MAX_USER_ATTACHMENT_BYTES;
    setFile(isTooLarge ? undefined : chosen);
    setTrouble(isTooLarge ? 'request-too-large' : undefined);
  };
  const leave = () => {
    setFile(undefined);
    // The same file can be chosen again.
    reset.current?.();
  };
  const send = async (chosen: File) => {
    setSending(true);
    setTrouble(undefined);
    try {
      await client.call(shellPage.fileSend, { requestId, fileId: await stageFile(client, chosen) });
      leave();
      await onSent();
    } catch (thrown) {
      setTrouble(toAppError(thrown).code.replace('.', '-'));
    }
    setSending(false);
  };
  const reason = REASONS.find((each) => each === trouble);
  return (
    <Stack gap="sm">
      {file === undefined ? (
        <Group gap="sm">
          <FileButton resetRef={reset} onChange={choose}>
            {(props) => (
              <Button {...props} variant="default" leftSection={<IconPaperclip size={18} stroke={1.5} aria-hidden />}>
                {t('files.add')}
              </Button>
            )}
          </FileButton>
        </Group>
      ) : (
        <Paper p="md" component="section" aria-label={t('files.chosen')}>
          <Stack gap="sm">
            <Text style={{ overflowWrap: 'anywhere' }}>
              {t('files.named', { name: file.name, size: formats.bytes(file.size) })}
            </Text>
            <Text size="sm" c="dimmed">
              {t('files.goes')}
            </Text>
            <Group gap="sm">
              <Button variant="default" onClick={leave} disabled={sending}>
                {t('files.leave')}
              </Button>
              <Button loading={sending} onClick={() => void send(file)}>
                {t('files.send')}
              </Button>
            </Group>
          </Stack>
        </Paper>
      )}
      {trouble === undefined ? null : (
        <Alert role="alert" variant="outline">
          {t(`files.trouble.${reason ?? 'other'}`, { size: formats.bytes(MAX_USER_ATTACHMENT_BYTES) })}
        </Alert>
      )}
    </Stack>
  );
}
