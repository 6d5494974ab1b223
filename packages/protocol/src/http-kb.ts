import { z } from 'zod';
import { id, instant, line } from './common.ts';
import { articleText, kbArticle, kbHit, kbReader, kbStep, kbSummary, kbVersion } from './kb.ts';
import { language } from './languages.ts';
import { done, none, route } from './route.ts';

const MAX_ARTICLES = 3_000;

/** Without drafts for those who write none; only what is for customers and public for those from outside the desk. */
export const articles = route('GET', '/api/kb/articles', 'kb.read', 'Articles, by title', {
  body: none,
  result: z.array(kbSummary).max(MAX_ARTICLES),
});
export const articleSearch = route('POST', '/api/kb/search', 'kb.read', 'Articles by words in them, slips forgiven', {
  /** `language`: of whom it is for; in English where there is no such text. */
  body: z.strictObject({ query: line(400), language: language.optional() }),
  result: z.array(kbHit).max(20),
});
/** Throws `article.not-found` also for one that is not for the reader. */
export const article = route('GET', '/api/kb/articles/:article', 'kb.read', 'An article', { body: none, result: kbArticle });
/**
 * A new one with `base` null, or another version of the one that is there. Throws `article.changed` where that is no longer
 * version `base`; nothing is changed then. What customers or everybody can read, before or after, needs `kb.publish`.
 */
export const articleSave = route('PUT', '/api/kb/articles/:article', 'kb.write', 'Writes an article', {
  body: z.strictObject({ base: z.int().min(0).nullable(), text: articleText, note: line(200) }),
  result: z.strictObject({ version: z.int().min(1) }),
});
export const articleVersions = route('GET', '/api/kb/articles/:article/versions', 'kb.write', 'Its versions, newest first', {
  body: none,
  result: z.array(kbVersion).max(101),
});
const feedback = z.strictObject({
  at: instant,
  version: z.int().min(0),
  from: kbReader,
  helpful: z.boolean(),
  reason: line(500),
});
export const articleFeedback = route(
  'GET',
  '/api/kb/articles/:article/feedback',
  'kb.write',
  'Whether it helped, the newest 100',
  { body: none, result: z.array(feedback).max(100) },
);
export const articleHelpful = route('POST', '/api/kb/articles/:article/helpful', 'kb.read', 'Whether it helped, and why', {
  body: z.strictObject({ helpful: z.boolean(), reason: line(500) }),
  result: done,
});
/** Counts alone: nobody is named, no search is kept. */
export const articleFigures = route('GET', '/api/kb/figures', 'kb.write', 'What articles spared, of the last 30 days', {
  body: none,
  result: z.array(z.strictObject({ from: kbReader, step: kbStep, article: line(60), count: z.int().min(1) })).max(20_000),
});
/**
 * A draft for review, of what the ticket says and what solved it; the one that was made before where there is one. Throws
 * `ticket.not-found`, and `ticket.wrong-state` where nothing says how it was solved.
 */
export const articleLearn = route('POST', '/api/kb/learn', 'kb.write', 'Drafts an article from a solved ticket', {
  body: z.strictObject({ ticketId: id }),
  result: z.strictObject({ article: kbArticle.shape.id }),
});
