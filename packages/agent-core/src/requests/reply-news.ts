import { type Disposable, Emitter, type Event, type Logger } from '@alongside/base';
import { type NewsKind, withNews } from '@alongside/desk';
import { shellPage, type UnreadNews } from '@alongside/protocol';
import { onEachShell } from '../connections/on-each-shell.ts';
import type { Documents } from '../documents/documents.ts';
import type { PageHost } from '../ports/index.ts';

/**
 * What the desk said to this computer's requests that its user has not seen. Kept between runs: the window may be closed,
 * and the computer restarted, before anybody looks.
 */
export class ReplyNews implements Disposable {
  readonly #documents: Documents;
  readonly #logger: Logger;
  readonly #following: Disposable;
  readonly #changed = new Emitter<void>();
  #unread: readonly UnreadNews[] = [];

  readonly onChange: Event<void> = this.#changed.event;

  constructor({ documents, pages, logger }: { documents: Documents; pages: PageHost; logger: Logger }) {
    this.#documents = documents;
    this.#logger = logger;
    this.#following = onEachShell(pages, (page, own) => {
      if (page) own.add(page.on(shellPage.newsRead, ({ requestId: read }) => this.#drop(({ requestId }) => requestId === read)));
    });
  }

  async load(): Promise<void> {
    this.#unread = (await this.#documents.read('unread')) ?? [];
  }

  get unread(): readonly UnreadNews[] {
    return this.#unread;
  }

  heard(request: Pick<UnreadNews, 'requestId' | 'number'>, what: NewsKind): void {
    this.#set(withNews(this.#unread, request, what));
  }

  /** Only of these can anything be read here: others are of another server, or deleted. */
  keepOnly(requestIds: ReadonlySet<string>): void {
    this.#drop(({ requestId }) => !requestIds.has(requestId));
  }

  dispose(): void {
    this.#following.dispose();
  }

  #drop(isGone: (news: UnreadNews) => boolean): void {
    const left = this.#unread.filter((news) => !isGone(news));
    if (left.length !== this.#unread.length) this.#set(left);
  }

  #set(unread: readonly UnreadNews[]): void {
    this.#unread = unread;
    this.#changed.fire();
    this.#documents
      .write('unread', [...unread])
      .catch((error: unknown) => this.#logger.error('what is unread could not be kept', { error: String(error) }));
  }
}
