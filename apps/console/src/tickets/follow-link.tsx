import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, CopyButton, Group, Stack, Text, TextInput } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { TicketMails } from '../mail/ticket-mails.tsx';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

export interface FollowLinkProps {
  readonly ticketId: string;
  /** How many entries its log has. */
  readonly entries: number;
}

/** The link by which the user follows this ticket, and what went to them by mail. Making another link ends the one before. */
export function FollowLink({ ticketId, entries }: FollowLinkProps) {
  const { t } = useTexts();
  const { api } = useServices();
  const notices = useNotices();
  // Stays while another is made.
  const [url, setUrl] = useState<string>();
  const make = useMutation({
    mutationFn: (renew: boolean) => api.callRoute(http.followCreate, { params: { id: ticketId }, body: { renew } }),
    onSuccess: (made) => setUrl(made.url),
    onError: notices.failed,
  });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('case.followWhy')}
      </Text>
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          loading={make.isPending && !make.variables}
          onClick={() => make.mutate(false)}
        >
          {t('case.followMake')}
        </Button>
        {url === undefined ? null : (
          <Button size="compact-sm" variant="subtle" loading={make.isPending && make.variables} onClick={() => make.mutate(true)}>
            {t('case.followRenew')}
          </Button>
        )}
      </Group>
      {url === undefined ? null : (
        <Group role="status" align="end" wrap="nowrap" gap="xs">
          <TextInput
            size="sm"
            readOnly
            label={t('case.followLink')}
            value={url}
            style={{ flex: 1 }}
            onFocus={(event) => event.currentTarget.select()}
          />
          <CopyButton value={url} timeout={3000}>
            {({ copied, copy }) => (
              <Button size="sm" variant="default" onClick={copy}>
                {copied ? t('link.copied') : t('link.copy')}
              </Button>
            )}
          </CopyButton>
        </Group>
      )}
      <TicketMails ticketId={ticketId} entries={entries} />
    </Stack>
  );
}
