import { type Article, articlesIn, parseArticle, Suggester } from '@alongside/desk';
import type { Language, OfflineArticle } from '@alongside/protocol';

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

/** What the organisation writes for its customers and everybody, and what it has taken out of what came with the program. */
export interface OwnArticles {
  readonly articles: readonly OfflineArticle[];
  readonly withdrawn: readonly string[];
}

/**
 * Articles that came with the program, in whose place the organisation's own stand, in whatever language it wrote them.
 * What is looked up or suggested leaves the page for nobody.
 */
export class ArticleShelf {
  readonly #own: OwnArticles;
  /** Made when somebody begins to write or to read, not with the page. */
  readonly #shelves = new Map<Language, Shelf>();

  constructor(own: OwnArticles = { articles: [], withdrawn: [] }) {
    this.#own = own;
  }

  /** In that language where there is such a text, else in English, or as the organisation wrote it. */
  find(id: string, language: Language): Article | undefined {
    return this.#of(language).articles.get(id);
  }

  /** What fits to what somebody wrote, best first. */
  suggest(text: string, max: number, language: Language): readonly Article[] {
    return this.#of(language).suggester.suggest(text, max);
  }

  #of(language: Language): Shelf {
    const known = this.#shelves.get(language);
    if (known !== undefined) return known;
    const { articles: own, withdrawn } = this.#own;
    const gone = new Set([...withdrawn, ...own.map(({ id }) => id)]);
    const shipped = articlesIn(language, published).filter(({ id }) => !gone.has(id));
    const all = [...shipped, ...own.map(asArticle)].sort((one, other) => one.title.localeCompare(other.title, language));
    const made = { articles: new Map(all.map((article) => [article.id, article])), suggester: new Suggester(all) };
    this.#shelves.set(language, made);
    return made;
  }
}

/** Who answers for it is the desk's to know. */
function asArticle({ version: _, ...article }: OfflineArticle): Article {
  return { ...article, owner: '', reviewBy: article.lastChecked };
}
