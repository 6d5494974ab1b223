import type { WorkItem } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { useFactWords } from '../problems/use-fact-words.ts';

/** What was counted then, and on which computers it was. */
export function SpreadFound({ item }: { readonly item: Extract<WorkItem, { kind: 'spread' }> }) {
  const { t } = useTexts();
  const formats = useFormats();
  const words = useFactWords();
  const { fact, count, devices } = item;
  const names = formats.list(devices.map(({ name }) => name));
  const rest = count - devices.length;
  return (
    <Text size="sm">
      {words(fact)}
      {devices.length === 0 ? '' : `: ${names}`}
      {rest > 0 ? ` ${t('checkup.andMore', { count: rest })}` : ''}
    </Text>
  );
}
