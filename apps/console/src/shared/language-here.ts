import type { Language } from '@alongside/protocol';
import { languageFromAddress, readersLanguage } from '@alongside/ui';
import type { Preferences } from './preferences.ts';

/** In which language a page of this site begins: the address's, as tests ask for it, else as chosen, else the browser's. */
export function languageHere({ language }: Preferences): Language {
  const { search } = window.location;
  const { value: chosen } = language;
  const isAsked = languageFromAddress(search) !== undefined;
  return isAsked || chosen === 'browser' ? readersLanguage(search, navigator.languages) : chosen;
}
