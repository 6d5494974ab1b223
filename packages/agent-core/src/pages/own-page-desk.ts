import type { Clock, Disposable, DisposableStore } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { onEachShell } from '../connections/on-each-shell.ts';
import type { PageHost, ServerLink } from '../ports/index.ts';
import { OwnRequests } from '../requests/own-requests.ts';
import type { ReplyNews } from '../requests/reply-news.ts';
import type { RequestDesk } from '../requests/request-desk.ts';

/** The shell page's hand on what this computer has asked before. */
export class OwnPageDesk implements Disposable {
  readonly #requests: RequestDesk;
  readonly #news: ReplyNews;
  readonly #own: OwnRequests;
  readonly #following: Disposable;

  constructor(parts: { pages: PageHost; server: ServerLink; clock: Clock; requests: RequestDesk; news: ReplyNews }) {
    this.#requests = parts.requests;
    this.#news = parts.news;
    this.#own = new OwnRequests(parts);
    this.#following = onEachShell(parts.pages, (page, own) => this.#attach(page, own));
  }

  dispose(): void {
    this.#following.dispose();
  }

  #attach(page: Connection | undefined, answers: DisposableStore): void {
    if (!page) return;
    const add = (handler: Disposable) => answers.add(handler);
    const own = this.#own;
    add(page.handle(shellPage.ownKnown, () => this.#known()));
    add(page.handle(shellPage.ownOpen, ({ requestId }) => own.read(requestId)));
    add(page.handle(shellPage.ownShared, ({ requestId }) => own.shared(requestId)));
    add(page.handle(shellPage.ownAnswer, ({ requestId, ...words }) => own.say(requestId, words).then(() => null)));
    add(page.handle(shellPage.ownJudge, ({ requestId, verdict }) => own.judge(requestId, verdict).then(() => null)));
    add(page.handle(shellPage.ownArticle, ({ requestId, article }) => own.sheet(requestId, article)));
    add(page.handle(shellPage.ownAside, () => this.#requests.setAside().then(() => null)));
    add(
      page.handle(shellPage.ownForward, ({ requestId }) => {
        this.#requests.bringForward(requestId);
        return null;
      }),
    );
  }
  /** What is in no list any more cannot be read, so it is not called unread. */
  async #known(): ReturnType<OwnRequests['known']> {
    const known = await this.#own.known();
    if (known.online) this.#news.keepOnly(new Set(known.requests.map(({ requestId }) => requestId)));
    return known;
  }
}
