import type { ScreenActivityPort } from '@alongside/agent-core';
import { AppError, type Clock, type Disposable, DisposableStore } from '@alongside/base';
import type { X11Connection } from './x11-connection.ts';

/** At most 30 calls a second. */
const SHORTEST_GAP_MS = 1000 / 30;

/** The screen's changes by X DAMAGE on the root window. While nothing changes, nothing is sent. */
export class X11Activity implements ScreenActivityPort {
  readonly #connect: () => Promise<X11Connection>;
  readonly #clock: Clock;

  constructor(connect: () => Promise<X11Connection>, clock: Clock) {
    this.#connect = connect;
    this.#clock = clock;
  }

  /** Throws `input.unavailable` (no connection) or `screen.unavailable` (no DAMAGE in this X server). */
  async watch(listener: () => void): Promise<Disposable> {
    const connection = await this.#connect();
    try {
      const damage = await connection.extension('damage');
      if (!damage) throw new AppError('screen.unavailable', 'The X server does not tell of changes (no DAMAGE).');
      const store = new DisposableStore();
      store.add(connection);
      let id = 0;
      connection.send((client) => {
        id = client.AllocID();
        damage.Create(id, connection.root, damage.ReportLevel.NonEmpty);
      });
      // A new damage tells of the whole window at once, which is no change.
      let watching = false;
      let last = Number.NEGATIVE_INFINITY;
      // The server tells once and then waits for the damage to be taken. Taken as late as the listener is called, so that
      // what changes in between is told by that very call, and one event a call is all that passes.
      const take = () => connection.send(() => damage.Subtract(id, 0, 0));
      let toTell: Disposable | undefined;
      store.defer(() => toTell?.dispose());
      const tell = () => {
        toTell = undefined;
        last = this.#clock.monotonic();
        take();
        listener();
      };
      store.add(
        connection.onEvent((event) => {
          if (event.name !== 'DamageNotify') return;
          if (!watching) {
            take();
            return;
          }
          const wait = last + SHORTEST_GAP_MS - this.#clock.monotonic();
          if (wait <= 0) tell();
          else toTell ??= this.#clock.after(wait, tell);
        }),
      );
      await connection.settled();
      watching = true;
      return store;
    } catch (error) {
      connection.dispose();
      throw error;
    }
  }
}
