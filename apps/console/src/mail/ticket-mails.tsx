import { useFormats, useTexts } from '@alongside/ui';
import { Skeleton, Stack, Text } from '@mantine/core';
import { Failure } from '../shared/failure.tsx';
import { MailState } from './mail-state.tsx';
import { useTicketMails } from './use-mails.ts';

/** What the user was told by mail, and what became of it; or why nothing is. */
export function TicketMails({ ticketId, entries }: { readonly ticketId: string; readonly entries: number }) {
  const { t } = useTexts();
  const formats = useFormats();
  const read = useTicketMails(ticketId, entries);
  if (read.error !== null) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={20} />;
  const { canSend, to, mails } = read.data;
  return (
    <Stack gap="xs">
      <Text size="sm">{to === null ? t('mail.noAddress') : t(canSend ? 'mail.goesTo' : 'mail.cannotGo', { to })}</Text>
      {mails.map((mail) => (
        <div key={mail.id}>
          <Text size="sm">
            {t(`mail.kind.${mail.kind}`)}{' '}
            <Text span size="xs" c="dimmed">
              {formats.dayAndTime(mail.at)}
            </Text>
          </Text>
          <MailState mail={mail} />
        </div>
      ))}
    </Stack>
  );
}
