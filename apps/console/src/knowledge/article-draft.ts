import { ARTICLE_SECTIONS } from '@alongside/desk';
import { type ArticleText, articleText, type KbArticle, type Language } from '@alongside/protocol';
import { z } from 'zod';

/** What is being written, as the fields have it; nothing of it need be complete. */
const draftSchema = z.strictObject({
  /** The version that it began with; null for a new article. */
  base: z.int().min(0).nullable(),
  id: z.string().max(60),
  title: z.string().max(240),
  category: articleText.shape.category,
  locale: z.string().max(10),
  visibility: articleText.shape.visibility,
  owner: z.string().max(160),
  reviewBy: z.string().max(10),
  systems: articleText.shape.systems.or(z.array(z.never())),
  checkedHow: z.string().max(600),
  words: z.string().max(1_000),
  body: z.string().max(32_000),
  note: z.string().max(400),
});
export type ArticleDraft = z.infer<typeof draftSchema>;

const REVIEW_AFTER_DAYS = 182;
const DAY_MS = 24 * 60 * 60 * 1000;

export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The form of an article, to be filled in. */
export function newDraft(owner: string, now: number, language: Language = 'en'): ArticleDraft {
  return {
    base: null,
    id: '',
    title: '',
    category: 'programs',
    locale: language,
    visibility: 'draft',
    owner,
    reviewBy: dayOf(now + REVIEW_AFTER_DAYS * DAY_MS),
    systems: ['linux', 'windows', 'macos'],
    checkedHow: '',
    words: '',
    body: ARTICLE_SECTIONS[language]
      .map((section, place) => `## ${section}\n\n${place === 0 ? '- ' : place === 1 ? '1. ' : ''}\n`)
      .join('\n'),
    note: '',
  };
}

export function draftOf(article: KbArticle): ArticleDraft {
  const { id, version, title, category, locale, visibility, owner, reviewBy, systems, checkedHow, words, body } = article;
  return {
    base: version,
    id,
    title,
    category,
    locale,
    visibility,
    owner,
    reviewBy,
    systems,
    checkedHow,
    words: words.join(', '),
    body,
    note: '',
  };
}

/** A name for addresses, made of the title. */
export function idOf(title: string): string {
  return title
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/gu, '-')
    .replace(/^[-0-9]+|-+$/gu, '')
    .slice(0, 60)
    .replace(/-+$/u, '');
}

/** What is sent: `field` names what is missing or does not fit. `now`: an article was looked through when it is saved. */
export function textOf(draft: ArticleDraft, now: number): { text: ArticleText } | { field: string } {
  const { base: _b, id: _i, note: _n, words, ...rest } = draft;
  const list = words
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
  const parsed = articleText.safeParse({ ...rest, words: list, lastChecked: dayOf(now) });
  return parsed.success ? { text: parsed.data } : { field: String(parsed.error.issues[0]?.path[0] ?? 'body') };
}

/** A draft that was kept by this browser; undefined for none, or one of another version of the program. */
export function readDraft(kept: string): ArticleDraft | undefined {
  if (kept === '') return undefined;
  try {
    return draftSchema.safeParse(JSON.parse(kept)).data;
  } catch {
    return undefined; // Not written by this page.
  }
}
