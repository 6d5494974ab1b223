import type { TicketSummary } from '@alongside/protocol';
import { saveText, useTexts } from '@alongside/ui';
import { Button } from '@mantine/core';
import { IconDownload, IconFileSearch } from '@tabler/icons-react';
import { Link } from '@tanstack/react-router';
import { useObservable } from '../shared/use-observable.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';

/** The record of the session: saved as a file, or shown. */
export function RecordButtons({ ticket, session }: { readonly ticket: TicketSummary; readonly session: ClaimedTicket }) {
  const { t } = useTexts();
  const entries = useObservable(session.ledgerLength);
  const save = () => {
    const text = session.exportLedger();
    if (text !== undefined) saveText(`alongside-${ticket.number}.json`, text, 'application/json');
  };
  return (
    <>
      <Button
        size="compact-md"
        variant="default"
        disabled={entries === 0}
        leftSection={<IconDownload size={16} stroke={1.5} aria-hidden />}
        onClick={save}
      >
        {t('ledger.save')}
      </Button>
      {entries === 0 ? null : (
        <Button
          size="compact-md"
          variant="default"
          leftSection={<IconFileSearch size={16} stroke={1.5} aria-hidden />}
          renderRoot={(props) => <Link to="/records/$ticketId" params={{ ticketId: ticket.id }} {...props} />}
        >
          {t('ledger.show')}
        </Button>
      )}
    </>
  );
}
