import type { FoundText } from '@alongside/protocol';
import classes from './knowledge.module.css';

/** A text in which what was found is marked. */
export function FoundWords({ parts }: { readonly parts: FoundText }) {
  return parts.map((part, place) =>
    part.hit ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part is its place in a text that does not change
      <mark key={place} className={classes.hit}>
        {part.text}
      </mark>
    ) : (
      part.text
    ),
  );
}
