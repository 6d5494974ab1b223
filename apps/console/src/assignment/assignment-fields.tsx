import { type GroupAssignment, MAX_SKILLS } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';
import { Checkbox, NumberInput, Radio, Stack, TextInput } from '@mantine/core';
import { useState } from 'react';
import { tagsOf } from '../fleet/tag-words.ts';

const WAYS = ['by-hand', 'offered'] as const;

export interface AssignmentFieldsProps {
  readonly value: GroupAssignment;
  readonly onChange: (value: GroupAssignment) => void;
}

/** How a group's tickets find somebody, in its form. */
export function AssignmentFields({ value, onChange }: AssignmentFieldsProps) {
  const { t } = useTexts();
  const [skills, setSkills] = useState(value.skills.join(', '));
  const set = (parts: Partial<GroupAssignment>) => onChange({ ...value, ...parts });
  return (
    <Stack gap="sm">
      <Radio.Group
        label={t('assignment.how')}
        value={value.how}
        onChange={(next) => set({ how: WAYS.find((each) => each === next) ?? value.how })}
      >
        <Stack gap={4} mt={4}>
          {WAYS.map((each) => (
            <Radio key={each} size="sm" value={each} label={t(`assignment.${each}`)} />
          ))}
        </Stack>
      </Radio.Group>
      {value.how === 'offered' ? (
        <>
          <NumberInput
            label={t('assignment.limit')}
            description={t('assignment.limitWhy')}
            min={1}
            max={50}
            allowDecimal={false}
            value={value.limit}
            onChange={(next) => set({ limit: Number(next) || 1 })}
          />
          <NumberInput
            label={t('assignment.within')}
            description={t('assignment.withinWhy')}
            min={15}
            max={900}
            clampBehavior="blur"
            allowDecimal={false}
            value={value.answerWithinSec}
            onChange={(next) => set({ answerWithinSec: Number(next) || 15 })}
          />
          <TextInput
            label={t('assignment.skills')}
            description={t('case.tagsHow')}
            maxLength={400}
            value={skills}
            onChange={(event) => {
              setSkills(event.currentTarget.value);
              set({ skills: tagsOf(event.currentTarget.value).slice(0, MAX_SKILLS) });
            }}
          />
          <Checkbox
            label={t('assignment.byCategory')}
            checked={value.byCategory}
            onChange={(event) => set({ byCategory: event.currentTarget.checked })}
          />
          <Checkbox
            label={t('assignment.takesNew')}
            description={t('assignment.takesNewWhy')}
            checked={value.takesNew}
            onChange={(event) => set({ takesNew: event.currentTarget.checked })}
          />
        </>
      ) : null}
    </Stack>
  );
}
