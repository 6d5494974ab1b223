import { escapeHtml } from '@alongside/base';
import { createInstance } from 'i18next';
import english from './texts/en.json' with { type: 'json' };

const texts = createInstance();
void texts.init({
  lng: 'en',
  resources: { en: { translation: english } },
  interpolation: { escapeValue: false },
  initAsync: false,
});

/** The words of the public form, with gaps filled but not yet escaped. */
export function askText(key: string, gaps: Readonly<Record<string, string>> = {}): string {
  return texts.t(key, gaps);
}

/** The same for HTML. */
export function askHtml(key: string, gaps?: Readonly<Record<string, string>>): string {
  return escapeHtml(askText(key, gaps));
}
