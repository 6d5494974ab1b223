import { type Article, articlesIn, parseArticle, Suggester } from '@alongside/desk';
import type { Language } from '@alongside/protocol';

/** Bundled at build time: there when nothing else is. */
const files = import.meta.glob<string>(['../../../../../content/kb/*.md', '../../../../../content/kb/*/*.md'], {
  query: '?raw',
  import: 'default',
  eager: true,
});

const published = Object.values(files)
  .map(parseArticle)
  .filter(({ visibility }) => visibility === 'public');

interface Shelf {
  readonly articles: ReadonlyMap<string, Article>;
  readonly suggester: Suggester<Article>;
}

/** Made when somebody begins to write or to read, not with the page. */
const shelves = new Map<Language, Shelf>();

function shelfOf(language: Language): Shelf {
  const known = shelves.get(language);
  if (known !== undefined) return known;
  const articles = articlesIn(language, published).sort((one, other) => one.title.localeCompare(other.title, language));
  const made = { articles: new Map(articles.map((article) => [article.id, article])), suggester: new Suggester(articles) };
  shelves.set(language, made);
  return made;
}

/** In that language where there is such a text, else in English. */
export function findArticle(id: string, language: Language): Article | undefined {
  return shelfOf(language).articles.get(id);
}

/** What fits to what somebody wrote, best first. Nothing leaves the page for it. */
export function suggestArticles(text: string, max: number, language: Language): readonly Article[] {
  return shelfOf(language).suggester.suggest(text, max);
}
