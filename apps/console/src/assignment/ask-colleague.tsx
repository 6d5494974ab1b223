import type { TicketCase } from '@alongside/desk';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useDesk } from '../desk/desk-context.ts';
import { useDraft } from '../shared/use-draft.ts';
import { useCaseEdit } from '../tickets/use-case-edit.ts';
import { useSupportGroups } from '../tickets/use-tickets.ts';

/** Asks a colleague about the ticket; whoever has it keeps it. */
export function AskColleague({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const { user } = useDesk();
  const people = (useSupportGroups().data?.people ?? []).filter(({ id }) => id !== user.id);
  const edit = useCaseEdit(ticketId, null, ticket.version);
  const [personId, setPersonId] = useState('');
  const [question, setQuestion] = useDraft(`${ticketId}.ask`);
  const ask = () =>
    edit.save([{ type: 'colleague-asked', personId, question: question.trim() }], {
      done: () => {
        setQuestion('');
        setPersonId('');
      },
    });
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {t('colleague.why')}
      </Text>
      {ticket.asks.map(({ person, question: asked }) => (
        <Text key={person.id} size="sm">
          {t('colleague.waitsFor', { name: person.name, question: asked })}
        </Text>
      ))}
      <NativeSelect
        size="sm"
        label={t('colleague.whom')}
        value={personId}
        onChange={(event) => setPersonId(event.currentTarget.value)}
        data={[{ value: '', label: t('colleague.choose') }, ...people.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <Textarea
        size="sm"
        label={t('colleague.question')}
        autosize
        minRows={2}
        maxRows={8}
        maxLength={1000}
        value={question}
        onChange={(event) => setQuestion(event.currentTarget.value)}
      />
      <Group>
        <Button size="compact-sm" loading={edit.isPending} disabled={personId === '' || question.trim() === ''} onClick={ask}>
          {t('colleague.ask')}
        </Button>
      </Group>
    </Stack>
  );
}

/** What colleagues ask the reader about this ticket, until a note answers. */
export function AskedYou({ ticket }: { readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const { user } = useDesk();
  const asks = ticket.asks.filter(({ person }) => person.id === user.id);
  return asks.map(({ by, question, at }) => (
    <section key={at} aria-label={t('colleague.asksYou', { name: by.name })}>
      <Text size="sm" fw={620}>
        {t('colleague.asksYou', { name: by.name })}
      </Text>
      <Text size="sm" style={{ whiteSpace: 'pre-wrap' }}>
        {question}
      </Text>
      <Text size="xs" c="dimmed">
        {t('colleague.answerBy')}
      </Text>
    </section>
  ));
}
