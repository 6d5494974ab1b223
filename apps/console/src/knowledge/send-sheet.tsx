import { randomId } from '@alongside/base';
import { http, type KbVisibility, type TicketEvent } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Text } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useRef } from 'react';
import { useMay } from '../desk/desk-context.ts';
import { useServices } from '../shared/services.ts';
import { useNotices } from '../shared/use-notices.ts';

export interface SendSheetProps {
  readonly ticketId: string;
  readonly events: readonly TicketEvent[];
  readonly article: string;
  readonly title: string;
  readonly visibility: KbVisibility;
}

/** One press sends it as an answer; what only the desk may read is not offered. */
export function SendSheet({ ticketId, events, article, title, visibility }: SendSheetProps) {
  const { t } = useTexts();
  const { api, random } = useServices();
  const may = useMay();
  const queries = useQueryClient();
  const notices = useNotices();
  // Pressed again because the answer was lost, it is the same message.
  const messageId = useRef(randomId(random));
  const send = useMutation({
    mutationFn: () =>
      api.callRoute(http.sheetSend, {
        params: { id: ticketId },
        body: { article, messageId: messageId.current, text: t('knowledge.sheetText', { title }) },
      }),
    onError: notices.failed,
    onSettled: () => queries.invalidateQueries({ queryKey: ['ticket', ticketId] }),
  });
  if (!may('tickets.write') || (visibility !== 'public' && visibility !== 'customer')) return null;
  if (send.isSuccess || events.some(({ body }) => body.type === 'reply' && body.article?.id === article)) {
    return (
      <Text component="span" size="sm" c="dimmed">
        {t('knowledge.sheetSent')}
      </Text>
    );
  }
  return (
    <Button
      size="compact-sm"
      variant="default"
      loading={send.isPending}
      aria-label={t('knowledge.sendSheetLabel', { title })}
      onClick={() => send.mutate()}
    >
      {t('knowledge.sendSheet')}
    </Button>
  );
}
