import { createInstance, type TFunction } from 'i18next';
import en from '../texts/en.json' with { type: 'json' };

/** The command line's texts. Terminals need no escaping, and what comes from a ledger was checked for control characters. */
export async function commandLineTexts(): Promise<TFunction> {
  const i18n = createInstance();
  return i18n.init({
    lng: 'en',
    fallbackLng: 'en',
    resources: { en: { translation: en } },
    interpolation: { escapeValue: false, skipOnVariables: true },
    nsSeparator: false,
  });
}
