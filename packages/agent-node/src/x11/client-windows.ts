import type { Property } from 'x11';
import type { OwnWindows } from './own-windows.ts';
import type { X11Connection } from './x11-connection.ts';

/** One of the agent's windows, as the window manager lists it. */
export interface OwnClient {
  readonly window: number;
  readonly isAbove: boolean;
  readonly isMinimised: boolean;
  /** Chromium's "is sharing your screen" bar, which alone of its windows has no WM_CLASS (Chromium 156 under openbox). */
  readonly isSharingBar: boolean;
}

/** EWMH 1.5, source indication: a pager or the like, which window managers obey without their own ideas of focus stealing. */
const SOURCE_PAGER = 2;
const STATE_REMOVE = 0;
const STATE_ADD = 1;
/** Windows a list may have in 4-byte units; more are not looked at. */
const LIST_LIMIT = 1024;

/** What is asked of the window manager (Extended Window Manager Hints). Without one that speaks it, lists are empty. */
export class ClientWindows {
  readonly #connection: X11Connection;
  readonly #ownWindows: OwnWindows;

  constructor(connection: X11Connection, ownWindows: OwnWindows) {
    this.#connection = connection;
    this.#ownWindows = ownWindows;
  }

  async listOwn(): Promise<readonly OwnClient[]> {
    const windows = await this.#list(this.#connection.root, '_NET_CLIENT_LIST');
    const own = await Promise.all(
      windows.map(async (window) => ((await this.#ownWindows.ofClient(window)) === 'own' ? [window] : [])),
    );
    const described = await Promise.all(own.flat().map((window) => this.#describe(window)));
    return described.filter((client) => client !== null);
  }

  /** The window that the window manager says has the focus, or undefined. */
  async active(): Promise<number | undefined> {
    const [window] = await this.#list(this.#connection.root, '_NET_ACTIVE_WINDOW');
    return window || undefined;
  }

  async exists(window: number): Promise<boolean> {
    return (await this.#list(this.#connection.root, '_NET_CLIENT_LIST')).includes(window);
  }

  activate(window: number): Promise<void> {
    return this.#message(window, '_NET_ACTIVE_WINDOW', [SOURCE_PAGER, 0, 0]);
  }

  async setState(window: number, state: string, on: boolean): Promise<void> {
    const atom = await this.#connection.atom(state);
    await this.#message(window, '_NET_WM_STATE', [on ? STATE_ADD : STATE_REMOVE, atom, 0, SOURCE_PAGER]);
  }

  /** To the front without the focus. */
  async raise({ window, isMinimised }: OwnClient): Promise<void> {
    if (isMinimised) this.#connection.send((client) => client.MapWindow(window));
    const supported = await this.#list(this.#connection.root, '_NET_SUPPORTED');
    if (supported.includes(await this.#connection.atom('_NET_RESTACK_WINDOW'))) {
      await this.#message(window, '_NET_RESTACK_WINDOW', [SOURCE_PAGER, 0, 0]);
    } else {
      this.#connection.send((client) => client.ConfigureWindow(window, { stackMode: 0 }));
    }
  }

  async #describe(window: number): Promise<OwnClient | null> {
    try {
      const states = await this.#list(window, '_NET_WM_STATE');
      const [above, hidden] = await Promise.all(
        ['_NET_WM_STATE_ABOVE', '_NET_WM_STATE_HIDDEN'].map((name) => this.#connection.atom(name)),
      );
      const wmClass = await this.#property(window, 'WM_CLASS');
      return {
        window,
        isAbove: states.includes(above ?? 0),
        isMinimised: states.includes(hidden ?? 0),
        isSharingBar: wmClass.data.length === 0,
      };
    } catch {
      // Closed while it was looked at.
      return null;
    }
  }

  async #message(window: number, type: string, data: readonly number[]): Promise<void> {
    const atom = await this.#connection.atom(type);
    this.#connection.send((client) => client.SendClientMessage(this.#connection.root, window, atom, 32, data));
  }

  async #list(window: number, name: string): Promise<readonly number[]> {
    const { format, data } = await this.#property(window, name);
    if (format !== 32) return [];
    return Array.from({ length: Math.floor(data.length / 4) }, (_, index) => data.readUInt32LE(index * 4));
  }

  async #property(window: number, name: string): Promise<Property> {
    const atom = await this.#connection.atom(name);
    return this.#connection.ask<Property>((client, reply) => client.GetProperty(0, window, atom, 0, 0, LIST_LIMIT, reply));
  }
}
