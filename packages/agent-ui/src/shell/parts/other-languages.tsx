import { LANGUAGES, type Language, shellPage } from '@alongside/protocol';
import { languageName } from '@alongside/ui';
import { Anchor } from '@mantine/core';
import { useAsk } from '../core/core-context.tsx';

/** Each language but the one that is spoken, by its own name: whoever cannot read the page can read that. */
export function OtherLanguages({ language }: { readonly language: Language }) {
  const ask = useAsk();
  return LANGUAGES.filter((other) => other !== language).map((other) => (
    <Anchor
      key={other}
      component="button"
      type="button"
      size="sm"
      lang={other}
      onClick={() => void ask(shellPage.languageChoose, { language: other })}
    >
      {languageName(other)}
    </Anchor>
  ));
}
