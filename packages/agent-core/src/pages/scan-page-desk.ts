import { type Disposable, DisposableStore, type Logger, toAppError } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { onEachShell } from '../connections/on-each-shell.ts';
import type { PageHost } from '../ports/index.ts';
import type { ScanDesk } from '../scans/scan-desk.ts';

/** The shell page's hand on the scans that the organisation asks for. It never opens a window: these can wait. */
export class ScanPageDesk implements Disposable {
  readonly #scans: ScanDesk;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  #page: Connection | undefined;

  constructor({ scans, pages, logger }: { scans: ScanDesk; pages: PageHost; logger: Logger }) {
    this.#scans = scans;
    this.#logger = logger;
    this.#store.add(scans.onChange(() => this.#send()));
    this.#store.add(onEachShell(pages, (page, own) => this.#attach(page, own)));
  }

  dispose(): void {
    this.#store.dispose();
  }

  #attach(page: Connection | undefined, own: DisposableStore): void {
    this.#page = page;
    if (!page) return;
    own.add(page.handle(shellPage.scansDecide, ({ scanId, decision }) => this.#scans.decide(scanId, decision).then(() => null)));
    own.add(page.handle(shellPage.scansRevoke, () => this.#scans.revoke().then(() => null)));
    this.#send();
  }

  #send(): void {
    try {
      this.#page?.notify(shellPage.scansChanged, this.#scans.view);
    } catch (error) {
      this.#logger.error('the page was not told of the scans', { error: toAppError(error).message });
    }
  }
}
