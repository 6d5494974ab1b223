import { type RecordOutline, shellPage } from '@alongside/protocol';
import { ErrorState, useFormats, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, Skeleton, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useAsk } from '../core/core-context.tsx';
import { Details } from '../parts/details.tsx';
import { ExactText } from '../send/exact-text.tsx';
import { keyOf } from '../texts/texts.ts';
import { useRecordBytes } from './use-record-bytes.ts';

export interface KeepFormProps {
  readonly sessionId: string;
  readonly number: number;
  /** By the organisation's rule what was written is ticked at first. */
  readonly proposesWords: boolean;
  readonly isOnline: boolean;
  readonly onNo: () => void;
  readonly onKept: () => void;
}

/** Before a record leaves the machine: how much of it, and exactly what; a no is as near as a yes. */
export function KeepForm({ sessionId, number, proposesWords, isOnline, onNo, onKept }: KeepFormProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const ask = useAsk();
  const [words, setWords] = useState(proposesWords);
  const [sending, setSending] = useState(false);
  const made = useRecordBytes(sessionId, words);
  const keep = async (sha256: string) => {
    setSending(true);
    if (await ask(shellPage.recordKeep, { sha256 })) onKept();
    setSending(false);
  };
  return (
    <Stack gap="sm">
      <Checkbox
        checked={words}
        onChange={(event) => setWords(event.currentTarget.checked)}
        label={t('keep.words')}
        description={t('keep.wordsHint')}
      />
      {made.state === 'preparing' ? <Skeleton height={48} aria-busy aria-label={t('send.preparing')} role="status" /> : null}
      {made.state === 'failed' ? (
        <ErrorState
          happened={t('send.failed.happened')}
          safe={t('send.failed.safe')}
          todo={t('keep.failedTodo')}
          code={made.error.code}
        />
      ) : null}
      {made.state === 'prepared' ? (
        <>
          <Outline outline={made.outline} />
          <Details label={t('keep.exactly', { size: formats.bytes(made.bytes) })}>
            <ExactText body={made.body} sha256={made.sha256} />
          </Details>
        </>
      ) : null}
      {isOnline ? null : <Text size="sm">{t('send.away')}</Text>}
      <Group gap="sm">
        <Button variant="default" onClick={onNo}>
          {t('keep.no')}
        </Button>
        <Button
          variant="default"
          disabled={made.state !== 'prepared' || !isOnline}
          loading={sending}
          onClick={() => made.state === 'prepared' && void keep(made.sha256)}
        >
          {t('keep.yes', { number })}
        </Button>
      </Group>
      <Text size="sm" c="dimmed">
        {t('keep.free')}
      </Text>
    </Stack>
  );
}

function Outline({ outline }: { readonly outline: RecordOutline }) {
  const { t } = useTexts();
  const formats = useFormats();
  const { technician, startedAt, endedAt, allowed, messages, commands, words } = outline;
  const list = formats.list(allowed.map((capability) => t(`capability.${keyOf(capability)}`)));
  return (
    <Text size="sm">
      {[
        t('keep.who', { name: technician, start: formats.dayAndTime(startedAt), end: formats.time(endedAt) }),
        allowed.length === 0 ? t('history.allowedNothing') : t('history.allowed', { list }),
        t('keep.messages', { count: messages }),
        t('keep.commands', { count: commands }),
        t(words ? 'keep.withWords' : 'keep.withoutWords'),
      ].join(' · ')}
    </Text>
  );
}
