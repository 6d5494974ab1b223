import { isolated } from '@alongside/base';
import { createInstance, type TFunction } from 'i18next';
import german from './texts/de.json' with { type: 'json' };
import english from './texts/en.json' with { type: 'json' };

const catalogues = { en: english, de: german };

/** The texts of mails in a language (BCP 47), or English; and which it became. */
export function mailTexts(language: string): { readonly t: TFunction; readonly language: string } {
  const wanted = language.split('-')[0] ?? '';
  const found = wanted in catalogues ? wanted : 'en';
  const resources = Object.fromEntries(Object.entries(catalogues).map(([name, translation]) => [name, { translation }]));
  const texts = createInstance();
  const interpolation = { escapeValue: true, escape: isolated };
  void texts.init({ lng: found, fallbackLng: 'en', resources, interpolation, initAsync: false });
  return { t: texts.t, language: found };
}
