import { CAPABILITIES, chosenLanguage, playbookStep } from '@alongside/protocol';
import { languageName, useTexts } from '@alongside/ui';
import { Button, Checkbox, Group, NativeSelect, Stack, Textarea } from '@mantine/core';
import type { ChangeEvent } from 'react';
import { useArticles } from '../knowledge/use-knowledge.ts';
import classes from './editing.module.css';
import { type Flaws, otherLanguages, type PlaybookDraft, type StepDraft } from './playbook-draft.ts';
import { useFlawWords } from './use-flaw-words.ts';

export interface StepFieldsProps {
  readonly draft: PlaybookDraft;
  readonly at: number;
  readonly step: StepDraft;
  readonly flaws: Flaws;
  readonly onChange: (part: Partial<StepDraft>) => void;
  readonly onMove: (to: number) => void;
  readonly onRemove: () => void;
}

const ACTIONS = playbookStep.shape.action.unwrap().options;

/** One step: what is done and why, words for the user, what helps with it, and where it leads. */
export function StepFields({ draft, at, step, flaws, onChange, onMove, onRemove }: StepFieldsProps) {
  const { t } = useTexts();
  const flaw = useFlawWords(flaws);
  const articles = useArticles().data ?? [];
  const place = (name: string) => ({ id: `playbook-steps-${at}-${name}`, error: flaw(`steps-${at}-${name}`) });
  const area = (name: 'text' | 'why' | 'say', label: string) => (
    <Textarea
      {...place(name)}
      size="sm"
      label={label}
      autosize
      minRows={1}
      maxRows={6}
      maxLength={300}
      value={step[name]}
      onChange={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  );
  const select = (name: 'article' | 'capability' | 'action' | 'failed') => ({
    ...place(name),
    size: 'sm',
    label: t(`editing.field.${name}`),
    value: step[name],
    onChange: (event: ChangeEvent<HTMLSelectElement>) => onChange({ [name]: event.currentTarget.value }),
  });
  const none = { value: '', label: t('editing.nothing') };
  const own = chosenLanguage([draft.locale]);
  const isUnlisted = step.article !== '' && !articles.some(({ id }) => id === step.article);
  const before = draft.steps.slice(0, at).find(({ id }) => id === step.failed);
  return (
    <Stack gap="xs">
      {area('text', t('editing.field.text'))}
      {area('why', t('editing.field.why'))}
      {area('say', t('editing.field.say', { language: languageName(own) }))}
      {otherLanguages(draft.locale).map((language) => (
        <Textarea
          key={language}
          {...place(`sayIn-${language}`)}
          size="sm"
          lang={language}
          label={t('editing.field.say', { language: languageName(language) })}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={300}
          value={step.sayIn[language] ?? ''}
          onChange={(event) => onChange({ sayIn: { ...step.sayIn, [language]: event.currentTarget.value } })}
        />
      ))}
      <div className={classes.fields}>
        <NativeSelect
          {...select('article')}
          data={[
            none,
            ...(isUnlisted ? [{ value: step.article, label: step.article }] : []),
            ...articles.map(({ id, title }) => ({ value: id, label: title })),
          ]}
        />
        <NativeSelect
          {...select('capability')}
          data={[none, ...CAPABILITIES.map((each) => ({ value: each, label: t(`capability.${each}`) }))]}
        />
        <NativeSelect
          {...select('action')}
          data={[none, ...ACTIONS.map((each) => ({ value: each, label: t(`actions.name.${each}`) }))]}
        />
        <NativeSelect
          {...select('failed')}
          data={[
            { value: '', label: t('editing.goOn') },
            { value: 'unfit', label: t('editing.endsUnfit') },
            ...[...(before ? [before] : []), ...draft.steps.slice(at + 1)].map(({ id, text }) => ({
              value: id,
              label: t('editing.leadsTo', { number: draft.steps.findIndex((each) => each.id === id) + 1, text }),
            })),
          ]}
        />
      </div>
      <Checkbox
        label={t('editing.field.solves')}
        checked={step.solves}
        onChange={(event) => onChange({ solves: event.currentTarget.checked })}
      />
      <Group gap="xs">
        <Button size="compact-sm" variant="default" disabled={at === 0} onClick={() => onMove(at - 1)}>
          {t('editing.up', { number: at + 1 })}
        </Button>
        <Button size="compact-sm" variant="default" disabled={at === draft.steps.length - 1} onClick={() => onMove(at + 1)}>
          {t('editing.down', { number: at + 1 })}
        </Button>
        <Button size="compact-sm" variant="default" disabled={draft.steps.length <= 2} onClick={onRemove}>
          {t('editing.removeStep', { number: at + 1 })}
        </Button>
      </Group>
    </Stack>
  );
}
