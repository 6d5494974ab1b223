import type { Event } from '@alongside/base';
import type { Connection } from '@alongside/rpc';

/**
 * The agent's two pages, as connections over whatever the host has (loopback sockets, Electron's IPC). Each is already
 * authenticated: the page's secret was checked and a second page was refused before the connection appears here.
 */
export interface PageHost {
  readonly shell: Connection | undefined;
  readonly onShell: Event<Connection | undefined>;
  readonly link: Connection | undefined;
  readonly onLink: Event<Connection | undefined>;
  /** The user tried to open a second page. */
  readonly onSecondPage: Event<void>;
  /** Throws the link frame away with all that it holds and lets the shell page make a new one. */
  resetLink(): void;
  /** Brings the agent's window up, opening it where it was closed. */
  show(): void;
}
