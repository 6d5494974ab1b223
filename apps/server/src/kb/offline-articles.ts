import type { Crypto } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { type KbArticle, MAX_OFFLINE_ARTICLES, MAX_OFFLINE_UNITS, type OfflineArticle } from '@alongside/protocol';
import { type KnowledgeBase, READABLE } from './knowledge-base.ts';

interface OfflineState {
  readonly articles: { readonly id: string; readonly version: number }[];
  readonly withdrawn: string[];
}

/** What the organisation's computers keep of what it writes: for customers and for everybody, the newest first. */
export class OfflineArticles {
  readonly #kb: KnowledgeBase;
  readonly #crypto: Crypto;

  constructor(parts: { readonly kb: KnowledgeBase; readonly crypto: Crypto }) {
    this.#kb = parts.kb;
    this.#crypto = parts.crypto;
  }

  list(known: string | null): { etag: string; list: OfflineState | null } {
    const state = this.#state();
    const etag = this.#crypto.sha256(canonical(state));
    return { etag, list: etag === known ? null : state };
  }

  /** Those that are not for them any more are left out. */
  read(ids: readonly string[]): OfflineArticle[] {
    return this.#own()
      .filter(({ id }) => ids.includes(id))
      .map(({ owner: _o, reviewBy: _r, changedAt: _a, changedBy: _b, ...article }) => article);
  }

  #state(): OfflineState {
    let left = MAX_OFFLINE_UNITS;
    const fitting = this.#own().filter(({ title, body, words, checkedHow }) => {
      left -= title.length + body.length + words.join().length + checkedHow.length;
      return left >= 0;
    });
    const articles = fitting.slice(0, MAX_OFFLINE_ARTICLES).map(({ id, version }) => ({ id, version }));
    return { articles, withdrawn: this.#kb.withdrawn() };
  }

  #own(): KbArticle[] {
    return this.#kb
      .readable(READABLE.own)
      .filter(({ version }) => version > 0)
      .sort((one, other) => (other.changedAt ?? 0) - (one.changedAt ?? 0) || one.id.localeCompare(other.id));
  }
}
