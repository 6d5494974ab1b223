import { type Clock, type Disposable, DisposableStore, type Logger, toAppError } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { onEachShell } from '../connections/on-each-shell.ts';
import type { FixDesk } from '../health/fix-desk.ts';
import type { HealthDesk } from '../health/health-desk.ts';
import type { ReportSender } from '../health/report-sender.ts';
import type { PageHost } from '../ports/index.ts';

/** Progress comes in bursts; a page need not draw each step. */
const TELL_GAP_MS = 100;

/** The shell page's hand on the health desk; tells it after each change. */
export class HealthPageDesk implements Disposable {
  readonly #health: HealthDesk;
  readonly #fixes: FixDesk;
  readonly #sender: ReportSender;
  readonly #clock: Clock;
  readonly #logger: Logger;
  readonly #store = new DisposableStore();
  #page: Connection | undefined;
  #due: Disposable | undefined;

  constructor(parts: {
    health: HealthDesk;
    fixes: FixDesk;
    sender: ReportSender;
    pages: PageHost;
    clock: Clock;
    logger: Logger;
  }) {
    const { health, fixes } = parts;
    this.#health = health;
    this.#fixes = fixes;
    this.#sender = parts.sender;
    this.#clock = parts.clock;
    this.#logger = parts.logger;
    this.#store.add(health.onChange(() => this.#changed()));
    // Few and told apart: each step matters to whoever waits.
    this.#store.add(fixes.onChange(() => this.#sendFix()));
    this.#store.add(onEachShell(parts.pages, (page, own) => this.#attach(page, own)));
  }

  dispose(): void {
    this.#due?.dispose();
    this.#store.dispose();
  }

  #attach(page: Connection | undefined, own: DisposableStore): void {
    this.#page = page;
    if (!page) return;
    this.#answer(page, own);
    this.#answerFixes(page, own);
    this.#answerSending(page, own);
    this.#send();
    this.#sendFix();
  }

  #changed(): void {
    this.#due ??= this.#clock.after(TELL_GAP_MS, () => {
      this.#due = undefined;
      this.#send();
    });
  }

  #send(): void {
    this.#tell(() => this.#page?.notify(shellPage.healthChanged, this.#health.view));
  }

  #sendFix(): void {
    this.#tell(() => this.#page?.notify(shellPage.fixChanged, this.#fixes.state));
  }

  #tell(send: () => void): void {
    try {
      send();
    } catch (error) {
      this.#logger.error('the page was not told of the check', { error: toAppError(error).message });
    }
  }

  #answer(page: Connection, own: DisposableStore): void {
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
    own.add(page.handle(shellPage.healthErase, ({ reportId }) => this.#erase(reportId).then(() => null)));
  }

  #answerFixes(page: Connection, own: DisposableStore): void {
    const fixes = this.#fixes;
    own.add(page.handle(shellPage.fixLook, ({ fix, check }) => fixes.look(fix, check)));
    own.add(
      page.handle(shellPage.fixApply, ({ lookId, items }) => {
        fixes.apply(lookId, items);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.fixUndo, ({ lookId, item }) => {
        fixes.undo(lookId, item);
        return null;
      }),
    );
    own.add(
      page.handle(shellPage.fixCancel, () => {
        fixes.cancel();
        return null;
      }),
    );
  }

  #answerSending(page: Connection, own: DisposableStore): void {
    const sender = this.#sender;
    own.add(page.handle(shellPage.sendPrepare, (wanted) => sender.prepare({ ...wanted, basis: 'request' })));
    own.add(page.handle(shellPage.sendPrepared, ({ sha256, offset }) => sender.part(sha256, offset)));
    own.add(page.handle(shellPage.sendSend, ({ sha256 }) => sender.send(sha256).then(() => null)));
    own.add(page.handle(shellPage.sendTakeBack, ({ reportId }) => sender.takeBack(reportId).then(() => null)));
  }

  /** What was sent is deleted there first: once it is gone here, nobody could say which one it was. */
  async #erase(reportId: string): Promise<void> {
    const row = this.#health.past.find((known) => known.reportId === reportId);
    if (row?.sent) await this.#sender.takeBack(reportId);
    await this.#health.erase(reportId);
  }
}
