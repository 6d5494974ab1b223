import { lineDiff } from '@alongside/desk';
import { useTexts } from '@alongside/ui';
import { VisuallyHidden } from '@mantine/core';
import classes from './knowledge.module.css';

/** What became of one text in another; signs and words say it as well as colour. */
export function Difference({ before, after }: { readonly before: string; readonly after: string }) {
  const { t } = useTexts();
  return (
    <div className={classes.difference}>
      {lineDiff(before, after).map(({ kind, text }, place) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line is its place in two texts that do not change
        <div key={place} data-kind={kind}>
          {kind === 'same' ? null : <VisuallyHidden>{t(`knowledge.line.${kind}`)} </VisuallyHidden>}
          {text}
        </div>
      ))}
    </div>
  );
}
