import { useTexts } from '@alongside/ui';
import { Checkbox, Group, TextInput } from '@mantine/core';
import { useState } from 'react';
import { MarksForm } from './marks-form.tsx';
import { tagsOf } from './tag-words.ts';

export interface TagsFormProps {
  readonly deviceIds: readonly string[];
  /** Tags that the computers may have. */
  readonly present: readonly string[];
  readonly onDone: () => void;
}

/** New tags for all, and the ones that all lose. */
export function TagsForm({ deviceIds, present, onDone }: TagsFormProps) {
  const { t } = useTexts();
  const [text, setText] = useState('');
  const [removed, setRemoved] = useState<string[]>([]);
  const addTags = tagsOf(text);
  return (
    <MarksForm
      deviceIds={deviceIds}
      onDone={onDone}
      marks={() => ({ addTags, removeTags: removed })}
      canSave={addTags.length + removed.length > 0}
    >
      <TextInput
        data-autofocus
        label={t('fleet.addTags')}
        description={t('fleet.addTagsWhy')}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
      />
      {present.length === 0 ? null : (
        <Checkbox.Group label={t('fleet.removeTags')} value={removed} onChange={setRemoved}>
          <Group gap="md" mt="xs">
            {present.map((tag) => (
              <Checkbox key={tag} size="sm" value={tag} label={tag} />
            ))}
          </Group>
        </Checkbox.Group>
      )}
    </MarksForm>
  );
}
