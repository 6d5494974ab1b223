import { type CheckRecord, EmptyState, RecordDrop, RecordView, useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useNavigate, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import type { ClaimedTicket } from '../session/claimed-ticket.ts';
import { PageTitle } from '../shared/page-title.tsx';
import { useObservable } from '../shared/use-observable.ts';
import { keptNote } from './kept-note.tsx';
import { OwnRecords } from './own-records.tsx';
import classes from './records-page.module.css';
import { useCheckRecord } from './use-check-record.ts';

/** Records as stories: those of this tab's own sessions, and one from a file. */
export function RecordsPage() {
  const { t } = useTexts();
  const { sessions } = useDesk();
  const navigate = useNavigate();
  const { ticketId } = useParams({ strict: false });
  const own = useObservable(sessions.all);
  const [dropped, setDropped] = useState<string>();
  const check = useCheckRecord();
  const chosen = ticketId === undefined ? undefined : own.get(ticketId);
  // One is shown: the file that was dropped last, or the session that was chosen last.
  useEffect(() => {
    if (ticketId !== undefined) setDropped(undefined);
  }, [ticketId]);
  const drop = (text: string) => {
    setDropped(text);
    void navigate({ to: '/records' });
  };
  return (
    <div className={classes.page}>
      <Stack gap="md" className={classes.above}>
        <Group justify="space-between">
          <PageTitle>{t('ledger.title')}</PageTitle>
          {dropped === undefined && chosen === undefined ? null : (
            <Button
              variant="default"
              size="compact-md"
              leftSection={<IconX size={16} stroke={1.5} aria-hidden />}
              onClick={() => {
                setDropped(undefined);
                void navigate({ to: '/records' });
              }}
            >
              {t('ledger.close')}
            </Button>
          )}
        </Group>
        {dropped === undefined && chosen === undefined ? (
          <>
            <Text maw={720}>{t('ledger.intro')}</Text>
            <RecordDrop onText={drop} />
            <OwnRecords sessions={own} />
          </>
        ) : null}
      </Stack>
      {dropped === undefined ? null : <RecordView text={dropped} check={check} order={2} note={keptNote(dropped)} />}
      {dropped === undefined && chosen !== undefined ? <OwnRecord key={ticketId} session={chosen} check={check} /> : null}
    </div>
  );
}

/** The record of a session of this tab as it was when it was opened; more may have come since. */
function OwnRecord({ session, check }: { readonly session: ClaimedTicket; readonly check: CheckRecord }) {
  const { t } = useTexts();
  const entries = useObservable(session.ledgerLength);
  const [shown, setShown] = useState(() => ({ text: session.exportLedger(), entries }));
  if (shown.text === undefined) return <EmptyState title={t('ledger.ownNone')} />;
  return (
    <Stack gap="md">
      {entries > shown.entries ? (
        <Group gap="sm" className={classes.above}>
          <Text size="sm">{t('ledger.now', { entry: shown.entries - 1 })}</Text>
          <Button variant="default" size="compact-sm" onClick={() => setShown({ text: session.exportLedger(), entries })}>
            {t('ledger.refresh')}
          </Button>
        </Group>
      ) : null}
      <RecordView text={shown.text} check={check} order={2} note={keptNote(shown.text)} />
    </Stack>
  );
}
