import { escapeHtml, isolated } from '@alongside/base';
import { LANGUAGES, type Language } from '@alongside/protocol';
import { createInstance } from 'i18next';
import germanAsk from '../ask/texts/de.json' with { type: 'json' };
import englishAsk from '../ask/texts/en.json' with { type: 'json' };
import german from './texts/de.json' with { type: 'json' };
import english from './texts/en.json' with { type: 'json' };

/** The texts of the pages that the server itself makes. */
const texts = createInstance();
void texts.init({
  fallbackLng: 'en',
  resources: {
    en: { translation: { ...english, ask: englishAsk } },
    de: { translation: { ...german, ask: germanAsk } },
  },
  interpolation: { escapeValue: true, escape: isolated },
  initAsync: false,
});

/** In which language such a page speaks, and whether its address says so: then its links say so, too. */
export interface Reader {
  readonly language: Language;
  readonly chosen: boolean;
}

type Gaps = Readonly<Record<string, string>>;

export interface PageWords {
  /** A text by its key below the page's part, as HTML. */
  readonly text: (key: string, gaps?: Gaps) => string;
  /** The same, not escaped. */
  readonly plain: (key: string, gaps?: Gaps) => string;
  /** A path of this server, in the language that the reader chose. */
  readonly href: (path: string) => string;
}

/** The words of a page, by its part of the catalogue. */
export function pageWords(part: string, { language, chosen }: Reader): PageWords {
  const plain = (key: string, gaps: Gaps = {}) => texts.t(`${part}.${key}`, { ...gaps, lng: language });
  const [suffix, inner] = chosen ? [`?lang=${language}`, `lang=${language}&`] : ['', ''];
  return {
    plain,
    text: (key, gaps) => escapeHtml(plain(key, gaps)),
    href: (path) => (path.includes('?') ? path.replace('?', `?${inner}`) : path.replace(/(?=#)|$/u, suffix)),
  };
}

/** Links to the same page in the other languages, each by its own name; `query` is what its address says besides. */
export function otherLanguages(reader: Reader, query: Gaps = {}): string {
  return LANGUAGES.filter((other) => other !== reader.language)
    .map((other) => {
      const name = new Intl.DisplayNames([other], { type: 'language' }).of(other) ?? other;
      const address = new URLSearchParams({ ...query, lang: other });
      return `<a href="?${escapeHtml(address.toString())}" lang="${other}" hreflang="${other}" data-language>${escapeHtml(name)}</a>`;
    })
    .join(' · ');
}
