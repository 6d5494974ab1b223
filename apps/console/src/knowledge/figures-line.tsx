import type { KbStep } from '@alongside/protocol';
import { useFormats, useTexts } from '@alongside/ui';
import { Text } from '@mantine/core';
import { useFigures } from './use-knowledge.ts';

/** What articles spared in the last 30 days, as far as it was counted; nothing before anything was. */
export function FiguresLine() {
  const { t } = useTexts();
  const { number } = useFormats();
  const figures = useFigures().data ?? [];
  const of = (step: KbStep) => figures.filter((each) => each.step === step).reduce((sum, { count }) => sum + count, 0);
  if (figures.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      {t('knowledge.figures', {
        searched: number(of('searched')),
        opened: number(of('opened')),
        solved: number(of('solved')),
        asked: number(of('asked')),
      })}
    </Text>
  );
}
