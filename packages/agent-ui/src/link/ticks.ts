import { type Disposable, Emitter, type Event } from '@alongside/base';

/** Ten times a second while somebody listens. */
export interface Ticks extends Disposable {
  readonly onTick: Event<void>;
}

/** As often as the bytes per encoded frame are looked at (link.md f). */
export const TICK_MS = 100;

/**
 * From a worker: the timers of a page that is behind other windows, as this one mostly is, run once a second at best,
 * those of a worker go on.
 */
export function workerTicks(): Ticks {
  const worker = new Worker(new URL('./tick-worker.ts', import.meta.url), { type: 'module' });
  const ticks = new Emitter<void>();
  worker.addEventListener('message', () => ticks.fire());
  let listeners = 0;
  return {
    onTick: (listener) => {
      const subscription = ticks.event(listener);
      listeners += 1;
      if (listeners === 1) worker.postMessage(TICK_MS);
      let live = true;
      return {
        dispose: () => {
          if (!live) return;
          live = false;
          subscription.dispose();
          listeners -= 1;
          if (listeners === 0) worker.postMessage(0);
        },
      };
    },
    dispose: () => worker.terminate(),
  };
}
