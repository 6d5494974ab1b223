import type { Catalogue, CatalogueValue } from './catalogue.ts';

/** BCP 47 with a private-use part: plural rules, dates and numbers are those of English. */
export const PSEUDO_LOCALE = 'en-x-pseudo';

const PLAIN = 'AaBbCcDdEeGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const ACCENTED = 'ÅåƁƀÇçÐðÉéĜĝĤĥÎîĴĵĶķĻļÑñÖöŔŕŠšŢţÛûŴŵÝýŽž';
const SWAPS = new Map([...PLAIN].map((plain, index) => [plain, [...ACCENTED][index] ?? plain]));
/** German and Finnish run about this much longer than English. */
const GROWTH = 0.4;

/**
 * English made strange: accented, 40 % longer, in brackets. Whoever sees a plain word sees a hard-coded one; whoever
 * misses a bracket sees a cut layout. Gaps (`{{name}}`) and tags (`<1>`) stay.
 */
export function pseudoText(text: string): string {
  const parts = text.split(/(\{\{[^}]*\}\}|<\/?[A-Za-z0-9]+>|\$t\([^)]*\))/u);
  const strange = parts.map((part, index) => (index % 2 === 1 ? part : swap(part))).join('');
  const letters = parts.filter((_, index) => index % 2 === 0).join('').length;
  const pad = ' ~~~~'.repeat(Math.ceil((letters * GROWTH) / 5)).slice(0, Math.ceil(letters * GROWTH));
  return `⟦${strange}${pad}⟧`;
}

export function pseudoCatalogue(catalogue: Catalogue): Catalogue {
  return Object.fromEntries(Object.entries(catalogue).map(([key, value]) => [key, pseudoValue(value)]));
}

function pseudoValue(value: CatalogueValue): CatalogueValue {
  return typeof value === 'string' ? pseudoText(value) : pseudoCatalogue(value);
}

function swap(text: string): string {
  return [...text].map((char) => SWAPS.get(char) ?? char).join('');
}
