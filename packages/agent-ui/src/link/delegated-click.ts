import type { Clock, Disposable } from '@alongside/base';

/** Clicks of the shell page's that were handed to this frame for one capture each. */
export interface DelegatedClicks extends Disposable {
  /** Resolves with the next click, or with one that came just before; false after `waitMs` without any. */
  next(waitMs: number): Promise<boolean>;
}

/** Where the host chooses the screen: it knows the click, which its core took as the consent. */
export function hostClicks(host: { chooseScreen(): Promise<boolean> }): DelegatedClicks {
  // A choice may take longer than a click is waited for; the core's own time for it ends it.
  return { next: () => host.chooseScreen().catch(() => false), dispose: () => undefined };
}

/** A delegated click older than this opens no picker any more. */
const FRESH_MS = 5_000;

/** Whether a message is the shell page's: from our parent, which is the top, and from exactly its origin. */
export function isDelegation(event: Pick<MessageEvent, 'origin' | 'source' | 'data'>, parent: unknown, origin: string): boolean {
  const { data } = event;
  return (
    event.source === parent &&
    event.origin === origin &&
    typeof data === 'object' &&
    data !== null &&
    (data as { type?: unknown }).type === 'capture'
  );
}

/** Listens to the page around this frame; to nobody where this page is not in a frame, or more than one deep. */
export function parentClicks(clock: Clock): DelegatedClicks {
  let clickedAt: number | undefined;
  let waiting: ((clicked: boolean) => void) | undefined;
  // The browser's own word for who surrounds us, which no page can choose; frame-ancestors has let only the shell do it.
  const [origin, ...further] = location.ancestorOrigins ?? [];
  const handleMessage = (event: MessageEvent) => {
    if (origin === undefined || further.length > 0 || !isDelegation(event, window.parent, origin)) return;
    if (waiting !== undefined) return waiting(true);
    clickedAt = clock.monotonic();
  };
  window.addEventListener('message', handleMessage);
  return {
    next(waitMs) {
      const fresh = clickedAt !== undefined && clock.monotonic() - clickedAt < FRESH_MS;
      clickedAt = undefined;
      if (fresh) return Promise.resolve(true);
      return new Promise((resolve) => {
        const settle = (clicked: boolean) => {
          waiting = undefined;
          timer.dispose();
          resolve(clicked);
        };
        const timer = clock.after(waitMs, () => settle(false));
        waiting = settle;
      });
    },
    dispose: () => window.removeEventListener('message', handleMessage),
  };
}
