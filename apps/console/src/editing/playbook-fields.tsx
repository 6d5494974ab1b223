import { checkRows } from '@alongside/diagnostics';
import { chosenLanguage, KB_CATEGORIES, kbCategory, LANGUAGES } from '@alongside/protocol';
import { languageName, useTexts } from '@alongside/ui';
import { MultiSelect, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { ChangeEvent } from 'react';
import { useCheckTitle } from '../shared/use-check-title.ts';
import classes from './editing.module.css';
import type { Flaws, PlaybookDraft } from './playbook-draft.ts';
import { useFlawWords } from './use-flaw-words.ts';

export interface PlaybookFieldsProps {
  readonly draft: PlaybookDraft;
  readonly flaws: Flaws;
  readonly onChange: (part: Partial<PlaybookDraft>) => void;
}

/** What is said of a playbook as a whole: when it fits, by what it is found, what to do where it does not. */
export function PlaybookFields({ draft, flaws, onChange }: PlaybookFieldsProps) {
  const { t } = useTexts();
  const flaw = useFlawWords(flaws);
  const title = useCheckTitle();
  const field = (name: 'title' | 'fits' | 'words' | 'unfitText' | 'unfitHand', place: string, maxLength: number) => ({
    id: `playbook-${place}`,
    label: t(`editing.field.${name}`),
    description: t(`editing.how.${name}`),
    maxLength,
    value: draft[name],
    error: flaw(place),
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange({ [name]: event.currentTarget.value }),
  });
  const lines = { autosize: true, minRows: 2, maxRows: 8 };
  const checks = Object.keys(checkRows).map((id) => ({ value: id, label: title(id) }));
  return (
    <Stack gap="sm">
      <TextInput {...field('title', 'title', 120)} />
      <Textarea {...field('fits', 'fits', 400)} {...lines} />
      <div className={classes.fields}>
        <NativeSelect
          label={t('knowledge.category')}
          value={draft.category}
          onChange={(event) => onChange({ category: kbCategory.catch(draft.category).parse(event.currentTarget.value) })}
          data={KB_CATEGORIES.map((category) => ({ value: category, label: t(`kb.category.${category}`) }))}
        />
        <NativeSelect
          label={t('knowledge.field.locale')}
          value={chosenLanguage([draft.locale])}
          onChange={(event) => onChange({ locale: event.currentTarget.value })}
          data={LANGUAGES.map((each) => ({ value: each, label: languageName(each) }))}
        />
      </div>
      <TextInput {...field('words', 'words', 800)} />
      <MultiSelect
        id="playbook-checks"
        label={t('editing.field.checks')}
        description={t('editing.how.checks')}
        searchable
        maxValues={12}
        value={draft.checks}
        onChange={(next) => onChange({ checks: next })}
        data={checks.sort((one, other) => one.label.localeCompare(other.label))}
      />
      <Textarea {...field('unfitText', 'unfit-text', 400)} {...lines} />
      <Textarea {...field('unfitHand', 'unfit-hand', 400)} {...lines} />
    </Stack>
  );
}
