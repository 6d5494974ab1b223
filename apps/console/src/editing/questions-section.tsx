import { QUESTIONNAIRES } from '@alongside/desk';
import { http, MAX_QUESTIONS, type Questionnaire, type QuestionsChange, type QuestionsEdition } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Group, Skeleton, Stack, Text, Title } from '@mantine/core';
import { useState } from 'react';
import { Failure } from '../shared/failure.tsx';
import { useDraft } from '../shared/use-draft.ts';
import { useNotices } from '../shared/use-notices.ts';
import { useShippedWords } from '../tickets/use-questions.ts';
import { type Act, EditionFrame } from './edition-frame.tsx';
import { LevelFields } from './level-fields.tsx';
import {
  draftOfQuestions,
  newQuestion,
  type QuestionDraft,
  type QuestionFlaws,
  type QuestionsDraft,
  readQuestionsDraft,
  textOfQuestions,
  wantedQuestions,
  withoutQuestion,
} from './question-draft.ts';
import { QuestionFields } from './question-fields.tsx';
import { useEditionChange, useQuestionEditions } from './use-editions.ts';
import { useQuestionLines } from './use-line-words.ts';

/** What every technician asks first, and which tier answers speak for. */
export function QuestionsSection() {
  const { t } = useTexts();
  const read = useQuestionEditions();
  if (read.error) return <Failure error={read.error} onRetry={() => void read.refetch()} />;
  if (read.data === undefined) return <Skeleton height={320} role="group" aria-busy aria-label={t('app.loading')} />;
  const { shipped, versions } = read.data;
  // Begun anew after each version: what is shown is what is there.
  return <Editor key={versions[0]?.version ?? 0} shipped={shipped} versions={versions} />;
}

interface EditorProps {
  readonly shipped: Questionnaire;
  /** Newest first. */
  readonly versions: readonly QuestionsEdition[];
}

const NO_FLAWS: QuestionFlaws = new Map();

function Editor({ shipped, versions }: EditorProps) {
  const { t } = useTexts();
  const words = useShippedWords();
  const linesOf = useQuestionLines();
  const notices = useNotices();
  const [kept, keep] = useDraft('questions');
  const newest = versions[0];
  const [initial] = useState(() => draftOfQuestions(textOf(newest, shipped), newest?.version ?? null, words));
  const [flaws, setFlaws] = useState(NO_FLAWS);
  const draft = readQuestionsDraft(kept) ?? initial;
  const change = (part: Partial<QuestionsDraft>) => keep(JSON.stringify({ ...draft, ...part }));
  const put = (at: number, part: Partial<QuestionDraft>) =>
    change({ questions: draft.questions.map((each, place) => (place === at ? { ...each, ...part } : each)) });
  const save = useEditionChange((api, body: QuestionsChange) => api.callRoute(http.questionsSave, { body }));
  const before = [...QUESTIONNAIRES, ...versions.map(({ text }) => text)].flatMap(({ questions }) => questions);
  const act = (wanted: Act) => {
    const { base, note } = draft;
    const send = (values: QuestionsChange) =>
      save.mutate({
        values,
        kept: () => {
          notices.said(t(`editing.done.${wanted}`));
          keep('');
        },
      });
    if (wanted === 'withdraw') return send({ act: 'withdraw', base, note });
    const { text, flaws: found = NO_FLAWS } = textOfQuestions(draft, before, words);
    setFlaws(found);
    const [first] = found.keys();
    if (first !== undefined) document.getElementById(first)?.focus();
    if (text) send({ act: 'write', base, note, state: wanted, text });
  };
  const all = [
    ...versions.map(({ text, ...rest }) => ({ ...rest, lines: linesOf(text) })),
    { version: 0, state: 'shipped' as const, at: 0, by: '', note: '', lines: linesOf(shipped) },
  ];
  return (
    <Stack gap="md" maw={760}>
      <Text c="dimmed">{t('editing.questions.why')}</Text>
      <EditionFrame
        title={t('editing.questions.title')}
        versions={all}
        base={draft.base}
        note={draft.note}
        onNote={(note) => change({ note })}
        written={linesOf(wantedQuestions(draft, before, words))}
        flaws={flaws.size}
        error={save.error}
        pending={save.isPending}
        onAct={act}
        onMine={(base) => change({ base })}
        onTakeUp={(version) => {
          const taken = versions.find((each) => each.version === version);
          change(draftOfQuestions(textOf(taken, shipped), newest?.version ?? null, words));
        }}
        isWritten={kept !== ''}
        onDrop={() => {
          keep('');
          setFlaws(NO_FLAWS);
        }}
      >
        <Stack gap="sm" component="section" aria-label={t('editing.questions.list')}>
          <Title order={3} size="h4">
            {t('editing.questions.list')}
          </Title>
          {draft.questions.map((question, at) => (
            <QuestionFields
              key={question.id}
              at={at}
              question={question}
              earlier={draft.questions.slice(0, at)}
              isLast={at === draft.questions.length - 1}
              flaws={flaws}
              onChange={(part) => put(at, part)}
              onMove={(to) => change({ questions: draft.questions.toSpliced(at, 1).toSpliced(to, 0, question) })}
              onRemove={() => change(withoutQuestion(draft, at))}
            />
          ))}
          <Group>
            <Button
              size="compact-sm"
              variant="default"
              disabled={draft.questions.length >= MAX_QUESTIONS}
              onClick={() => change({ questions: [...draft.questions, newQuestion(draft.questions)] })}
            >
              {t('editing.questions.add')}
            </Button>
          </Group>
        </Stack>
        <LevelFields draft={draft} flaws={flaws} onLevels={(levels) => change({ levels })} />
      </EditionFrame>
    </Stack>
  );
}

function textOf(edition: QuestionsEdition | undefined, shipped: Questionnaire) {
  return edition?.text ?? { questions: shipped.questions, levels: shipped.levels };
}
