/**
 * What a host with windows of its own (Electron) gives its pages as `window.alongside`: frames of the same contracts, and
 * one function for each act that no contract has. Pages without it connect by loopback socket.
 */
export interface PageBridge {
  /** Begins, once: the host knows the page by its window, so there is no hello. */
  connect(receive: (frame: string) => void): void;
  send(frame: string): void;
}

/** Which of the shell page's windows a page is in; each may send a part of the contract only. */
export type ShellWindow = 'home' | 'consent' | 'bar';

export interface ShellBridge extends PageBridge {
  readonly window: ShellWindow;
  /** Of the bar: makes room for the feed below it, or takes it back. */
  unfold(unfolded: boolean): void;
}

/** Of the window in which a computer that belongs to nobody is given a link. */
export interface FirstBridge extends PageBridge {
  readonly window: 'first';
}

export interface LinkBridge extends PageBridge {
  /**
   * Asks for one screen under the consent that lives now. True: `getDisplayMedia` gets the chosen screen if it is called
   * at once; false: nothing was allowed or chosen.
   */
  chooseScreen(): Promise<boolean>;
}

/** The property of `window`. */
export const BRIDGE_NAME = 'alongside';
