import { LANGUAGES } from '@alongside/protocol';
import { languageName, useTexts } from '@alongside/ui';
import { Anchor, Group } from '@mantine/core';
import { useLanguageChoice } from '../shared/use-language-choice.ts';

/** Each language but the one that is spoken, by its own name: whoever cannot read the page can read that. */
export function OtherLanguages() {
  const { language } = useTexts();
  const { choose } = useLanguageChoice();
  return (
    <Group justify="center" mt="md">
      {LANGUAGES.filter((other) => other !== language).map((other) => (
        <Anchor key={other} component="button" type="button" size="sm" lang={other} onClick={() => choose(other)}>
          {languageName(other)}
        </Anchor>
      ))}
    </Group>
  );
}
