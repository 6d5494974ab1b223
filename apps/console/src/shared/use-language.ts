import { chosenLanguage, type Language } from '@alongside/protocol';
import { useTexts } from '@alongside/ui';

/** In which of the languages that there are texts in somebody reads this page. */
export function useLanguage(): Language {
  return chosenLanguage([useTexts().language]);
}
