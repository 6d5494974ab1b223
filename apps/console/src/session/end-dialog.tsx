import { consoleSocket, type TicketSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Divider, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { focusWhenThere } from '../shared/focus-when-there.ts';
import { useDraft } from '../shared/use-draft.ts';
import type { ClaimedTicket } from './claimed-ticket.ts';

export interface EndDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly ticket: TicketSummary;
  readonly session: ClaimedTicket;
}

/** Solved with what helped, or left for somebody else. */
export function EndDialog({ opened, onClose, ticket, session }: EndDialogProps) {
  const { t } = useTexts();
  const { client, sessions } = useDesk();
  const navigate = useNavigate();
  const [solution, setSolution] = useDraft(`${ticket.id}.solution`);
  const done = useMutation({
    mutationFn: async () => {
      session.endLink('finished');
      await client.call(consoleSocket.ticketDone, { ticketId: ticket.id, solution: solution.trim() });
    },
    // The page stays: the record's last entries are still coming, and may be saved.
    onSuccess: () => {
      setSolution('');
      onClose();
      // The button that opened this goes with the ticket's end.
      focusWhenThere(() => document.querySelector('main header:not(:has([data-end])) h1'));
    },
  });
  const leave = useMutation({
    mutationFn: () => sessions.release(ticket.id),
    onSuccess: async () => {
      onClose();
      await navigate({ to: '/' });
      focusWhenThere(() => document.getElementById('main'));
    },
  });
  const error = done.error ?? leave.error;
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('end.title', { number: ticket.number })}
      closeButtonProps={{ 'aria-label': t('app.close') }}
      size="lg"
    >
      <Stack gap="md">
        {error === null ? null : <Failure error={error} safe={t('end.safe')} />}
        <Textarea
          data-autofocus
          label={t('end.solution')}
          description={t('end.solutionWhy')}
          autosize
          minRows={3}
          maxRows={10}
          maxLength={4000}
          value={solution}
          onChange={(event) => setSolution(event.currentTarget.value)}
        />
        <Group>
          <Button loading={done.isPending} disabled={solution.trim() === ''} onClick={() => done.mutate()}>
            {t('end.done')}
          </Button>
        </Group>
        <Divider />
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm" c="dimmed">
            {t('end.leaveWhy', { name: session.userName })}
          </Text>
          <Button variant="default" loading={leave.isPending} onClick={() => leave.mutate()} style={{ flex: 'none' }}>
            {t('end.leave')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
