import { createInstance } from 'i18next';
import english from './texts/en.json' with { type: 'json' };

const texts = createInstance();
void texts.init({
  lng: 'en',
  resources: { en: { translation: english } },
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** A text by its key, with its gaps filled; not yet escaped for HTML. */
export function text(key: string, gaps: Readonly<Record<string, string>> = {}): string {
  return texts.t(key, gaps);
}
