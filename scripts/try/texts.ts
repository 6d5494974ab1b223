import type { Language } from '@alongside/protocol';
import { createInstance } from 'i18next';
import german from './texts/de.json' with { type: 'json' };
import english from './texts/en.json' with { type: 'json' };

const texts = createInstance();
void texts.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: english }, de: { translation: german } },
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** A text by its key, with its gaps filled; not yet escaped for HTML. */
export function text(key: string, language: Language, gaps: Readonly<Record<string, string>> = {}): string {
  return texts.t(key, { ...gaps, lng: language });
}
