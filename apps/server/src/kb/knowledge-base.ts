import { AppError, type Clock, type Logger, type RandomSource, randomId, toAppError } from '@alongside/base';
import { type Article, learnFromTicket, type SolvedTicket } from '@alongside/desk';
import {
  type ArticleText,
  chosenLanguage,
  type KbArticle,
  type KbHit,
  type KbReader,
  type KbStep,
  type KbSummary,
  type KbVersion,
  type KbVisibility,
  LANGUAGES,
  type Language,
  type Scope,
  type Sheet,
} from '@alongside/protocol';
import type { KbStore, StoredVersion } from '../storage/kb-store.ts';
import type { KbFeedbackRow } from '../storage/kb-tables.ts';
import type { ArticleSearch } from './article-search.ts';

export interface KnowledgeBaseParts {
  readonly store: KbStore;
  readonly organisationId: string;
  /** What came with the program. */
  readonly shipped: readonly Article[];
  /** Of those, in other languages; in their place where the organisation wrote nothing of its own. */
  readonly translations: readonly Article[];
  readonly searches: Readonly<Record<Language, ArticleSearch>>;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: RandomSource;
}

export interface Writing {
  /** The version that was read; null for a new article. */
  readonly base: number | null;
  readonly text: ArticleText;
  readonly note: string;
  /** What it was learnt from. */
  readonly ticketId?: string;
}

interface LearntTicket extends SolvedTicket {
  readonly id: string;
  readonly text: string;
}

interface Author {
  readonly id: string;
  readonly name: string;
  readonly mayPublish: boolean;
}

/** Who reads says what there is to be read. */
export const READABLE: Readonly<Record<'anyone' | Scope, readonly KbVisibility[]>> = {
  anyone: ['public'],
  own: ['public', 'customer'],
  all: ['public', 'customer', 'internal', 'draft'],
};
const OUTSIDE: ReadonlySet<KbVisibility> = new Set(['public', 'customer']);
const MAX_ARTICLES = 2_500;
const MAX_FOUND = 20;
const FIGURES_DAYS = 30;
const REVIEW_AFTER_DAYS = 182;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Articles: those that came with the program, in whose place an organisation's own stand where it wrote them. */
export class KnowledgeBase {
  readonly #parts: KnowledgeBaseParts;
  readonly #articles = new Map<string, KbArticle>();

  private constructor(parts: KnowledgeBaseParts) {
    this.#parts = parts;
  }

  static async open(parts: KnowledgeBaseParts): Promise<KnowledgeBase> {
    const base = new KnowledgeBase(parts);
    for (const article of parts.shipped) base.#put(shippedArticle(article));
    for (const version of await parts.store.newest(parts.organisationId)) base.#put(keptArticle(version));
    return base;
  }

