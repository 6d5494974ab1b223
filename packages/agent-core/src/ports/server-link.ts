import type { Event } from '@alongside/base';
import type { Connection } from '@alongside/rpc';

/** The socket to the server, kept open by the adapter: reconnects with full-jitter backoff and proves the device key each time. */
export interface ServerLink {
  /** The proven connection, or undefined while the server is away. */
  readonly connection: Connection | undefined;
  /** Fires with each newly proven connection, before anything else arrives on it, and with undefined when it is lost. */
  readonly onConnection: Event<Connection | undefined>;
  /** What `device/prove` answered last. */
  readonly deviceId: string;
}
