import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { UI_TEXTS } from './create-texts.ts';

/** The page's texts: `const { t } = useTexts(); t('home.title')`. */
export function useTexts(): { t: TFunction; language: string } {
  const { t, i18n } = useTranslation();
  return { t, language: i18n.language };
}

/** The texts of this package's own components. */
export function useUiTexts(): TFunction {
  return useTranslation(UI_TEXTS).t;
}
