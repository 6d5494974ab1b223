import { answersOf, isComplete, levelNeeded, levelOf, QUESTIONNAIRE, questionsFor, type TicketCase } from '@alongside/desk';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { LevelForm } from './level-form.tsx';
import { useGuide } from './use-guide.ts';
import { useRecord } from './use-record.ts';

/**
 * What every technician would ask first; the answers go with the ticket through all tiers. What the report of the computer
 * says already stands in its field, and counts once somebody keeps it.
 */
export function QuestionsForm({ ticketId, ticket }: { readonly ticketId: string; readonly ticket: TicketCase }) {
  const { t } = useTexts();
  const record = useRecord(ticketId);
  const fromReport = useGuide(ticketId).data?.answers ?? {};
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const given = answersOf(ticket);
  const answers = { ...fromReport, ...given, ...typed };
  const asked = questionsFor(answers);
  const isFromReport = (id: string) => fromReport[id] !== undefined && given[id] === undefined && typed[id] === undefined;
  const unkept = asked.flatMap(({ id }) => (isFromReport(id) ? [[id, fromReport[id] ?? '']] : []));
  const toKeep = { ...Object.fromEntries(unkept), ...typed };
  const keep = () =>
    record.mutate({ kind: 'answers', version: QUESTIONNAIRE.version, answers: toKeep }, { onSuccess: () => setTyped({}) });
  const derived = levelNeeded(given);
  return (
    <Stack gap="xs">
      {asked.map(({ id, kind, choices = [] }) => {
        const label = t(`questions.v${QUESTIONNAIRE.version}.${id}.ask`);
        const value = answers[id] ?? '';
        const set = (answer: string) => setTyped({ ...typed, [id]: answer });
        const description = isFromReport(id) ? t('questions.fromReport') : undefined;
        return kind === 'choice' ? (
          <NativeSelect
            key={id}
            size="sm"
            label={label}
            description={description}
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
      {Object.keys(toKeep).length === 0 ? null : (
        <Group>
          <Button size="compact-sm" loading={record.isPending} onClick={keep}>
            {t('questions.keep')}
          </Button>
        </Group>
      )}
      <Text size="sm" c="dimmed" role="status">
        {isComplete(ticket) ? t('questions.level', { tier: derived }) : t('questions.incomplete')}
      </Text>
      {isComplete(ticket) ? <LevelForm ticketId={ticketId} derived={derived} decided={levelOf(ticket)} /> : null}
    </Stack>
  );
}
