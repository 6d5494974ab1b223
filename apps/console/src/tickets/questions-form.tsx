import { answersOf, isComplete, levelNeeded, levelOf, questionsFor, sourcesOf, type TicketCase } from '@alongside/desk';
import type { Questionnaire } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { z } from 'zod';
import { readKept } from '../editing/kept-draft.ts';
import { Failure } from '../shared/failure.tsx';
import { useDraft } from '../shared/use-draft.ts';
import { AnswerSourceNote } from './answer-source.tsx';
import { LevelForm } from './level-form.tsx';
import { useGuide } from './use-guide.ts';
import { useQuestions, useQuestionWords } from './use-questions.ts';
import { useRecord } from './use-record.ts';

const typedSchema = z.record(z.string(), z.string());

interface QuestionsFormProps {
  readonly ticketId: string;
  readonly ticket: TicketCase;
}

/**
 * What every technician would ask first; the answers go with the ticket through all tiers. What the report of the computer
 * says already stands in its field, and counts once somebody keeps it.
 */
export function QuestionsForm({ ticketId, ticket }: QuestionsFormProps) {
  const { t } = useTexts();
  const questions = useQuestions();
  if (questions.error) return <Failure error={questions.error} onRetry={() => void questions.refetch()} />;
  if (questions.data === undefined) return <Skeleton height={120} role="group" aria-busy aria-label={t('app.loading')} />;
  return <Asked ticketId={ticketId} ticket={ticket} asked={questions.data} />;
}

function Asked({ ticketId, ticket, asked: all }: QuestionsFormProps & { readonly asked: Questionnaire }) {
  const { t } = useTexts();
  const record = useRecord(ticketId);
  const words = useQuestionWords();
  const prefilled = useGuide(ticketId).data?.answers ?? {};
  const fromReport = Object.fromEntries(Object.entries(prefilled).map(([id, { answer }]) => [id, answer]));
  const [kept, keepTyped] = useDraft(`${ticketId}.answers`);
  const typed = readKept(typedSchema, kept) ?? {};
  const given = answersOf(ticket, all);
  const sources = sourcesOf(ticket);
  const answers = { ...fromReport, ...given, ...typed };
  const asked = questionsFor(answers, all);
  const isFromReport = (id: string) => fromReport[id] !== undefined && given[id] === undefined && typed[id] === undefined;
  const unkept = asked.flatMap(({ id }) => (isFromReport(id) ? [[id, fromReport[id] ?? '']] : []));
  const toKeep = { ...Object.fromEntries(unkept), ...typed };
  const keep = () =>
    record.mutate(
      { kind: 'answers', version: all.version, ...(all.own ? { own: true } : {}), answers: toKeep },
      { onSuccess: () => keepTyped('') },
    );
  const derived = levelNeeded(given, all);
  const noteOf = (id: string) => {
    const proposed = prefilled[id];
    if (proposed !== undefined && isFromReport(id)) return <AnswerSourceNote source={proposed.source} kept={false} />;
    const source = sources[id];
    return source !== undefined && typed[id] === undefined ? <AnswerSourceNote source={source} kept /> : undefined;
  };
  return (
    <Stack gap="xs">
      {asked.map((question) => {
        const { id, kind, choices = [] } = question;
        const label = words.ask(question);
        const value = answers[id] ?? '';
        const set = (answer: string) => keepTyped(JSON.stringify({ ...typed, [id]: answer }));
        const description = noteOf(id);
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
              ...choices.map((each) => ({ value: each.id, label: words.choice(question, each.id) })),
            ]}
          />
        ) : (
          <TextInput
            key={id}
            size="sm"
            label={label}
            description={description}
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
        {isComplete(ticket, all) ? t('questions.level', { tier: derived }) : t('questions.incomplete')}
      </Text>
      {isComplete(ticket, all) ? <LevelForm ticketId={ticketId} derived={derived} decided={levelOf(ticket, all)} /> : null}
    </Stack>
  );
}
