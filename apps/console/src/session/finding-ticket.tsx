import { consoleSocket, type TicketSummary } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Stack, Text, Textarea } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { useRef } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { Failure } from '../shared/failure.tsx';
import { useDraft } from '../shared/use-draft.ts';
import { NoteField } from './note-field.tsx';

/** What can be done with a ticket that a check opened: nobody at the computer asked for help, so there is nobody to join. */
export function FindingTicket({ ticket, online }: { readonly ticket: TicketSummary; readonly online: boolean }) {
  const { t } = useTexts();
  const { client } = useDesk();
  const note = useRef<HTMLTextAreaElement>(null);
  const [solution, setSolution] = useDraft(`${ticket.id}.solution`);
  const done = useMutation({
    mutationFn: () => client.call(consoleSocket.ticketDone, { ticketId: ticket.id, solution: solution.trim() }),
    onSuccess: () => setSolution(''),
  });
  return (
    <Stack gap="md" mt="lg" maw={560}>
      <Text fw={620}>{t('finding.nobodyAsked')}</Text>
      <Group>
        <Button
          data-autofocus
          renderRoot={(props) => (
            <Link
              to="/fleet/{-$section}"
              params={{ section: 'devices' }}
              search={{ text: ticket.device?.name ?? '' }}
              {...props}
            />
          )}
        >
          {t('finding.scan')}
        </Button>
      </Group>
      <NoteField ticketId={ticket.id} fieldRef={note} />
      {done.error === null ? null : <Failure error={done.error} safe={t('end.safe')} />}
      <Textarea
        label={t('end.solution')}
        description={t('finding.solutionWhy')}
        size="sm"
        autosize
        minRows={2}
        maxRows={8}
        maxLength={4000}
        value={solution}
        onChange={(event) => setSolution(event.currentTarget.value)}
      />
      <Group>
        <Button
          variant="default"
          loading={done.isPending}
          disabled={!online || solution.trim() === ''}
          onClick={() => done.mutate()}
        >
          {t('finding.done')}
        </Button>
      </Group>
    </Stack>
  );
}
