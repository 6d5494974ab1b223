import { readersLanguage } from '@alongside/ui';
import type { LanguageChoice } from './preferences.ts';
import { useServices } from './services.ts';
import { useObservable } from './use-observable.ts';

/** The language that was chosen in this browser, and how to choose another. */
export function useLanguageChoice(): { readonly chosen: LanguageChoice; readonly choose: (choice: LanguageChoice) => void } {
  const { preferences, pageLanguage } = useServices();
  const choose = (choice: LanguageChoice) => {
    preferences.language.set(choice);
    void pageLanguage.speak(choice === 'browser' ? readersLanguage('', navigator.languages) : choice);
  };
  return { chosen: useObservable(preferences.language), choose };
}
