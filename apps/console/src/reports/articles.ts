import { type Article, parseArticle } from '@alongside/desk';

const files = import.meta.glob<string>('../../../../content/kb/*.md', { query: '?raw', import: 'default', eager: true });

/** All but drafts: what is for colleagues alone is there, too. */
const articles: ReadonlyMap<string, Article> = new Map(
  Object.values(files)
    .map(parseArticle)
    .filter(({ visibility }) => visibility !== 'draft')
    .map((article) => [article.id, article]),
);

export function findArticle(id: string | null): Article | undefined {
  return id === null ? undefined : articles.get(id);
}
