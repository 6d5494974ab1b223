import { chosenLanguage, type Language } from '@alongside/protocol';
import { linkedArticles } from './markdown.ts';

/** The parts of an article, in this order, by its language. A worried reader finds the same places in each. */
export const ARTICLE_SECTIONS = {
  en: ['What you may notice', 'What to do', 'How to know that it worked', 'When to stop and ask'],
  de: [
    'Was Ihnen auffallen kann',
    'Was zu tun ist',
    'Woran Sie erkennen, dass es geklappt hat',
    'Wann Sie aufhören und fragen sollten',
  ],
} as const satisfies Record<Language, readonly string[]>;
export const MAX_STEPS = 10;

/** A way in which a text departs from the form. */
export type ArticleFlaw =
  | { readonly flaw: 'sections' }
  | { readonly flaw: 'empty'; readonly section: string }
  | { readonly flaw: 'few-steps' | 'many-steps'; readonly steps: number }
  | { readonly flaw: 'numbering' }
  | { readonly flaw: 'link'; readonly id: string };

/** What an article lacks to be easy to follow, the gravest first; nothing where it has the form. */
export function articleFlaws(body: string, isThere: (id: string) => boolean, locale = 'en'): ArticleFlaw[] {
  const sections = ARTICLE_SECTIONS[chosenLanguage([locale])];
  const titles = [...body.matchAll(/^## (.+)$/gmu)].map(([, title = '']) => title.trim());
  if (titles.length !== sections.length || !sections.every((name, place) => titles[place] === name)) {
    return [{ flaw: 'sections' }, ...links(body, isThere)];
  }
  const parts = body.split(/^## .+$/mu).slice(1);
  const empty = titles.filter((_title, place) => (parts[place]?.trim().length ?? 0) <= 10);
  const steps = [...(parts[1] ?? '').matchAll(/^(\d+)\. +\S/gmu)].map(([, number]) => Number(number));
  return [
    ...empty.map((section) => ({ flaw: 'empty', section }) as const),
    ...(steps.length < 2 ? [{ flaw: 'few-steps', steps: steps.length } as const] : []),
    ...(steps.length > MAX_STEPS ? [{ flaw: 'many-steps', steps: steps.length } as const] : []),
    ...(steps.some((number, place) => number !== place + 1) ? [{ flaw: 'numbering' } as const] : []),
    ...links(body, isThere),
  ];
}

function links(body: string, isThere: (id: string) => boolean): ArticleFlaw[] {
  return linkedArticles(body)
    .filter((id) => !isThere(id))
    .map((id) => ({ flaw: 'link', id }));
}
