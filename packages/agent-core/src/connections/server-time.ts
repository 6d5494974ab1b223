import { AppError, type Clock } from '@alongside/base';
import type { Connection } from '@alongside/rpc';
import type { ServerLink } from '../ports/index.ts';

/** The server's clock, as far ahead of ours as it was at its last welcome; ours may be wrong. */
export class ServerTime {
  readonly #server: ServerLink;
  readonly #clock: Clock;
  #welcome: ServerLink['welcome'];
  #aheadMs = 0;

  constructor({ server, clock }: { readonly server: ServerLink; readonly clock: Clock }) {
    this.#server = server;
    this.#clock = clock;
    server.onConnection(() => this.#look());
    this.#look();
  }

  now(): number {
    return Math.round(this.#clock.now() + this.#aheadMs);
  }

  #look(): void {
    const { welcome } = this.#server;
    if (!welcome || welcome === this.#welcome) return;
    this.#welcome = welcome;
    this.#aheadMs = welcome.serverTime - this.#clock.now();
  }
}

/** Throws `rpc.closed` while it is away. */
export function connectionTo({ connection }: ServerLink): Connection {
  if (!connection) throw new AppError('rpc.closed', 'the server cannot be reached at the moment; nothing is lost');
  return connection;
}
