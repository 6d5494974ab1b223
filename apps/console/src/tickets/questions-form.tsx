import { answersOf, isComplete, levelNeeded, QUESTIONNAIRE, questionsFor, type TicketCase } from '@alongside/desk';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useRecord } from './use-record.ts';

/** What every technician would ask first; the answers go with the ticket through all tiers. */
export function QuestionsForm({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const record = useRecord(ticketId);
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const given = answersOf(ticket);
  const answers = { ...given, ...typed };
  const keep = () =>
    record.mutate({ kind: 'answers', version: QUESTIONNAIRE.version, answers: typed }, { onSuccess: () => setTyped({}) });
  return (
    <Stack gap="xs">
      {questionsFor(answers).map(({ id, kind, choices = [] }) => {
        const label = t(`questions.v${QUESTIONNAIRE.version}.${id}.ask`);
        const value = answers[id] ?? '';
        const set = (answer: string) => setTyped({ ...typed, [id]: answer });
        return kind === 'choice' ? (
          <NativeSelect
            key={id}
            size="sm"
            label={label}
            value={value}
            onChange={(event) => set(event.currentTarget.value)}
            data={[
              { value: '', label: t('questions.open') },
              ...choices.map((each) => ({ value: each, label: t(`questions.v${QUESTIONNAIRE.version}.${id}.${each}`) })),
            ]}
          />
        ) : (
          <TextInput
            key={id}
            size="sm"
            label={label}
            maxLength={400}
            value={value}
            onChange={(event) => set(event.currentTarget.value)}
          />
        );
      })}
      <Text size="sm" c="dimmed" role="status">
        {isComplete(ticket) ? t('questions.level', { tier: levelNeeded(answers) }) : t('questions.incomplete')}
      </Text>
      {Object.keys(typed).length === 0 ? null : (
        <Group>
          <Button size="compact-sm" loading={record.isPending} onClick={keep}>
            {t('questions.keep')}
          </Button>
        </Group>
      )}
    </Stack>
  );
}
