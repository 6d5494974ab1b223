import { DatabaseSync } from 'node:sqlite';
import { isForm, isNear, plainText, searchWords } from '@alongside/desk';
import type { FoundText, KbArticle, KbHit, KbVisibility } from '@alongside/protocol';

/** Full-text search over articles, behind which another engine may come. */
export interface ArticleSearch {
  /** Adds an article, or puts it in the place of the one with its id. */
  put(article: KbArticle): void;
  /** Best first; only what has one of these visibilities is looked at. */
  find(query: string, visible: readonly KbVisibility[], limit: number): KbHit[];
}

/** Of a query's words, the last ones. */
const MAX_QUERY_WORDS = 12;
const MAX_ARTICLE_WORDS = 4_000;
/** How many words one that is in no article may have meant. */
const MAX_MEANT = 6;
const EXCERPT_TOKENS = 24;
/** Characters for private use: none is in a text that is searched. */
const BEGIN = '\ue000';
const END = '\ue001';
const MARKS = /[\ue000\ue001]/gu;

/** Where a word stands says how much it weighs: title, what people call it, text. */
const RANK = 'bm25(articles, 0, 0, 0, 10, 8, 1)';

/**
 * SQLite's FTS5 in memory: made anew after each start, when something is first looked for, of articles that are kept
 * elsewhere. A word that no article has stands for those that differ from it by a slip (FTS5 itself knows none: spellfix1 is
 * in no Node).
 */
export class FtsArticleSearch implements ArticleSearch {
  readonly #database = new DatabaseSync(':memory:');
  readonly #vocabulary = new Set<string>();
  /** What was put since anything was looked for: most starts of a server are not followed by a search at once. */
  readonly #waiting = new Map<string, KbArticle>();
  readonly #remove;
  readonly #insert;

  constructor() {
    this.#database.exec(
      `CREATE VIRTUAL TABLE articles USING fts5(
        id UNINDEXED, category UNINDEXED, visibility UNINDEXED, title, words, body,
        tokenize = "porter unicode61 remove_diacritics 2", prefix = '3 4'
      )`,
    );
    this.#remove = this.#database.prepare('DELETE FROM articles WHERE id = ?');
    this.#insert = this.#database.prepare('INSERT INTO articles VALUES (?, ?, ?, ?, ?, ?)');
  }

  put(article: KbArticle): void {
    this.#waiting.set(article.id, article);
  }

  /** In one transaction: each of its own would be a segment of FTS5's, which others are merged with. */
  #takeIn(): void {
    if (this.#waiting.size === 0) return;
    this.#database.exec('BEGIN');
    try {
      for (const article of this.#waiting.values()) this.#index(article);
      this.#database.exec('COMMIT');
    } catch (error) {
      this.#database.exec('ROLLBACK');
      throw error;
    }
    this.#waiting.clear();
  }

  #index({ id, category, visibility, title, words, body }: KbArticle): void {
    const plain = [title, plainText(body)].map((text) => text.replace(MARKS, ''));
    const [shownTitle = '', shownBody = ''] = plain;
    const all = searchWords([shownTitle, words.join(' '), shownBody].join(' '), MAX_ARTICLE_WORDS);
    for (const word of all) this.#vocabulary.add(word);
    // Compounds are found closed up as well: `wifi` for Wi-Fi.
    const joined = searchWords(
      plain
        .join(' ')
        .match(/\p{L}+(?:-\p{L}+)+/gu)
        ?.join(' ') ?? '',
      MAX_ARTICLE_WORDS,
    );
    this.#remove.run(id);
    this.#insert.run(id, category, visibility, shownTitle, [...words, ...joined].join(' '), shownBody);
  }

  find(query: string, visible: readonly KbVisibility[], limit: number): KbHit[] {
    this.#takeIn();
    const wanted = searchWords(query, MAX_QUERY_WORDS).flatMap((word) => this.#meant(word));
    if (wanted.length === 0 || visible.length === 0) return [];
    const rows = this.#database
      .prepare(
        `SELECT id, category, visibility,
          highlight(articles, 3, '${BEGIN}', '${END}') AS title,
          snippet(articles, 5, '${BEGIN}', '${END}', '…', ${EXCERPT_TOKENS}) AS excerpt
        FROM articles
        WHERE articles MATCH ? AND visibility IN (${visible.map(() => '?').join(', ')})
        ORDER BY ${RANK}, id LIMIT ?`,
      )
      // Only letters and digits stand in a word, and it stands in quotes: nothing of FTS5's own language comes from outside.
      .all(wanted.map((word) => `"${word}"*`).join(' OR '), ...visible, limit);
    return rows.map((row) => ({
      id: String(row.id),
      category: row.category as KbHit['category'],
      visibility: row.visibility as KbHit['visibility'],
      title: marked(String(row.title)),
      excerpt: marked(String(row.excerpt)),
    }));
  }

  #meant(word: string): string[] {
    const known = [...this.#vocabulary];
    if (known.some((each) => each.startsWith(word) || isForm(word, each))) return [word];
    const near = known.filter((each) => isNear(word, each));
    return near.length === 0 ? [word] : near.slice(0, MAX_MEANT);
  }
}

function marked(text: string): FoundText {
  return text
    .split(BEGIN)
    .flatMap((part, place) => {
      const [inside = '', after = ''] = place === 0 ? ['', part] : part.split(END);
      return [
        { text: inside, hit: true },
        { text: after, hit: false },
      ];
    })
    .filter((part) => part.text !== '');
}
