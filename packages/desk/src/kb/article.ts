import {
  articleId,
  chosenLanguage,
  kbCategory,
  kbVisibility,
  type Language,
  SYSTEMS,
  type SystemName,
} from '@alongside/protocol';
import { z } from 'zod';

const day = z.iso.date();
const list = z.string().transform((text) => text.split(',').map((name) => name.trim()));
const names = <T extends string>(known: readonly [T, ...T[]]) => list.pipe(z.array(z.enum(known)).min(1));

const meta = z.strictObject({
  id: articleId,
  category: kbCategory,
  /** BCP 47. */
  locale: z.string().max(35),
  visibility: kbVisibility,
  /** Who answers for it. */
  owner: z.string().min(1).max(80),
  /** By when somebody reads it again. */
  reviewBy: day,
  systems: names<SystemName>(SYSTEMS),
  lastChecked: day,
  /** Honestly: what was tried, on which system, and what was not. */
  checkedHow: z.string().min(1).max(300),
  /** What people call it who do not find its title: found by, never shown. */
  words: list.pipe(z.array(z.string().min(2).max(40)).max(20)).default([]),
});

export interface Article extends z.infer<typeof meta> {
  readonly title: string;
  /** Markdown below the title. */
  readonly body: string;
}

const FORM = /^---\n(?<head>.*?)\n---\n# (?<title>[^\n]+)\n(?<body>.*)$/su;

/** A file of content/kb: `key: value` lines between dashes, a title, Markdown. Throws an Error that says what is wrong. */
export function parseArticle(text: string): Article {
  const { head = '', title = '', body = '' } = FORM.exec(text)?.groups ?? {};
  if (title === '') throw new Error('an article begins with a head between --- lines, then # and its title');
  const rows = head.split('\n').map((row) => {
    const colon = row.indexOf(':');
    return [row.slice(0, colon).trim(), row.slice(colon + 1).trim()] as const;
  });
  return { ...meta.parse(Object.fromEntries(rows)), title, body: body.trim() };
}

/** Each article once: in that language where there is such a text, else in English. */
export function articlesIn(language: Language, articles: readonly Article[]): Article[] {
  const found = new Map<string, Article>();
  for (const article of articles) {
    const spoken = chosenLanguage([article.locale]);
    if (spoken === language || (spoken === 'en' && !found.has(article.id))) found.set(article.id, article);
  }
  return [...found.values()];
}
