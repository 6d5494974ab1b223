import english from './texts/facts/en.json' with { type: 'json' };

/**
 * What the page of facts says, in English (`@alongside/diagnostics/german` has the German). Pages put it into their
 * catalogue (under `facts`, say) and give `factPage` a function that looks its keys up; gaps and plurals are i18next's.
 */
export const factTexts = english;

type Keys<Node, Prefix extends string = ''> = {
  [Key in keyof Node & string]: Node[Key] extends string ? `${Prefix}${Key}` : Keys<Node[Key], `${Prefix}${Key}.`>;
}[keyof Node & string];

/** `title.cpus`, `value.usedOf`, … */
export type FactTextKey = Keys<typeof factTexts>;

/** Looks a text up and fills its gaps. */
export type FactText = (key: FactTextKey, values?: Readonly<Record<string, string>>) => string;

/** The English texts by themselves, where there are no catalogues: a terminal, a test. */
export const englishFactText: FactText = (key, values = {}) => {
  const found = key.split('.').reduce<unknown>((node, part) => (node as Record<string, unknown>)[part], factTexts);
  return String(found).replace(/\{\{(\w+)\}\}/gu, (_, name: string) => values[name] ?? '');
};
