/** Words of the knowledge base that cross a wire. An article's text is Markdown in which `[[id]]` links another one. */
import { z } from 'zod';
import { articleId, instant, line, personName, prose } from './common.ts';
import { SYSTEMS, systemName } from './report.ts';

export const KB_CATEGORIES = [
  'account',
  'programs',
  'mail',
  'files',
  'network',
  'devices',
  'performance',
  'system',
  'hardware',
  'disks',
  'safety',
  'alongside',
] as const;
export const kbCategory = z.enum(KB_CATEGORIES);
export type KbCategory = z.infer<typeof kbCategory>;

/**
 * Who may read: whoever writes articles; everybody at the desk; those whom the desk gives it to, in the console and with
 * their request; anybody.
 */
export const KB_VISIBILITIES = ['draft', 'internal', 'customer', 'public'] as const;
export const kbVisibility = z.enum(KB_VISIBILITIES);
export type KbVisibility = z.infer<typeof kbVisibility>;

/** Marks of what was found, as parts of a text: no HTML crosses a wire. */
export const foundText = z.array(z.strictObject({ text: z.string().max(2_000), hit: z.boolean() })).max(200);
export type FoundText = z.infer<typeof foundText>;

const day = z.iso.date();
const written = (max: number) => line(max).pipe(z.string().min(1));

/** What somebody writes of an article. */
export const articleText = z.strictObject({
  title: written(120),
  category: kbCategory,
  /** BCP 47: language, and country where it matters. */
  locale: z.string().regex(/^[a-z]{2,3}(-[A-Z]{2})?$/u),
  visibility: kbVisibility,
  /** Who answers for it. */
  owner: written(80),
  /** By when somebody reads it again. */
  reviewBy: day,
  systems: z.array(systemName).min(1).max(SYSTEMS.length),
  lastChecked: day,
  /** What was tried, on which system, and what was not. */
  checkedHow: written(300),
  words: z.array(written(40)).max(20),
  /** Markdown below the title. */
  body: prose(16_000),
});
export type ArticleText = z.infer<typeof articleText>;

const known = {
  id: articleId,
  /** 0: as it came with the program. */
  version: z.int().min(0),
  changedAt: instant.nullable(),
  changedBy: personName.nullable(),
};

export const kbArticle = z.strictObject({ ...articleText.shape, ...known });
export type KbArticle = z.infer<typeof kbArticle>;

/** What the list shows. */
export const kbSummary = kbArticle.omit({ body: true, words: true, checkedHow: true, systems: true }).extend({
  helpful: z.int().min(0),
  notHelpful: z.int().min(0),
});
export type KbSummary = z.infer<typeof kbSummary>;

export const kbVersion = z.strictObject({
  ...kbArticle.shape,
  /** What was changed, in the words of whoever did. */
  note: line(200),
});
export type KbVersion = z.infer<typeof kbVersion>;

export const kbHit = z.strictObject({
  id: articleId,
  category: kbCategory,
  visibility: kbVisibility,
  title: foundText,
  excerpt: foundText,
});
export type KbHit = z.infer<typeof kbHit>;

/** What somebody read before asking, in the order in which it was opened. */
export const readArticles = z.array(articleId).max(10);

/** Where somebody read it. */
export const kbReader = z.enum(['page', 'agent', 'console']);
export type KbReader = z.infer<typeof kbReader>;

/** From a search to its end: an article was opened, it helped, or somebody asked all the same. */
export const KB_STEPS = ['searched', 'opened', 'solved', 'asked'] as const;
export const kbStep = z.enum(KB_STEPS);
export type KbStep = z.infer<typeof kbStep>;
