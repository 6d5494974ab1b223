import type { LinkTrouble } from '@alongside/protocol';
import { ErrorState } from './error-state.tsx';
import { useFormats } from './formats.ts';
import { useUiTexts } from './texts/use-texts.ts';
import { troubleWords } from './trouble-words.ts';

export interface LinkTroubleStateProps {
  readonly trouble: LinkTrouble;
  /** Who is at the other end. */
  readonly name: string;
  /** What is safe. */
  readonly safe: string;
}

/** Why the two computers do not reach each other, what to open, and below what was tried. */
export function LinkTroubleState({ trouble, name, safe }: LinkTroubleStateProps) {
  const t = useUiTexts();
  const formats = useFormats();
  return <ErrorState {...troubleWords(trouble, { name, t, list: formats.list })} safe={safe} code={trouble.code} />;
}
