import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { UI_TEXTS } from './create-texts.ts';

export interface TextsInUse {
  readonly t: TFunction;
  readonly language: string;
  /** Whether there is a text for a key that comes from elsewhere; `t` throws in development where there is none. */
  readonly has: (key: string) => boolean;
}

/** The page's texts: `const { t } = useTexts(); t('home.title')`. */
export function useTexts(): TextsInUse {
  const { t, i18n } = useTranslation();
  return { t, language: i18n.language, has: (key) => i18n.exists(key) };
}

/** The texts of this package's own components. */
export function useUiTexts(): TFunction {
  return useTranslation(UI_TEXTS).t;
}
