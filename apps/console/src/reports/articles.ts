import { type Article, articlesIn, parseArticle } from '@alongside/desk';
import { chosenLanguage, type Language } from '@alongside/protocol';

const files = import.meta.glob<string>(['../../../../content/kb/*.md', '../../../../content/kb/*/*.md'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** All but drafts: what is for colleagues alone is there, too. */
const shipped = Object.values(files)
  .map(parseArticle)
  .filter(({ visibility }) => visibility !== 'draft');
const byLanguage = new Map<Language, ReadonlyMap<string, Article>>();

/** In the reader's language where there is such a text, else in English. */
export function findArticle(id: string | null, language: string): Article | undefined {
  const spoken = chosenLanguage([language]);
  let articles = byLanguage.get(spoken);
  if (articles === undefined) {
    articles = new Map(articlesIn(spoken, shipped).map((article) => [article.id, article]));
    byLanguage.set(spoken, articles);
  }
  return id === null ? undefined : articles.get(id);
}
