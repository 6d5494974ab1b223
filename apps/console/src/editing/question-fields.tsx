import { MAX_CHOICES } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, Stack, TextInput } from '@mantine/core';
import classes from './editing.module.css';
import { isNew, newChoice, type QuestionDraft, type QuestionFlaws } from './question-draft.ts';
import { useFlawWords } from './use-flaw-words.ts';

const KINDS = ['text', 'choice'] as const;

export interface QuestionFieldsProps {
  readonly at: number;
  readonly question: QuestionDraft;
  readonly earlier: readonly QuestionDraft[];
  readonly isLast: boolean;
  readonly flaws: QuestionFlaws;
  readonly onChange: (part: Partial<QuestionDraft>) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

/** One question: how it is answered, whether it must be, and after which answers it comes. */
export function QuestionFields({ at, question, earlier, isLast, flaws, onChange, onMove, onRemove }: QuestionFieldsProps) {
  const { t } = useTexts();
  const flaw = useFlawWords(flaws);
  const { kind, ask, choices, optional, after, is } = question;
  const number = at + 1;
  const asking = earlier.filter((each) => each.kind === 'choice' || each.id === after);
  const before = earlier.find(({ id }) => id === after);
  const putChoice = (place: number, text: string) =>
    onChange({ choices: choices.map((each, other) => (other === place ? { ...each, text } : each)) });
  return (
    <fieldset className={classes.part}>
      <legend>{t('editing.question', { number })}</legend>
      <Stack gap="xs">
        <TextInput
          id={`questions-${at}-ask`}
          size="sm"
          label={t('editing.field.ask')}
          maxLength={160}
          value={ask}
          error={flaw(`questions-${at}-ask`)}
          onChange={(event) => onChange({ ask: event.currentTarget.value })}
        />
        <div className={classes.fields}>
          <NativeSelect
            size="sm"
            label={t('editing.field.kind')}
            description={isNew(question) ? undefined : t('editing.how.kind')}
            disabled={!isNew(question)}
            value={kind}
            onChange={(event) => {
              const wanted = KINDS.find((each) => each === event.currentTarget.value) ?? kind;
              const first = newChoice(choices);
              onChange({ kind: wanted, choices: wanted === 'text' ? [] : [first, newChoice([first])] });
            }}
            data={KINDS.map((each) => ({ value: each, label: t(`editing.kind.${each}`) }))}
          />
          <NativeSelect
            size="sm"
            id={`questions-${at}-after`}
            label={t('editing.field.after')}
            error={flaw(`questions-${at}-after`)}
            value={after}
            onChange={(event) => onChange({ after: event.currentTarget.value, is: [] })}
            data={[{ value: '', label: t('editing.always') }, ...asking.map((each) => ({ value: each.id, label: each.ask }))]}
          />
        </div>
        {before === undefined ? null : (
          <Checkbox.Group size="sm" label={t('editing.field.is')} value={is} onChange={(next) => onChange({ is: next })}>
            <Group gap="md" mt={4}>
              {before.choices.map((choice) => (
                <Checkbox key={choice.id} size="sm" value={choice.id} label={choice.text} />
              ))}
            </Group>
          </Checkbox.Group>
        )}
        {kind === 'text' ? null : (
          <Stack gap={4}>
            {choices.map((choice, place) => (
              <div key={choice.id} className={classes.choice}>
                <TextInput
                  id={`questions-${at}-choices-${place}-text`}
                  size="sm"
                  label={t('editing.field.choice', { number: place + 1 })}
                  maxLength={80}
                  value={choice.text}
                  error={flaw(`questions-${at}-choices-${place}-text`)}
                  onChange={(event) => putChoice(place, event.currentTarget.value)}
                />
                <Button
                  size="sm"
                  variant="default"
                  disabled={choices.length <= 2}
                  aria-label={t('editing.removeChoice', { number: place + 1, question: number })}
                  onClick={() => onChange({ choices: choices.toSpliced(place, 1) })}
                >
                  {t('editing.remove')}
                </Button>
              </div>
            ))}
            <Group>
              <Button
                size="compact-sm"
                variant="default"
                disabled={choices.length >= MAX_CHOICES}
                onClick={() => onChange({ choices: [...choices, newChoice(choices)] })}
              >
                {t('editing.addChoice')}
              </Button>
            </Group>
          </Stack>
        )}
        <Checkbox
          label={t('editing.field.optional')}
          checked={optional}
          onChange={(event) => onChange({ optional: event.currentTarget.checked })}
        />
        <Group gap="xs">
          <Button size="compact-sm" variant="default" disabled={at === 0} onClick={() => onMove(at - 1)}>
            {t('editing.questionUp', { number })}
          </Button>
          <Button size="compact-sm" variant="default" disabled={isLast} onClick={() => onMove(at + 1)}>
            {t('editing.questionDown', { number })}
          </Button>
          <Button size="compact-sm" variant="default" disabled={at === 0 && isLast} onClick={onRemove}>
            {t('editing.removeQuestion', { number })}
          </Button>
        </Group>
      </Stack>
    </fieldset>
  );
}
