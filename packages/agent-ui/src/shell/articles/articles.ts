import { type Article, parseArticle, Suggester } from '@alongside/desk';

/** Bundled at build time: there when nothing else is. */
const files = import.meta.glob<string>('../../../../../content/kb/*.md', { query: '?raw', import: 'default', eager: true });

const articles: ReadonlyMap<string, Article> = new Map(
  Object.values(files)
    .map(parseArticle)
    .filter(({ visibility }) => visibility === 'public')
    .map((article) => [article.id, article]),
);

/** Made when somebody begins to write, not with the page. */
let suggester: Suggester<Article> | undefined;

export function findArticle(id: string): Article | undefined {
  return articles.get(id);
}

/** By title. */
export function allArticles(): readonly Article[] {
  return [...articles.values()].sort((one, other) => one.title.localeCompare(other.title, 'en'));
}

/** What fits to what somebody wrote, best first. Nothing leaves the page for it. */
export function suggestArticles(text: string, max: number): readonly Article[] {
  suggester ??= new Suggester(allArticles());
  return suggester.suggest(text, max);
}
