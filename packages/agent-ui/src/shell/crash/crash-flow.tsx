import { type AppError, toAppError } from '@alongside/base';
import {
  type CrashSource,
  type FoundCrash,
  MAX_CRASH_FILE_BYTES,
  type SentCrash,
  type ShownCrash,
  shellPage,
} from '@alongside/protocol';
import { ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Button, FileButton, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useCore } from '../core/core-context.tsx';
import { stageFile } from '../files/stage-file.ts';
import { CrashList } from './crash-list.tsx';
import { CrashPreview } from './crash-preview.tsx';
import { SentCrashes } from './sent-crashes.tsx';

interface CrashFlowProps {
  readonly requestId: string;
  readonly askId: string | null;
  readonly organisation: string;
  readonly onLeave: () => void;
  /** There is none that the user would send. */
  readonly onNone: () => void;
  readonly onSent: () => void;
}

type Stage =
  | { readonly stage: 'looking' }
  | { readonly stage: 'list'; readonly files: readonly FoundCrash[]; readonly sent: readonly SentCrash[] }
  | { readonly stage: 'reading' }
  | { readonly stage: 'shown'; readonly shown: ShownCrash }
  | { readonly stage: 'failed'; readonly error: AppError; readonly isSent?: true };

const REASONS = [
  'crash-file-gone',
  'crash-file-changed',
  'crash-file-not-asked',
  'request-too-large',
  'attachment-type',
  'attachment-full',
  'consent-too-early',
] as const;

/** Once it was on its way: it may be there. */
const UNHEARD: readonly string[] = ['device.offline', 'request.timeout'];

/** Which one, what is in it, and the yes. Until then names, times and sizes are all that anybody has read. */
export function CrashFlow({ requestId, askId, organisation, onLeave, onNone, onSent }: CrashFlowProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const { client } = useCore();
  const [stage, setStage] = useState<Stage>({ stage: 'looking' });
  const [sending, setSending] = useState(false);
  const look = useCallback(() => {
    setStage({ stage: 'looking' });
    client
      .call(shellPage.crashList, {})
      .then(({ files, sent }) => setStage({ stage: 'list', files, sent }))
      .catch((thrown) => setStage({ stage: 'failed', error: toAppError(thrown) }));
  }, [client]);
  useEffect(() => {
    look();
    return () => client.notify(shellPage.crashForget, {});
  }, [client, look]);
  const show = async (source: CrashSource | File) => {
    setStage({ stage: 'reading' });
    try {
      const chosen = source instanceof File ? { fileId: await stageFile(client, source) } : source;
      setStage({ stage: 'shown', shown: await client.call(shellPage.crashShow, { source: chosen }) });
    } catch (thrown) {
      setStage({ stage: 'failed', error: toAppError(thrown) });
    }
  };
  const send = async (sha256: string, words: string) => {
    setSending(true);
    try {
      await client.call(shellPage.crashSend, { requestId, askId, sha256, words });
      onSent();
    } catch (thrown) {
      const error = toAppError(thrown);
      setStage({ stage: 'failed', error, ...(UNHEARD.includes(error.code) ? { isSent: true } : {}) });
    }
    setSending(false);
  };
  switch (stage.stage) {
    case 'looking':
    case 'reading':
      return <Skeleton height={160} aria-busy aria-label={t(`crash.${stage.stage}`)} role="status" />;
    case 'failed':
      return stage.isSent ? <Unheard onAgain={look} /> : <Failed error={stage.error} onAgain={look} />;
    case 'shown':
      return (
        <CrashPreview
          shown={stage.shown}
          organisation={organisation}
          sending={sending}
          onBack={look}
          onSend={(words) => void send(stage.shown.sha256, words)}
        />
      );
    case 'list':
      return (
        <Stack gap="sm">
          <CrashList files={stage.files} onChoose={(crashId) => void show({ crashId })} />
          <Group gap="sm">
            <Button variant="default" onClick={stage.files.length === 0 && askId !== null ? onNone : onLeave}>
              {t(stage.files.length === 0 && askId !== null ? 'crash.sayNone' : 'crash.leave')}
            </Button>
            <FileButton onChange={(file) => file && void show(file)}>
              {(props) => (
                <Button {...props} variant="default">
                  {t('crash.another')}
                </Button>
              )}
            </FileButton>
          </Group>
          <Text size="sm" c="dimmed">
            {t('crash.nothingRead', { size: formats.bytes(MAX_CRASH_FILE_BYTES) })}
          </Text>
          <SentCrashes sent={stage.sent} />
        </Stack>
      );
  }
}

function Failed({ error: { code }, onAgain }: { readonly error: AppError; readonly onAgain: () => void }) {
  const { t } = useTexts();
  const formats = useFormats();
  const reason = REASONS.find((each) => each === code.replace('.', '-')) ?? 'other';
  return (
    <ErrorState
      happened={t(`crash.failed.${reason}`, { size: formats.bytes(MAX_CRASH_FILE_BYTES) })}
      safe={t('crash.failed.safe')}
      todo={t('crash.failed.todo')}
      code={code}
      onRetry={onAgain}
    />
  );
}

function Unheard({ onAgain }: { readonly onAgain: () => void }) {
  const { t } = useTexts();
  return (
    <ErrorState
      happened={t('crash.unheard.happened')}
      safe={t('crash.unheard.safe')}
      todo={t('crash.unheard.todo')}
      code="device.offline"
      onRetry={onAgain}
    />
  );
}
