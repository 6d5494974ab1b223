import { KB_CATEGORIES, KB_VISIBILITIES, kbCategory, kbVisibility, SYSTEMS } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Checkbox, Group, NativeSelect, Stack, Textarea, TextInput } from '@mantine/core';
import type { ChangeEvent } from 'react';
import { useMay } from '../desk/desk-context.ts';
import type { ArticleDraft } from './article-draft.ts';
import classes from './knowledge.module.css';
import { PictureButton } from './picture-button.tsx';

export interface ArticleFieldsProps {
  readonly draft: ArticleDraft;
  /** How it is called in addresses. */
  readonly id: string;
  readonly isNew: boolean;
  /** The field that does not fit. */
  readonly missing: string | undefined;
  /** Another article has this name. */
  readonly isTaken: boolean;
  readonly onChange: (part: Partial<ArticleDraft>) => void;
}

type TextField = 'title' | 'id' | 'owner' | 'reviewBy' | 'checkedHow' | 'words' | 'note' | 'locale';

/** What is written of an article. */
export function ArticleFields({ draft, id, isNew, missing, isTaken, onChange }: ArticleFieldsProps) {
  const { t } = useTexts();
  const may = useMay();
  const field = (name: TextField) => ({
    id: `article-${name}`,
    label: t(`knowledge.field.${name}`),
    value: draft[name],
    error: missing === name ? t('knowledge.missing') : undefined,
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange({ [name]: event.currentTarget.value }),
  });
  const visibilities = KB_VISIBILITIES.filter((each) => may('kb.publish') || each === 'draft' || each === 'internal');
  return (
    <Stack gap="sm">
      <TextInput {...field('title')} description={t('knowledge.titleHow')} maxLength={120} />
      {isNew ? (
        <TextInput
          {...field('id')}
          {...(isTaken ? { error: t('knowledge.idTaken') } : {})}
          description={t('knowledge.idHow')}
          maxLength={60}
          value={id}
        />
      ) : null}
      <Textarea
        id="article-body"
        label={t('knowledge.field.body')}
        description={t('knowledge.bodyHow')}
        error={missing === 'body' ? t('knowledge.missing') : undefined}
        autosize
        minRows={14}
        maxRows={28}
        maxLength={16_000}
        classNames={{ input: classes.source ?? '' }}
        value={draft.body}
        onChange={(event) => onChange({ body: event.currentTarget.value })}
      />
      <PictureButton article={id} onAdded={(words) => onChange({ body: `${draft.body.trimEnd()}${words}` })} />
      <TextInput {...field('words')} description={t('knowledge.wordsHow')} maxLength={800} />
      <div className={classes.fields}>
        <NativeSelect
          label={t('knowledge.category')}
          value={draft.category}
          onChange={(event) => onChange({ category: kbCategory.catch(draft.category).parse(event.currentTarget.value) })}
          data={KB_CATEGORIES.map((category) => ({ value: category, label: t(`kb.category.${category}`) }))}
        />
        <NativeSelect
          id="article-visibility"
          label={t('knowledge.field.visibility')}
          value={draft.visibility}
          onChange={(event) => onChange({ visibility: kbVisibility.catch(draft.visibility).parse(event.currentTarget.value) })}
          data={visibilities.map((each) => ({ value: each, label: t(`knowledge.visibility.${each}`) }))}
        />
        <TextInput {...field('owner')} maxLength={80} />
        <TextInput {...field('reviewBy')} type="date" />
        <TextInput {...field('locale')} maxLength={6} />
      </div>
      <Checkbox.Group
        label={t('knowledge.field.systems')}
        error={missing === 'systems' ? t('knowledge.missing') : undefined}
        value={[...draft.systems]}
        onChange={(systems) => onChange({ systems: SYSTEMS.filter((each) => systems.includes(each)) })}
      >
        <Group gap="md" mt={4}>
          {SYSTEMS.map((system, place) => (
            <Checkbox
              key={system}
              id={place === 0 ? 'article-systems' : `article-${system}`}
              value={system}
              label={t(`knowledge.system.${system}`)}
            />
          ))}
        </Group>
      </Checkbox.Group>
      <TextInput {...field('checkedHow')} description={t('knowledge.checkedHow')} maxLength={300} />
      <TextInput {...field('note')} maxLength={200} />
    </Stack>
  );
}
