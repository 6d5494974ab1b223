export * from './fleet/alert-state.ts';
export * from './fleet/device-filter.ts';
export * from './fleet/scan-target.ts';
export * from './fleet/schedule.ts';
export { type Article, parseArticle } from './kb/article.ts';
export { ARTICLE_SECTIONS, type ArticleFlaw, articleFlaws, MAX_STEPS } from './kb/article-rules.ts';
export {
  type ArticleLink,
  linkedArticles,
  type MarkdownToken,
  type MarkdownTokens,
  readMarkdown,
} from './kb/markdown.ts';
export * from './opening-hours.ts';
export * from './practice.ts';
export * from './queue.ts';
export * from './ticket-model.ts';
export * from './ticket-rules.ts';
export * from './ticket-state.ts';
