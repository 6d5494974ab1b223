import { useTexts } from '@alongside/ui';
import { Button, Group, NativeSelect, Stack, Text, Title } from '@mantine/core';
import classes from './editing.module.css';
import type { LevelDraft, QuestionFlaws, QuestionsDraft } from './question-draft.ts';
import { useFlawWords } from './use-flaw-words.ts';

/** An answer speaks for another tier than the first, or it needs no rule. */
const TIERS = [2, 3, 4] as const;
const MAX_LEVELS = 60;

export interface LevelFieldsProps {
  readonly draft: QuestionsDraft;
  readonly flaws: QuestionFlaws;
  readonly onLevels: (levels: LevelDraft[]) => void;
}

/** Which answers speak for which tier. */
export function LevelFields({ draft, flaws, onLevels }: LevelFieldsProps) {
  const { t } = useTexts();
  const { questions, levels } = draft;
  const asking = questions.filter(({ kind }) => kind === 'choice');
  const [first] = asking;
  return (
    <Stack gap="sm" component="section" aria-label={t('editing.levels')}>
      <Title order={3} size="h4">
        {t('editing.levels')}
      </Title>
      <Text size="sm" c="dimmed">
        {t('editing.levelsHow')}
      </Text>
      {levels.map((level, at) => (
        <Level
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no names, and the fields are controlled
          key={at}
          at={at}
          level={level}
          asking={asking}
          flaws={flaws}
          onChange={(next) => onLevels(levels.with(at, next))}
          onRemove={() => onLevels(levels.toSpliced(at, 1))}
        />
      ))}
      <Group>
        <Button
          size="compact-sm"
          variant="default"
          disabled={first === undefined || levels.length >= MAX_LEVELS}
          onClick={() => onLevels([...levels, { question: first?.id ?? '', is: first?.choices[0]?.id ?? '', tier: 2 }])}
        >
          {t('editing.addLevel')}
        </Button>
      </Group>
    </Stack>
  );
}

interface LevelProps {
  readonly at: number;
  readonly level: LevelDraft;
  readonly asking: QuestionsDraft['questions'];
  readonly flaws: QuestionFlaws;
  readonly onChange: (level: LevelDraft) => void;
  readonly onRemove: () => void;
}

function Level({ at, level, asking, flaws, onChange, onRemove }: LevelProps) {
  const { t } = useTexts();
  const flaw = useFlawWords(flaws);
  const choices = asking.find(({ id }) => id === level.question)?.choices ?? [];
  const gone = choices.some(({ id }) => id === level.is) ? [] : [{ value: level.is, label: t('editing.goneAnswer') }];
  return (
    <fieldset className={classes.part}>
      <legend>{t('editing.level', { number: at + 1 })}</legend>
      <div className={classes.fields}>
        <NativeSelect
          size="sm"
          label={t('editing.field.levelQuestion')}
          value={level.question}
          onChange={(event) => {
            const question = event.currentTarget.value;
            onChange({ ...level, question, is: asking.find(({ id }) => id === question)?.choices[0]?.id ?? '' });
          }}
          data={asking.map(({ id, ask }) => ({ value: id, label: ask }))}
        />
        <NativeSelect
          id={`levels-${at}`}
          size="sm"
          label={t('editing.field.levelIs')}
          value={level.is}
          error={flaw(`levels-${at}`)}
          onChange={(event) => onChange({ ...level, is: event.currentTarget.value })}
          data={[...gone, ...choices.map(({ id, text }) => ({ value: id, label: text }))]}
        />
        <NativeSelect
          size="sm"
          label={t('questions.needed')}
          value={String(level.tier)}
          onChange={(event) => onChange({ ...level, tier: Number(event.currentTarget.value) })}
          data={TIERS.map((tier) => ({ value: String(tier), label: t('tickets.tier', { tier }) }))}
        />
        <Button size="sm" variant="default" onClick={onRemove}>
          {t('editing.removeLevel', { number: at + 1 })}
        </Button>
      </div>
    </fieldset>
  );
}
