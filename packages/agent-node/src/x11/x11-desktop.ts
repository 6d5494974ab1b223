import type { DesktopPort } from '@alongside/agent-core';
import { type Clock, type Disposable, DisposableStore, Emitter, type Event } from '@alongside/base';
import type { ClientWindows, OwnClient } from './client-windows.ts';
import type { X11Connection } from './x11-connection.ts';

const ABOVE = '_NET_WM_STATE_ABOVE';
const PROPERTY_CHANGE = 0x0040_0000;
/** The browser's sharing bar may come this much after the capture, and take the focus with it. */
const WATCH_FOCUS_MS = 3000;

export interface X11DesktopOptions {
  readonly connection: X11Connection;
  readonly windows: ClientWindows;
  readonly clock: Clock;
  readonly playSound: () => Promise<void>;
}

interface RememberedFocus {
  readonly window: number | undefined;
  readonly ownBefore: ReadonlySet<number>;
}

/** The agent's own windows, through the window manager. Where that fails, windows stay as they are; nothing here throws. */
export class X11Desktop implements DesktopPort, Disposable {
  readonly #options: X11DesktopOptions;
  readonly #store = new DisposableStore();
  readonly #closed = new Emitter<number>();
  #remembered: RememberedFocus | undefined;
  #watchingFocus: Disposable | undefined;
  #keeping: Disposable | undefined;
  #own: ReadonlySet<number> = new Set();
  /** Windows that were put above here, because no bar of their own was there. */
  readonly #raised = new Set<number>();

  constructor(options: X11DesktopOptions) {
    this.#options = options;
    const { connection } = options;
    connection.send((client) => client.ChangeWindowAttributes(connection.root, { eventMask: PROPERTY_CHANGE }));
    this.#store.add(this.#closed);
    this.#store.add(connection);
  }

  /** One of the agent's windows was closed; its X id. Told once `keepBarAbove` was called. */
  readonly onWindowClosed: Event<number> = this.#closed.event;

  keepBarAbove(): Promise<void> {
    return this.#quietly(async () => {
      this.#keeping ??= this.#store.add(await this.#onRootProperty('_NET_CLIENT_LIST', () => this.#arrange()));
      await this.#arrange();
    });
  }

  rememberFocus(): Promise<void> {
    return this.#quietly(async () => {
      const { windows } = this.#options;
      const [window, own] = await Promise.all([windows.active(), windows.listOwn()]);
      this.#remembered = { window, ownBefore: new Set(own.map((client) => client.window)) };
    });
  }

  /** Gives the focus back now, and for a moment longer, from windows of the agent that were not there at `rememberFocus`. */
  restoreFocus(): Promise<void> {
    return this.#quietly(async () => {
      const remembered = this.#remembered;
      if (!remembered?.window) return;
      this.#watchingFocus?.dispose();
      const watch = new DisposableStore();
      this.#watchingFocus = this.#store.add(watch);
      watch.add(await this.#onRootProperty('_NET_ACTIVE_WINDOW', () => this.#giveBack(remembered)));
      watch.add(this.#options.clock.after(WATCH_FOCUS_MS, () => watch.dispose()));
      await this.#giveBack(remembered);
    });
  }

  attention(): Promise<void> {
    return this.#quietly(async () => {
      const { windows, playSound } = this.#options;
      const before = await windows.active();
      const own = (await windows.listOwn()).filter((client) => !client.isSharingBar);
      const main = own.filter((client) => !isBar(client, this.#raised));
      for (const client of main.length > 0 ? main : own) {
        await windows.raise(client);
        await windows.setState(client.window, '_NET_WM_STATE_DEMANDS_ATTENTION', true);
        if (client.isMinimised && before !== undefined) await this.#keepFocus(before, client.window);
      }
      await playSound();
    });
  }

  dispose(): void {
    this.#store.dispose();
  }

  /** Bars of their own (Picture-in-Picture) stay above; where there is none, the agent's whole window does. */
  async #arrange(): Promise<void> {
    const { windows } = this.#options;
    const clients = (await windows.listOwn()).filter((client) => !client.isSharingBar);
    const now = new Set(clients.map((client) => client.window));
    const gone = [...this.#own].filter((window) => !now.has(window));
    this.#own = now;
    for (const window of gone) {
      this.#raised.delete(window);
      this.#closed.fire(window);
    }
    const hasBar = clients.some((client) => isBar(client, this.#raised));
    for (const { window, isAbove } of clients) {
      if (!hasBar && !isAbove) {
        this.#raised.add(window);
        await windows.setState(window, ABOVE, true);
      } else if (hasBar && this.#raised.delete(window)) {
        await windows.setState(window, ABOVE, false);
      }
    }
  }

  async #giveBack({ window, ownBefore }: RememberedFocus): Promise<void> {
    const { windows } = this.#options;
    const active = await windows.active();
    if (window === undefined || active === undefined || active === window || ownBefore.has(active)) return;
    const isOwn = (await windows.listOwn()).some((client) => client.window === active);
    if (isOwn && (await windows.exists(window))) await windows.activate(window);
  }

  /** Some window managers focus what comes back from being minimised. */
  async #keepFocus(before: number, shown: number): Promise<void> {
    const { windows, clock } = this.#options;
    const watch = new DisposableStore();
    this.#store.add(watch);
    const giveBack = async () => {
      if ((await windows.active()) === shown) await windows.activate(before);
    };
    watch.add(await this.#onRootProperty('_NET_ACTIVE_WINDOW', giveBack));
    watch.add(clock.after(WATCH_FOCUS_MS / 6, () => watch.dispose()));
    await giveBack();
  }

  async #onRootProperty(name: string, changed: () => Promise<void>): Promise<Disposable> {
    const { connection } = this.#options;
    const atom = await connection.atom(name);
    return connection.onEvent((event) => {
      if (event.name === 'PropertyNotify' && event.atom === atom) void this.#quietly(changed);
    });
  }

  async #quietly(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch {
      // The X server is gone or a window closed meanwhile. Windows are a courtesy: no act of a session waits for them.
    }
  }
}

/** Above by the browser's own doing, as its Picture-in-Picture windows are. */
function isBar(client: OwnClient, raised: ReadonlySet<number>): boolean {
  return client.isAbove && !raised.has(client.window);
}
