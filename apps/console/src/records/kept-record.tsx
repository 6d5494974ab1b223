import { http, type RecordOutline } from '@alongside/protocol';
import { RecordView, useFormats, useTexts } from '@alongside/ui';
import { Anchor, Modal, Skeleton, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useServices } from '../shared/services.ts';
import { keptNote } from './kept-note.tsx';
import { useCheckRecord } from './use-check-record.ts';

export interface KeptRecordProps {
  readonly ticketId: string;
  readonly outline: RecordOutline;
  readonly gone: boolean;
}

/** What a user kept of a session, in one line, and all of it to be read and checked. */
export function KeptRecord({ ticketId, outline, gone }: KeptRecordProps) {
  const { t } = useTexts();
  const formats = useFormats();
  const [opened, setOpened] = useState(false);
  const { technician, startedAt, endedAt, allowed, messages, commands, words } = outline;
  const facts = [
    t('ledger.session', {
      name: technician,
      start: formats.dayAndTime(startedAt),
      duration: formats.duration(endedAt - startedAt),
    }),
    allowed.length === 0
      ? t('ledger.allowedNothing')
      : t('ledger.allowed', { list: formats.list(allowed.map((each) => t(`capability.${each}`))) }),
    t('ledger.messages', { count: messages }),
    t('ledger.commands', { count: commands }),
    words ? undefined : t('ledger.withoutWords'),
  ];
  return (
    <>
      <Text size="sm">{facts.filter((fact) => fact !== undefined).join(' · ')}</Text>
      {gone ? (
        <Text size="sm" c="dimmed">
          {t('ledger.takenBack')}
        </Text>
      ) : (
        <Anchor component="button" type="button" size="sm" onClick={() => setOpened(true)}>
          {t('ledger.show')}
        </Anchor>
      )}
      <Modal
        opened={opened}
        onClose={() => setOpened(false)}
        size="min(940px, 94vw)"
        title={t('ledger.keptTitle')}
        closeButtonProps={{ 'aria-label': t('app.close') }}
      >
        <ReadRecord ticketId={ticketId} sessionId={outline.sessionId} />
      </Modal>
    </>
  );
}

function ReadRecord({ ticketId, sessionId }: { readonly ticketId: string; readonly sessionId: string }) {
  const { t } = useTexts();
  const { api } = useServices();
  const check = useCheckRecord();
  const read = useQuery({
    queryKey: ['session-record', ticketId, sessionId],
    queryFn: () => api.callRoute(http.sessionRecord, { params: { id: ticketId, session: sessionId } }),
    staleTime: 0,
  });
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={320} aria-busy aria-label={t('ledger.reading')} role="status" />;
  const { text, withheld } = read.data;
  return (
    <Stack gap="md">
      {withheld === 0 ? null : <Text size="sm">{t('ledger.withheld')}</Text>}
      <RecordView text={text} check={check} order={2} note={keptNote(text)} />
    </Stack>
  );
}
