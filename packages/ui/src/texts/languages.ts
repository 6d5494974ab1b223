import { chosenLanguage, type Language } from '@alongside/protocol';
import type { Catalogue } from './catalogue.ts';
import { languageFromAddress, PAGE, type Texts, UI_TEXTS } from './create-texts.ts';
import { PSEUDO_LOCALE } from './pseudo.ts';

/** What a page says in one language: its own words, and those of this package's components. */
export interface LanguageTexts {
  readonly page: Catalogue;
  readonly ui: Catalogue;
}

/** How the words of each language but English are got, which is always there. */
export type LoadLanguages = { readonly [L in Exclude<Language, 'en'>]: () => Promise<LanguageTexts> };

/** In which language a page speaks. What is not English is fetched when it is first wanted. */
export class PageLanguage {
  readonly #texts: Texts;
  readonly #load: LoadLanguages;
  #wanted: Language | undefined;

  constructor(texts: Texts, load: LoadLanguages) {
    this.#texts = texts;
    this.#load = load;
  }

  /** Resolves to whether it speaks it; where the words cannot be fetched it goes on in the language that it has. */
  async speak(language: Language): Promise<boolean> {
    if (this.#texts.language === PSEUDO_LOCALE) return false;
    this.#wanted = language;
    if (language !== 'en' && !this.#texts.hasResourceBundle(language, PAGE)) {
      const words = await this.#load[language]().catch(() => undefined);
      if (words === undefined) return false;
      this.#texts.addResourceBundle(language, PAGE, words.page);
      this.#texts.addResourceBundle(language, UI_TEXTS, words.ui);
    }
    // Another may have been chosen while this one was on its way.
    if (this.#wanted === language) await this.#texts.changeLanguage(language);
    return this.#wanted === language;
  }
}

/** The language of a page where nobody chose one: the address's, as tests ask for it, else the browser's. */
export function readersLanguage(search: string, preferred: readonly string[]): Language {
  const asked = languageFromAddress(search);
  return chosenLanguage(asked === undefined ? preferred : [asked, ...preferred]);
}

/** As its own readers call it, `Deutsch`, or those of another. */
export function languageName(language: Language, readers: Language = language): string {
  return new Intl.DisplayNames([readers], { type: 'language' }).of(language) ?? language;
}
