import { Emitter, type Event, type Logger, toAppError } from '@alongside/base';
import type { ContentsApi, ElectronApi, Preventable, WindowApi } from './electron-api.ts';
import type { PageKind } from './page-kinds.ts';
import { addressOf, windowOptions } from './window-options.ts';

export interface AgentWindowParts {
  readonly kind: PageKind;
  readonly electron: Pick<ElectronApi, 'createWindow' | 'workArea'>;
  readonly folder: string;
  readonly language: string;
  readonly platform: NodeJS.Platform;
  readonly logger: Logger;
  /** Where its page wants to go, which it never does by itself (contents-guard.ts). */
  readonly leave?: ((address: string) => void) | undefined;
}

/** `asked`: another program may still prevent it. `certain`: this process has moments. */
export type SystemEnd = 'asked' | 'certain';

/** One window with one page, from its making to its end. */
export class AgentWindow {
  readonly #parts: AgentWindowParts;
  readonly #window: WindowApi;
  readonly #closing = new Emitter<{ preventDefault: () => void }>();
  readonly #gone = new Emitter<void>();
  readonly #hidden = new Emitter<void>();
  readonly #sessionEnd = new Emitter<SystemEnd>();
  #broke = false;
  /** Being closed: it hides on its way, and may not be shown any more. */
  #leaving = false;
  #ended = false;

  readonly contents: ContentsApi;
  /** The user closes it. */
  readonly onClosing: Event<{ preventDefault: () => void }> = this.#closing.event;
  /** It is closed, or its page broke; told once. */
  readonly onGone: Event<void> = this.#gone.event;
  /** Minimized or hidden by somebody. */
  readonly onHidden: Event<void> = this.#hidden.event;

  /** Windows: the user signs out or shuts down. */
  readonly onSessionEnd: Event<SystemEnd> = this.#sessionEnd.event;

  constructor(parts: AgentWindowParts) {
    this.#parts = parts;
    const { kind, electron, folder } = parts;
    const window = electron.createWindow(windowOptions(kind, folder, electron.workArea()));
    this.#window = window;
    this.contents = window.webContents;
    window.removeMenu();
    if (parts.kind === 'bar' || parts.kind === 'consent') {
      window.setAlwaysOnTop(true, 'screen-saver');
      // Above programs that fill the screen, too. The program is no other kind than it is already (run.ts).
      window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true });
    }
    // Elsewhere the system has no way to keep a window out of captures.
    if (parts.kind === 'consent' && (parts.platform === 'win32' || parts.platform === 'darwin'))
      window.setContentProtection(true);
    window.on('close', (event: Preventable) => {
      this.#leaving = true;
      this.#closing.fire({
        preventDefault: () => {
          this.#leaving = false;
          event.preventDefault();
        },
      });
    });
    window.on('closed', () => this.#end());
    for (const event of ['minimize', 'hide'] as const) window.on(event, () => this.#handleHidden());
    window.on('query-session-end', () => this.#sessionEnd.fire('asked'));
    window.on('session-end', () => this.#sessionEnd.fire('certain'));
    const { leave } = parts;
    if (leave) {
      window.webContents.setWindowOpenHandler(({ url }) => {
        leave(url);
        return { action: 'deny' };
      });
      window.webContents.on('will-navigate', ({ url }) => leave(url));
    }
    window.webContents.on('render-process-gone', () => {
      this.#broke = true;
      this.destroy();
    });
  }

  /** Its page's process ended by itself. */
  get broke(): boolean {
    return this.#broke;
  }

  /** `place`: a fragment of its address. Where the page is there already nothing but that changes, and it hears of it. */
  load(place = ''): void {
    const { kind, language, logger } = this.#parts;
    if (this.#ended) return;
    this.#window.loadURL(addressOf(kind, language) + place).catch((error: unknown) => {
      if (!this.#ended) logger.error('a page could not be loaded', { kind, error: toAppError(error).message });
    });
  }

  bringUp(): void {
    if (this.#ended) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.show();
    this.#window.focus();
  }

  /** Brings it into view where it is not, above others and never with the focus of what is typed elsewhere. */
  showWithoutFocus(): void {
    if (this.#ended || (this.#window.isVisible() && !this.#window.isMinimized())) return;
    if (this.#window.isMinimized()) this.#window.restore();
    this.#window.showInactive();
    this.#window.moveTop();
  }

  /** Above others, once: whoever is put there later may cover it again. */
  raise(): void {
    this.showWithoutFocus();
    if (!this.#ended) this.#window.moveTop();
  }

  flash(): void {
    if (!this.#ended) this.#window.flashFrame(true);
  }

  resize(width: number, height: number): void {
    if (!this.#ended) this.#window.setContentSize(width, height);
  }

  destroy(): void {
    if (this.#ended) return;
    if (!this.#window.isDestroyed()) this.#window.destroy();
    this.#end();
  }

  #handleHidden(): void {
    if (!this.#leaving && !this.#ended) this.#hidden.fire();
  }

  #end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#gone.fire();
  }
}
