import { type Clock, type Disposable, DisposableStore, type Logger, toAppError } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import type { HealthDesk } from './health-desk.ts';
import type { PageHost } from './ports/index.ts';

/** Progress comes in bursts; a page need not draw each step. */
const TELL_GAP_MS = 100;

/** The shell page's hand on the health desk; tells it after each change. */
export class HealthPageDesk implements Disposable {
  readonly #health: HealthDesk;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  #page: Connection | undefined;
  #pageStore = new DisposableStore();
  #due: Disposable | undefined;

  constructor(health: HealthDesk, parts: { pages: PageHost; clock: Clock; logger: Logger }) {
    this.#health = health;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#store.add(health.onChange(() => this.#changed()));
    this.#store.add(parts.pages.onShell((connection) => this.#attach(connection)));
    this.#attach(parts.pages.shell);
  }

  dispose(): void {
    this.#due?.dispose();
    this.#pageStore.dispose();
    this.#store.dispose();
  }

  #attach(connection: Connection | undefined): void {
    if (connection === this.#page) return;
    this.#page = connection;
    this.#pageStore.dispose();
    this.#pageStore = new DisposableStore();
    if (!connection) return;
    this.#answer(connection);
    this.#send();
  }

  #changed(): void {
    this.#due ??= this.#clock.after(TELL_GAP_MS, () => {
      this.#due = undefined;
      this.#send();
    });
  }

  #send(): void {
    try {
      this.#page?.notify(shellPage.healthChanged, this.#health.view);
    } catch (error) {
      this.#logger.error('the page was not told of the check', { error: toAppError(error).message });
    }
  }

  #answer(page: Connection): void {
    const own = this.#pageStore;
    const health = this.#health;
    own.add(
      page.handle(shellPage.healthRun, ({ profile }) => {
        health.run(profile);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.healthCancel, () => {
        health.cancel();
        return null;
      }),
    );
    own.add(page.handle(shellPage.healthList, () => [...health.past]));
    own.add(page.handle(shellPage.healthRead, ({ reportId, offset }) => health.readPart(reportId, offset)));
    own.add(page.handle(shellPage.healthErase, ({ reportId }) => health.erase(reportId).then(() => null)));
  }
}
