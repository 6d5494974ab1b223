import { type Article, parseArticle } from '@alongside/desk';

/** Bundled at build time: there when nothing else is. */
const files = import.meta.glob<string>('../../../../../content/kb/*.md', { query: '?raw', import: 'default', eager: true });

const articles: ReadonlyMap<string, Article> = new Map(
  Object.values(files)
    .map(parseArticle)
    .filter(({ visibility }) => visibility === 'public')
    .map((article) => [article.id, article]),
);

export function findArticle(id: string): Article | undefined {
  return articles.get(id);
}
