import type { WatchdogPort } from '@alongside/agent-core';
import { type Disposable, type Event, toDisposable } from '@alongside/base';

/** Keeps the watchdog told of what is pressed, the new before the old is taken back, so that nothing is ever unwatched. */
export function watchHeldInput(
  watchdog: WatchdogPort,
  onHeldChanged: Event<{ readonly keycodes: readonly number[]; readonly buttons: readonly number[] }>,
): Disposable {
  let watched: { release(): void } | undefined;
  const subscription = onHeldChanged(({ keycodes, buttons }) => {
    const before = watched;
    watched = keycodes.length + buttons.length > 0 ? watchdog.watch({ kind: 'held-keys', keycodes, buttons }) : undefined;
    before?.release();
  });
  return toDisposable(() => {
    subscription.dispose();
    watched?.release();
  });
}
