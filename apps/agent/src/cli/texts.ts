import { type Say, storyTexts } from '@alongside/consent';
import { checkTexts, factTexts } from '@alongside/diagnostics';
import { createInstance, type TFunction } from 'i18next';
import en from '../texts/en.json' with { type: 'json' };

/** The command line's texts. Terminals need no escaping, and what comes from a ledger was checked for control characters. */
export async function commandLineTexts(): Promise<TFunction> {
  const i18n = createInstance();
  return i18n.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: { ...en, story: storyTexts, checks: checkTexts, facts: factTexts } } },
    interpolation: { escapeValue: false, skipOnVariables: true },
    nsSeparator: false,
  });
}

/** The words of records, which the pages share. */
export function storyOf(t: TFunction): Say {
  return (key, gaps) => t(`story.${key}`, { ...gaps });
}
