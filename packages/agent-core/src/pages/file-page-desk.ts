import type { Disposable, DisposableStore } from '@alongside/base';
import { shellPage } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';
import { onEachShell } from '../connections/on-each-shell.ts';
import type { CrashDesk } from '../files/crash-desk.ts';
import type { FileDesk } from '../files/file-desk.ts';
import type { PageHost } from '../ports/index.ts';

const none = () => null;

/** The shell page's hand on files that go to a request: those of the user's choice, and what programs left. */
export class FilePageDesk implements Disposable {
  readonly #files: FileDesk;
  readonly #crashes: CrashDesk;
  readonly #following: Disposable;

  constructor(parts: { pages: PageHost; files: FileDesk; crashes: CrashDesk }) {
    this.#files = parts.files;
    this.#crashes = parts.crashes;
    this.#following = onEachShell(parts.pages, (page, own) => this.#attach(page, own));
  }

  dispose(): void {
    this.#following.dispose();
  }

  #attach(page: Connection | undefined, own: DisposableStore): void {
    // What was shown is shown no more.
    this.#crashes.forget();
    if (!page) return;
    const add = (handler: Disposable) => own.add(handler);
    const [files, crashes] = [this.#files, this.#crashes];
    add(
      page.handle(shellPage.filePart, (part) => {
        files.stage(part);
        return null;
      }),
    );
    add(page.handle(shellPage.fileSend, ({ requestId, fileId }) => files.send(requestId, fileId).then(none)));
    add(page.handle(shellPage.fileTakeBack, (of) => files.takeBack(of.requestId, of.attachmentId).then(none)));
    add(page.handle(shellPage.crashList, () => crashes.list()));
    add(page.handle(shellPage.crashShow, ({ source }) => crashes.show(source)));
    add(page.handle(shellPage.crashText, ({ sha256, offset }) => crashes.text(sha256, offset)));
    add(page.on(shellPage.crashVisible, ({ sha256, visible, words }) => crashes.handleVisible(sha256, visible, words)));
    add(page.on(shellPage.crashForget, () => crashes.forget()));
    add(page.handle(shellPage.crashSend, (wanted) => crashes.send(wanted).then(none)));
  }
}
