import { z } from 'zod';

/** The languages in which there are texts, by BCP 47; English is what all others fall back to. */
export const LANGUAGES = ['en', 'de'] as const;
export const language = z.enum(LANGUAGES);
export type Language = z.infer<typeof language>;

/** The first of `preferred` (`de-AT`, `de_AT.UTF-8`; best first) in which there are texts, else English. */
export function chosenLanguage(preferred: readonly string[]): Language {
  for (const wanted of preferred) {
    const base = wanted.split(/[-_.@]/u)[0]?.toLowerCase();
    const found = LANGUAGES.find((each) => each === base);
    if (found !== undefined) return found;
  }
  return 'en';
}

/** Longer headers of `Accept-Language` are of nobody who reads. */
const MAX_NAMED = 20;

/** By the header `Accept-Language` (RFC 9110, 12.5.4), else English. */
export function acceptedLanguage(header: string | undefined): Language {
  const named = (header ?? '').split(',', MAX_NAMED).map((part) => {
    const [name = '', ...parameters] = part.split(';').map((text) => text.trim());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { name, weight: weight === undefined ? 1 : Number(weight) };
  });
  const wanted = named.filter(({ weight }) => weight > 0).sort((a, b) => b.weight - a.weight);
  return chosenLanguage(wanted.map(({ name }) => name));
}
