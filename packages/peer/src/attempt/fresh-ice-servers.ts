import { type Clock, type Disposable, DisposableStore, type Logger, toAppError } from '@alongside/base';
import type { IceServer } from '@alongside/protocol';
import type { Link } from '../link.ts';

/**
 * With the five minutes that a lost link is rebuilt for (DESIGN 4) still less than the ten that a credential lives, so
 * that a rebuild never has a stale one, even where the server was away all that time.
 */
const REFRESH_MS = 4 * 60_000;

export interface FreshIceServersParts {
  readonly link: Link;
  /** Asks the server; rejects while it is away. */
  readonly ask: () => Promise<readonly IceServer[]>;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Keeps a session's ICE servers fresh for the links to come, for as long as it lives. */
export class FreshIceServers implements Disposable {
  readonly #parts: FreshIceServersParts;
  readonly #store = new DisposableStore();

  constructor(parts: FreshIceServersParts) {
    this.#parts = parts;
    this.#store.add(parts.clock.every(REFRESH_MS, () => this.refresh()));
  }

  /** At once, for instance when the server is back. */
  refresh(): void {
    if (this.#store.disposed) return;
    const { link, ask, logger } = this.#parts;
    ask().then(
      (servers) => {
        if (!this.#store.disposed) link.useIceServers(servers);
      },
      // Those of before may still do, and it is asked again.
      (thrown) => logger.debug('no fresh ICE servers', { error: toAppError(thrown).code }),
    );
  }

  dispose(): void {
    this.#store.dispose();
  }
}
