import { LANGUAGES } from '@alongside/protocol';
import { languageName, useTexts } from '@alongside/ui';
import { NativeSelect } from '@mantine/core';
import { languageChoice } from '../shared/preferences.ts';
import { useLanguageChoice } from '../shared/use-language-choice.ts';

/** In which language this console speaks; each is named in its own. */
export function LanguageField() {
  const { t } = useTexts();
  const { chosen, choose } = useLanguageChoice();
  return (
    <NativeSelect
      maw={320}
      label={t('language.label')}
      description={t('language.why')}
      value={chosen}
      onChange={(event) => choose(languageChoice.parse(event.currentTarget.value))}
      data={[
        { value: 'browser', label: t('language.browser') },
        ...LANGUAGES.map((language) => ({ value: language, label: languageName(language) })),
      ]}
    />
  );
}
