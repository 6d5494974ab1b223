import { randomId } from '@alongside/base';
import { http } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Anchor, Button, Stack, Text, Textarea } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useServices } from '../shared/services.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';

/** What is another matter becomes a ticket of its own, linked to this one. */
export function SplitForm({ ticketId }: { readonly ticketId: string }) {
  const { t } = useTexts();
  const { api, random } = useServices();
  const queries = useQueryClient();
  const notices = useNotices();
  const [text, setText] = useDraft(`${ticketId}.split`);
  // The same words, sent again because the answer was lost, open no second ticket.
  const sent = useRef<{ id: string; text: string }>(undefined);
  const split = useMutation({
    mutationFn: (words: string) => {
      if (sent.current?.text !== words) sent.current = { id: randomId(random), text: words };
      return api.callRoute(http.ticketSplit, { params: { id: ticketId }, body: { splitId: sent.current.id, text: words } });
    },
    onSuccess: () => {
      setText('');
      sent.current = undefined;
      return queries.invalidateQueries({ queryKey: ['ticket', ticketId] });
    },
    onError: notices.failed,
  });
  return (
    <Stack gap="xs">
      <Textarea
        size="sm"
        label={t('case.split')}
        description={t('case.splitWhy')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      <div>
        <Button
          size="compact-sm"
          variant="default"
          loading={split.isPending}
          disabled={text.trim() === ''}
          onClick={() => split.mutate(text.trim())}
        >
          {t('case.splitIt')}
        </Button>
      </div>
      {split.data === undefined ? null : (
        <Text size="sm" role="status">
          <Anchor component={Link} to={`/tickets/${split.data.ticketId}`}>
            {t('case.splitDone', { number: split.data.number })}
          </Anchor>
        </Text>
      )}
    </Stack>
  );
}