  #put(article: KbArticle): void {
    this.#articles.set(article.id, article);
    for (const language of LANGUAGES) this.#parts.searches[language].put(this.#in(language, article));
  }

  /** As it came in that language; what the organisation wrote stands as it is, and so does what nobody translated. */
  #in(language: Language, article: KbArticle): KbArticle {
    if (article.version > 0) return article;
    const found = this.#parts.translations.find(({ id, locale }) => id === article.id && chosenLanguage([locale]) === language);
    return found === undefined ? article : shippedArticle(found);
  }

  /** By title, in that language where there is such a text. */
  readable(visible: readonly KbVisibility[], language: Language = 'en'): KbArticle[] {
    return [...this.#articles.values()]
      .filter(({ visibility }) => visible.includes(visibility))
      .map((article) => this.#in(language, article))
      .sort((one, other) => one.title.localeCompare(other.title, language));
  }

  has(id: string): boolean {
    return this.#articles.has(id);
  }

  /** Of what came with the program: what the organisation gives to nobody outside of the desk. */
  withdrawn(): string[] {
    return this.#parts.shipped
      .filter(({ id }) => !READABLE.own.includes(this.#articles.get(id)?.visibility ?? 'draft'))
      .map(({ id }) => id)
      .sort();
  }

  async list(visible: readonly KbVisibility[]): Promise<KbSummary[]> {
    const opinions = await this.#parts.store.opinions(this.#parts.organisationId);
    return this.readable(visible).map(({ body: _b, words: _w, checkedHow: _c, systems: _s, ...summary }) => {
      const { helpful, notHelpful } = opinions.get(summary.id) ?? { helpful: 0, notHelpful: 0 };
      return { ...summary, helpful, notHelpful };
    });
  }

  /** Throws `article.not-found` also where it is not for the reader: that it is there is nothing to tell. */
  read(id: string, visible: readonly KbVisibility[]): KbArticle {
    const article = this.#articles.get(id);
    if (!article || !visible.includes(article.visibility)) throw notFound();
    return article;
  }

  find(query: string, visible: readonly KbVisibility[], language: Language = 'en'): KbHit[] {
    return this.#parts.searches[language].find(query, visible, MAX_FOUND);
  }

  /** The same, with the language of each text, for pages that have to say it. */
  findIn(language: Language, query: string, visible: readonly KbVisibility[]) {
    return this.find(query, visible, language).map((hit) => {
      const article = this.#articles.get(hit.id);
      return { ...hit, locale: article === undefined ? 'en' : this.#in(language, article).locale };
    });
  }

  /** What a user reads of an article that was sent. Throws `article.not-found`. */
  sheet(id: string, language: Language): Sheet {
    const { title, locale, body } = this.#in(language, this.read(id, READABLE.own));
    return { title, locale, body };
  }

  /** Throws `article.changed`, `article.not-found`, or `auth.role` where it touches what others than the desk can read. */
  async save(id: string, { base, text, note, ticketId }: Writing, by: Author): Promise<number> {
    const before = this.#articles.get(id);
    const isOutside = OUTSIDE.has(text.visibility) || (before !== undefined && OUTSIDE.has(before.visibility));
    if (isOutside && !by.mayPublish) {
      throw new AppError('auth.role', 'what customers or everybody can read is changed by supervisors and admins (kb.publish)');
    }
    if (base !== null && before === undefined) throw notFound();
    if (base !== (before?.version ?? null)) throw changed();
    if (before === undefined && this.#articles.size >= MAX_ARTICLES) {
      throw new AppError('request.invalid', 'there are too many articles; write in one that is there');
    }
    const { store, organisationId, clock } = this.#parts;
    const at = clock.now();
    const version: StoredVersion = {
      articleId: id,
      version: (base ?? 0) + 1,
      at,
      byId: by.id,
      byName: by.name,
      note,
      ticketId: ticketId ?? null,
      text,
    };
    if (!(await store.add(organisationId, version))) throw changed();
    this.#put(keptArticle(version));
    return version.version;
  }

  /** Drafts what a solved ticket taught, once. Throws `ticket.wrong-state` where nothing says how it was solved. */
  async learn({ id: ticketId, text: said, ...ticket }: LearntTicket, by: Author): Promise<string> {
    const id = `from-ticket-${ticket.number}`;
    if (this.#articles.has(id)) return id;
    const now = this.#parts.clock.now();
    const like = this.find(said, READABLE.all)[0];
    const text = learnFromTicket(ticket, {
      owner: by.name,
      category: like?.category ?? 'system',
      today: dayOf(now),
      reviewBy: dayOf(now + REVIEW_AFTER_DAYS * DAY_MS),
    });
    if (!text) throw new AppError('ticket.wrong-state', 'nothing in this ticket says how it was solved');
    await this.save(id, { base: null, text, note: `#${ticket.number}`, ticketId }, by);
    return id;
  }

  /** Newest first; what came with the program is the first of them. */
  async versions(id: string, visible: readonly KbVisibility[]): Promise<KbVersion[]> {
    this.read(id, visible);
    const own = await this.#parts.store.versions(this.#parts.organisationId, id);
    const shipped = this.#parts.shipped.find((article) => article.id === id);
    return [
      ...own.map((version) => ({ ...keptArticle(version), note: version.note })),
      ...(shipped ? [{ ...shippedArticle(shipped), note: '' }] : []),
    ];
  }

  async opinion(id: string, visible: readonly KbVisibility[], reader: KbReader, said: { helpful: boolean; reason: string }) {
    const { version } = this.read(id, visible);
    const { store, organisationId, clock, random } = this.#parts;
    await store.addFeedback(organisationId, {
      id: randomId(random),
      articleId: id,
      version,
      at: clock.now(),
      reader,
      helpful: said.helpful ? 1 : 0,
      reason: said.reason,
    });
    if (said.helpful) await this.count(reader, 'solved', id);
  }

  /** A user of an agent says that it helped; that it was read is said by that, too. */
  async helped(id: string): Promise<void> {
    this.read(id, READABLE.own);
    await this.count('agent', 'opened', id);
    await this.opinion(id, READABLE.own, 'agent', { helpful: true, reason: '' });
  }

  /** A user of an agent asked for help although these were read; what is not known here is not counted. */
  async askedAfter(articles: readonly string[]): Promise<void> {
    for (const id of new Set(articles)) {
      if (!READABLE.own.includes(this.#articles.get(id)?.visibility ?? 'draft')) continue;
      await this.count('agent', 'opened', id);
      await this.count('agent', 'asked', id);
    }
  }

  feedback(id: string, visible: readonly KbVisibility[]): Promise<KbFeedbackRow[]> {
    this.read(id, visible);
    return this.#parts.store.feedback(this.#parts.organisationId, id);
  }

  /** Nobody goes without an answer because it cannot be counted, as on a full disk. */
  async count(reader: KbReader, step: KbStep, articleId = ''): Promise<void> {
    const { store, organisationId, clock, logger } = this.#parts;
    try {
      await store.count(organisationId, dayOf(clock.now()), reader, step, articleId);
    } catch (error) {
      logger.warn('a figure could not be kept', { error: toAppError(error).message });
    }
  }

  async figures() {
    const { store, organisationId, clock } = this.#parts;
    const rows = await store.counts(organisationId, dayOf(clock.now() - FIGURES_DAYS * DAY_MS));
    return rows.map(({ reader, step, articleId, count }) => ({ from: reader, step, article: articleId, count }));
  }
}

function shippedArticle(article: Article): KbArticle {
  return { ...article, version: 0, changedAt: null, changedBy: null };
}

function keptArticle({ articleId, version, at, byName, text }: StoredVersion): KbArticle {
  return { ...text, id: articleId, version, changedAt: at, changedBy: byName };
}

function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

function notFound(): AppError {
  return new AppError('article.not-found', 'there is no such article');
}

function changed(): AppError {
  return new AppError('article.changed', 'somebody else changed this article meanwhile; nothing of it was overwritten');
}
