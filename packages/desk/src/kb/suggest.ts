import type { Article } from './article.ts';
import { isForm, isNear, searchWords } from './words.ts';

type Suggestible = Pick<Article, 'id' | 'title' | 'words' | 'body'>;

/** The title and what people call it say most; then what one notices; steps say the least, they name everything. */
const WEIGHTS = { title: 5, words: 5, notice: 3, rest: 1 } as const;
const BEGINNING = 3;
const NEAR = 0.6;
const FORM = 0.8;
const BEGUN = 0.6;

/** However much somebody writes: that many words of it are looked at, the last ones. */
const MAX_WORDS = 24;
const MAX_TEXT = 4_000;
const WORDS_OF_ARTICLE = 2_000;
const REMEMBERED = 300;
/** Less is a chance hit: about one word that stands in a title and in few other articles. */
const LEAST = 7;
/** Of the best one's score. */
const CLOSE = 0.45;

/** Articles by what somebody writes, best first; nothing where nothing fits. Made once, asked at each key. */
export class Suggester<A extends Suggestible> {
  readonly #articles: readonly A[];
  /** By word: which article has it, and how much it says there. */
  readonly #places = new Map<string, Map<number, number>>();
  /** By the first letters, which the forms of a word share. */
  readonly #beginnings = new Map<string, string[]>();
  readonly #known = new Map<string, readonly (readonly [word: string, share: number])[]>();

  constructor(articles: readonly A[]) {
    this.#articles = articles;
    for (const [place, { title, words, body }] of articles.entries()) {
      const [notice = '', ...rest] = body.split(/^## /mu).filter((part) => part.trim() !== '');
      this.#add(place, title, WEIGHTS.title);
      this.#add(place, words.join(' '), WEIGHTS.words);
      this.#add(place, notice, WEIGHTS.notice);
      this.#add(place, rest.join(' '), WEIGHTS.rest);
    }
    for (const word of this.#places.keys()) {
      const beginning = word.slice(0, BEGINNING);
      this.#beginnings.set(beginning, [...(this.#beginnings.get(beginning) ?? []), word]);
    }
  }

  #add(place: number, text: string, weight: number): void {
    for (const word of searchWords(text, WORDS_OF_ARTICLE)) {
      const places = this.#places.get(word) ?? new Map<number, number>();
      places.set(place, Math.max(weight, places.get(place) ?? 0));
      this.#places.set(word, places);
    }
  }

  /** At most `max`, and none that is far behind the best. */
  suggest(text: string, max: number): A[] {
    const words = searchWords(text.slice(-MAX_TEXT), MAX_WORDS);
    const scores = new Map<number, number>();
    for (const [index, word] of words.entries()) {
      const ofWord = new Map<number, number>();
      // A form of a word is no rarer than the word: `langsamer` stands in few articles, `langsam` in many.
      const known = this.#places.get(word)?.size ?? 0;
      for (const [match, share] of this.#matches(word, index === words.length - 1)) {
        const places = this.#places.get(match) ?? new Map<number, number>();
        const rarity = Math.log(1 + this.#articles.length / Math.max(places.size, known));
        for (const [place, weight] of places) ofWord.set(place, Math.max(share * weight * rarity, ofWord.get(place) ?? 0));
      }
      for (const [place, score] of ofWord) scores.set(place, score + (scores.get(place) ?? 0));
    }
    const ranked = [...scores].sort(([, one], [, other]) => other - one);
    const best = ranked[0]?.[1] ?? 0;
    return ranked
      .filter(([, score]) => score >= LEAST && score >= best * CLOSE)
      .slice(0, max)
      .flatMap(([place]) => this.#articles[place] ?? []);
  }

  #alike(word: string): readonly string[] {
    return this.#beginnings.get(word.slice(0, BEGINNING)) ?? [];
  }

  /** Words of the articles that a typed one may mean; the last may not be typed to its end. */
  #matches(word: string, isLast: boolean): readonly (readonly [string, number])[] {
    if (isLast && word.length >= 3 && !this.#places.has(word)) {
      const begun = this.#alike(word).filter((known) => known.startsWith(word));
      if (begun.length > 0) return begun.map((known) => [known, BEGUN]);
    }
    const remembered = this.#known.get(word);
    if (remembered) return remembered;
    const forms = this.#alike(word)
      .filter((known) => known !== word && isForm(word, known))
      .map((known) => [known, FORM] as const);
    const exact = this.#places.has(word) ? [[word, 1] as const] : [];
    const near =
      exact.length + forms.length > 0
        ? []
        : [...this.#places.keys()].filter((known) => isNear(word, known)).map((known) => [known, NEAR] as const);
    const matches = [...exact, ...forms, ...near];
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(word, matches);
    return matches;
  }
}
