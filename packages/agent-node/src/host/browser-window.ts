import {
  AppError,
  type Clock,
  type Disposable,
  DisposableStore,
  Emitter,
  type Event,
  type Logger,
  toAppError,
} from '@alongside/base';
import type { BrowserLauncher } from './browser.ts';
import type { BrowserExit, BrowserProcess } from './browser-process.ts';
import type { BrowserSeat } from './browser-seat.ts';
import { LaunchFile } from './launch-file.ts';
import type { PageSlot } from './page-slot.ts';

/** From launch to the page's first message took 0.5 to 1.3 s on two cores (link.md k); a cold disk takes longer. */
const START_MS = 60_000;
/** A page that was reloaded or broke cannot come back by itself: its secret was in its memory. */
const LOST_MS = 3_000;
/** Windows opened by ourselves again, before it is left to the user. */
const MAX_REOPENED = 3;
const REOPENED_WITHIN_MS = 60_000;

export interface BrowserWindowOptions {
  readonly launcher: BrowserLauncher;
  readonly seat: BrowserSeat;
  readonly slot: PageSlot;
  readonly pageUrl: string;
  readonly clock: Clock;
  readonly logger: Logger;
}

type State =
  | { readonly kind: 'closed' }
  /** The file is written, the page's hello awaited. */
  | { readonly kind: 'opening'; readonly file: LaunchFile; readonly browser: BrowserProcess | undefined }
  | { readonly kind: 'open'; readonly browser: BrowserProcess };

/**
 * The browser with the agent's window:
 *
 *   closed ──open()──▶ opening ──page said hello──▶ open ──page lost for 3 s──▶ opening (again, 3 times a minute)
 *     ▲                   │ no hello in 60 s, exit           │ exit: the user closed the window
 *     │                   │ hello too late: opening (again)  │
 *     └───────────────────┴──────────────────────────────────┘
 */
export class BrowserWindow implements Disposable {
  readonly #options: BrowserWindowOptions;
  readonly #browserChanged = new Emitter<number | undefined>();
  readonly #trouble = new Emitter<AppError>();
  readonly #store = new DisposableStore();
  #state: State = { kind: 'closed' };
  #timer: Disposable | undefined;
  #reopened: number[] = [];
  #disposed = false;

  readonly onBrowser: Event<number | undefined> = this.#browserChanged.event;
  readonly onTrouble: Event<AppError> = this.#trouble.event;

  constructor(options: BrowserWindowOptions) {
    this.#options = options;
    this.#store.add(
      options.slot.onConnection((connection) => {
        if (connection === undefined) this.#handleLost();
        else this.#handleHello();
      }),
    );
    this.#store.add(options.slot.onLate(() => this.#handleTooLate()));
  }

  ownProcesses(): ReadonlySet<number> {
    return this.#state.kind === 'closed' ? new Set() : (this.#state.browser?.ownProcesses() ?? new Set());
  }

  /** Opens the window where it is closed. Throws `environment.missing-program` and `storage.*`. */
  async open(): Promise<void> {
    if (this.#state.kind !== 'closed' || this.#disposed) return;
    const { launcher, seat, slot, pageUrl, clock, logger } = this.#options;
    try {
      const file = new LaunchFile({ seat, tokens: slot.tokens, pageUrl, clock, logger });
      this.#state = { kind: 'opening', file, browser: undefined };
      const browser = await launcher.launch(seat, file.url);
      if (this.#disposed) return browser.end();
      // The page may have been quicker than this line.
      this.#state = slot.connection === undefined ? { kind: 'opening', file, browser } : { kind: 'open', browser };
      browser.onExit((exit) => this.#handleExit(browser, exit));
      this.#browserChanged.fire(browser.pid);
      if (slot.connection === undefined) this.#timer = clock.after(START_MS, () => this.#handleLate());
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  dispose(): void {
    this.#disposed = true;
    this.#store.dispose();
    this.#close();
    this.#browserChanged.dispose();
    this.#trouble.dispose();
  }

  #handleHello(): void {
    this.#timer?.dispose();
    if (this.#state.kind !== 'opening') return;
    this.#state.file.dispose();
    if (this.#state.browser) this.#state = { kind: 'open', browser: this.#state.browser };
  }

  #handleLost(): void {
    if (this.#state.kind !== 'open') return;
    this.#timer?.dispose();
    this.#timer = this.#options.clock.after(LOST_MS, () => {
      this.#options.logger.warn('the page is gone but its browser lives: the window is opened again');
      this.#close();
      this.#openAgain();
    });
  }

  /** On a machine that is too busy its secret ran out on the way; it has no other. */
  #handleTooLate(): void {
    if (this.#state.kind !== 'opening') return;
    this.#options.logger.warn('the page came too late with its secret: the window is opened again');
    this.#close();
    this.#openAgain();
  }

  #handleLate(): void {
    this.#close();
    this.#trouble.fire(new AppError('environment.missing-program', 'the browser runs but does not show the agent'));
  }

  #handleExit(browser: BrowserProcess, exit: BrowserExit): void {
    if (this.#state.kind === 'closed' || this.#state.browser !== browser) return;
    const shown = this.#state.kind === 'open';
    this.#close();
    if (shown) return;
    this.#options.logger.error('the browser ended before it showed the page', { ...exit });
    const before = this.#options.launcher.sandboxed;
    this.#options.launcher.reportFailure();
    if (before && !this.#options.launcher.sandboxed) return this.#openAgain();
    this.#trouble.fire(new AppError('environment.missing-program', 'the browser ended before it showed the agent'));
  }

  #openAgain(): void {
    const now = this.#options.clock.monotonic();
    this.#reopened = [...this.#reopened.filter((at) => at > now - REOPENED_WITHIN_MS), now];
    if (this.#reopened.length > MAX_REOPENED) {
      this.#trouble.fire(new AppError('environment.missing-program', 'the window does not stay open'));
      return;
    }
    void this.open().catch((error: unknown) => this.#trouble.fire(toAppError(error)));
  }

  #close(): void {
    this.#timer?.dispose();
    const state = this.#state;
    this.#state = { kind: 'closed' };
    this.#options.slot.forget();
    if (state.kind === 'closed') return;
    if (state.kind === 'opening') state.file.dispose();
    state.browser?.end();
    this.#options.slot.close('the window closed');
    if (state.browser) this.#browserChanged.fire(undefined);
  }
}
