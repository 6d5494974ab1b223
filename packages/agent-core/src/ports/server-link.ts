import type { Event, Observable } from '@alongside/base';
import type { Organisation, ServerTrouble } from '@alongside/protocol';
import type { Connection } from '@alongside/rpc';

/** What `device/prove` answers. */
export interface ServerWelcome {
  readonly organisation: Organisation;
  /** Milliseconds since the Unix epoch, by the server's clock. */
  readonly serverTime: number;
  readonly techniciansAvailable: number;
}

/** The socket to the server, kept open by the adapter: reconnects with full-jitter backoff and proves the device key each time. */
export interface ServerLink {
  /** The proven connection, or undefined while the server is away. */
  readonly connection: Connection | undefined;
  /** Fires with each newly proven connection, before anything else arrives on it, and with undefined when it is lost. */
  readonly onConnection: Event<Connection | undefined>;
  /** Why the last try failed; undefined while there is a connection, and before. */
  readonly trouble: Observable<ServerTrouble | undefined>;
  /** It knows no such device, or no such key of it (any more): waiting does not help. Until it takes this one again. */
  readonly forgotten: Observable<boolean>;
  readonly deviceId: string;
  /** What `device/prove` answered last, already there when `onConnection` fires; undefined until the first time. */
  readonly welcome: ServerWelcome | undefined;
  /** The network may have become another one: looks at once whether the server still hears, and comes back where it does not. */
  doubt?(): void;
}
