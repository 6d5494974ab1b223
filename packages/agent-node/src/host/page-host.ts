import type { PageHost } from '@alongside/agent-core';
import {
  type AppError,
  type Clock,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  type RandomSource,
  toAppError,
} from '@alongside/base';
import { linkPage, shellPage } from '@alongside/protocol';
import { type Connection, contract } from '@alongside/rpc';
import type { BrowserLauncher } from './browser.ts';
import { BrowserWindow } from './browser-window.ts';
import { LoopbackSite } from './loopback-site.ts';
import { PageSlot } from './page-slot.ts';
import { builtPages } from './site-files.ts';
import { linkHeaders, shellHeaders } from './site-headers.ts';

/** A frame that fails at once must not be loaded in a circle. */
const LINK_AGAIN_MS = 500;

export interface LoopbackPageHostOptions {
  /** Folders of the built pages, each with an `index.html`. */
  readonly shellRoot: string;
  readonly linkRoot: string;
  readonly launcher: BrowserLauncher;
  readonly clock: Clock;
  readonly random: RandomSource;
  readonly logger: Logger;
}

/**
 * The portable host's pages: two loopback sites, so that the browser keeps them in two processes, and the system's
 * browser in front of them. Connections appear only after the page proved itself with its one-time secret.
 */
export class LoopbackPageHost implements PageHost, Disposable {
  readonly #shell: PageSlot;
  readonly #link: PageSlot;
  readonly #store = new DisposableStore();
  readonly #clock: Clock;
  readonly #trouble = new Emitter<AppError>();
  readonly #window: BrowserWindow;
  readonly #linkUrl: string;
  #linkTimer: Disposable | undefined;

  readonly onShell: Event<Connection | undefined>;
  readonly onLink: Event<Connection | undefined>;
  readonly onSecondPage: Event<void>;
  /** The window could not be opened, or does not come up. */
  readonly onTrouble: Event<AppError> = this.#trouble.event;

  private constructor(parts: { shell: PageSlot; link: PageSlot; window: BrowserWindow; linkUrl: string; clock: Clock }) {
    this.#shell = parts.shell;
    this.#link = parts.link;
    this.#window = parts.window;
    this.#linkUrl = parts.linkUrl;
    this.#clock = parts.clock;
    this.onShell = this.#shell.onConnection;
    this.onLink = this.#link.onConnection;
    const second = this.#store.add(new Emitter<void>());
    this.onSecondPage = second.event;
    this.#store.add(this.#shell.onSecond(() => second.fire()));
    this.#store.add(this.#link.onSecond(() => second.fire()));
  }

  /**
   * Opens both sites; the window comes with `show()`. Throws `environment.port-taken`, and `environment.missing-program`
   * where the pages were not built.
   */
  static async open(options: LoopbackPageHostOptions): Promise<LoopbackPageHost> {
    const { clock, random, logger, launcher } = options;
    const shell = new PageSlot({ contract: contract(shellPage), clock, random, logger });
    const link = new PageSlot({ contract: contract(linkPage), clock, random, logger });
    const seat = await launcher.prepare();
    const common = { clock, logger, allowedUsers: allowedUsers(seat.user?.uid) };
    const store = new DisposableStore();
    try {
      const shellSite = store.add(
        await LoopbackSite.open({
          ...common,
          name: '127.0.0.1',
          document: 'window',
          files: await builtPages(options.shellRoot),
          hello: shellPage.pageHello,
          opening: () => shell.tokens.waiting,
          asked: () => shell.tokens.prolong(),
          admit: (secret) => shell.admit(secret),
          welcome: (socket) => shell.enter(socket),
        }),
      );
      const linkSite = store.add(
        await LoopbackSite.open({
          ...common,
          name: 'localhost',
          document: 'frame',
          files: await builtPages(options.linkRoot),
          hello: linkPage.frameHello,
          opening: () => false,
          asked: () => undefined,
          admit: (secret) => link.admit(secret),
          welcome: (socket) => link.enter(socket),
        }),
      );
      const origins = { shell: shellSite.origin, link: linkSite.origin };
      shellSite.serve(shellHeaders(origins));
      linkSite.serve(linkHeaders(origins));
      const window = store.add(
        new BrowserWindow({ launcher, seat, slot: shell, pageUrl: `${shellSite.origin}/`, clock, logger }),
      );
      const host = new LoopbackPageHost({ shell, link, window, linkUrl: `${linkSite.origin}/`, clock });
      host.#connectParts(store);
      return host;
    } catch (error) {
      store.dispose();
      throw toAppError(error);
    }
  }

  get shell(): Connection | undefined {
    return this.#shell.connection;
  }

  get link(): Connection | undefined {
    return this.#link.connection;
  }

  /** The browser's processes, for the rule of the own windows. */
  ownProcesses(): ReadonlySet<number> {
    return this.#window.ownProcesses();
  }

  /** The id of the browser's process group, and undefined when it is gone: for the watchdog. */
  get onBrowser(): Event<number | undefined> {
    return this.#window.onBrowser;
  }

  show(): void {
    void this.#window.open().catch((error: unknown) => this.#trouble.fire(toAppError(error)));
  }

  resetLink(): void {
    this.#link.close('the frame is replaced');
    this.#linkTimer?.dispose();
    this.#offerLink();
  }

  /** Ends sites, connections and browser. */
  dispose(): void {
    this.#store.dispose();
  }

  #connectParts(owned: Disposable): void {
    this.#store.add(owned);
    this.#store.add(this.#link);
    this.#store.add(this.#shell);
    this.#store.add(this.#trouble);
    this.#store.defer(() => this.#linkTimer?.dispose());
    this.#store.add(this.#window.onTrouble((error) => this.#trouble.fire(error)));
    // A frame cannot outlive its page.
    this.#store.add(this.#window.onBrowser((browser) => browser === undefined && this.#link.close('the window closed')));
    this.#store.add(
      this.#link.onConnection((connection) => {
        if (connection === undefined) this.#offerLinkSoon();
      }),
    );
    this.#store.add(
      this.#shell.onConnection((connection) => {
        this.#link.tokens.clear();
        if (connection === undefined) return;
        connection.notify(shellPage.pageWelcome, { resumeSecret: this.#shell.issueResumeSecret() });
        if (this.#link.connection === undefined) this.#offerLink();
      }),
    );
  }

  #offerLinkSoon(): void {
    this.#linkTimer?.dispose();
    this.#linkTimer = this.#clock.after(LINK_AGAIN_MS, () => this.#offerLink());
  }

  #offerLink(): void {
    const shell = this.#shell.connection;
    if (shell === undefined || this.#link.connection !== undefined) return;
    this.#link.tokens.clear();
    const secret = this.#link.tokens.issue(Number.POSITIVE_INFINITY);
    shell.notify(shellPage.linkAddress, { url: this.#linkUrl, secret });
  }
}

/** Programs of ours and of the browser's user may connect; elsewhere than on Linux the owner of a socket is not known. */
function allowedUsers(browserUid: number | undefined): ReadonlySet<number> | undefined {
  const own = process.getuid?.();
  if (process.platform !== 'linux' || own === undefined) return undefined;
  return new Set(browserUid === undefined ? [own] : [own, browserUid]);
}
