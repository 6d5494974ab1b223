import { isolated } from '@alongside/base';
import { storyTexts } from '@alongside/consent';
import { createInstance, type i18n } from 'i18next';
import { initReactI18next } from 'react-i18next';
import type { Catalogues } from './catalogue.ts';
import uiEnglish from './en.json' with { type: 'json' };
import { PSEUDO_LOCALE, pseudoCatalogue } from './pseudo.ts';

/** The texts of one page: its own catalogues and those of this package, under one instance. */
export type Texts = i18n;

export interface TextsOptions {
  /** A locale of the catalogues, or `en-x-pseudo`; anything else becomes English. */
  readonly language?: string;
  /** Told a key or gap that is not there. Unsaid: throws in development, and shows the key otherwise. */
  readonly onMissing?: (what: string) => void;
}

/** The page's own texts; a component's key without a prefix is looked up here. */
export const PAGE = 'page';
/** The texts of this package's components. */
export const UI_TEXTS = 'ui';

/** With the words of records, which the command line has too. */
const ownTexts = { ...uiEnglish, story: storyTexts };

/** Ready at once: catalogues are bundled, nothing is fetched. `PageLanguage` adds those that are fetched. */
export function createTexts(catalogues: Catalogues, options: TextsOptions = {}): Texts {
  const onMissing = options.onMissing ?? throwInDevelopment;
  const language = languageOf(catalogues, options.language);
  const resources: Record<string, Record<string, object>> = {
    [PSEUDO_LOCALE]: { [PAGE]: pseudoCatalogue(catalogues.en), [UI_TEXTS]: pseudoCatalogue(ownTexts) },
  };
  for (const [locale, catalogue] of Object.entries(catalogues)) resources[locale] = { [PAGE]: catalogue };
  resources.en = { [PAGE]: catalogues.en, [UI_TEXTS]: ownTexts };
  const texts = createInstance();
  void texts.use(initReactI18next).init({
    lng: language,
    fallbackLng: 'en',
    ns: [PAGE, UI_TEXTS],
    defaultNS: PAGE,
    resources,
    initAsync: false,
    // React escapes what it draws; escaping twice would show entities. Whatever fills a gap moves nothing beside it.
    interpolation: { escapeValue: true, escape: isolated },
    returnNull: false,
    parseMissingKeyHandler: (key, instead) => {
      // Said with the key, for words that come from elsewhere and may have no text.
      if (instead !== undefined) return instead;
      onMissing(`no text for "${key}"`);
      return key;
    },
    missingInterpolationHandler: (text, match) => {
      onMissing(`nothing for the gap ${String(match[0])} in "${text}"`);
      return '';
    },
  });
  return texts;
}

/** The locale that a page's address asks for (`?lang=en-x-pseudo`), as tests do; undefined where it asks for none. */
export function languageFromAddress(search: string): string | undefined {
  return new URLSearchParams(search).get('lang') ?? undefined;
}

function languageOf(catalogues: Catalogues, wanted: string | undefined): string {
  if (wanted === undefined) return 'en';
  if (wanted === PSEUDO_LOCALE || Object.hasOwn(catalogues, wanted)) return wanted;
  const base = wanted.split('-')[0] ?? 'en';
  return Object.hasOwn(catalogues, base) ? base : 'en';
}

function throwInDevelopment(what: string): void {
  if (import.meta.env?.DEV) throw new Error(what);
}
