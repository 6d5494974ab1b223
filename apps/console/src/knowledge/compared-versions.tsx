import { useFormats, useTexts } from '@alongside/ui';
import { NativeSelect, Stack, Text } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { Difference } from './difference.tsx';

/** Everything that can change in a version, as lines, and what it is called. */
export interface NamedVersion {
  readonly name: string;
  readonly lines: string;
}

export interface ComparedVersionsProps<V extends NamedVersion> {
  /** The newest first. */
  readonly versions: readonly V[];
  /** What can be done with one. */
  readonly children?: (chosen: V) => ReactNode;
}

/** One of them to choose, beside the one before it. */
export function ComparedVersions<V extends NamedVersion>({ versions, children }: ComparedVersionsProps<V>) {
  const { t } = useTexts();
  const [chosen, setChosen] = useState(0);
  const now = versions[chosen];
  const before = versions[chosen + 1];
  if (now === undefined) return null;
  return (
    <Stack gap="sm">
      <NativeSelect
        label={t('knowledge.chooseVersion')}
        value={String(chosen)}
        onChange={(event) => setChosen(Number(event.currentTarget.value))}
        data={versions.map(({ name }, place) => ({ value: String(place), label: name }))}
      />
      <Text size="sm" c="dimmed">
        {before === undefined ? t('knowledge.firstVersion') : t('knowledge.comparedWith', { version: before.name })}
      </Text>
      <Difference before={before === undefined ? now.lines : before.lines} after={now.lines} />
      {children?.(now)}
    </Stack>
  );
}

/** A version that somebody wrote: its number, by whom, when, and `more`, as far as there is any. */
export function useVersionName() {
  const { t } = useTexts();
  const formats = useFormats();
  return ({ version, by, at }: { version: number; by: string; at: number }, ...more: readonly string[]) =>
    [t('knowledge.version', { version, name: by, when: formats.dayAndTime(at) }), ...more].filter(Boolean).join(' · ');
}
