import type { SessionView, WatcherView } from '@alongside/protocol';
import type { Formats } from '@alongside/ui';

/** Whoever was let in to watch, from the yes on; nobody while that is asked. */
export function watcherOf({ watcher }: Pick<SessionView, 'watcher'>): WatcherView | undefined {
  return watcher?.state === 'asking' ? undefined : watcher;
}

/** Whoever reads what the user writes besides whoever helps: from when they are in, and again when their link is back. */
export function readerOf(session: Pick<SessionView, 'watcher'>): WatcherView | undefined {
  const watcher = watcherOf(session);
  return watcher?.state === 'connecting' ? undefined : watcher;
}

/** What whoever watches gets now; `sees`: the picture besides the messages. */
export type Watching = 'connecting' | 'lost' | 'reads' | 'sees';

export function watching({ state, light }: Pick<WatcherView, 'state' | 'light'>): Watching {
  if (state === 'connecting' || state === 'lost') return state;
  return light?.inUse === true && !light.frozen ? 'sees' : 'reads';
}

/** Who is in the session: "Ben", "Ben and Ana". */
export function namesIn(session: SessionView, formats: Formats): string {
  const watcher = watcherOf(session);
  const { name } = session.technician;
  return watcher === undefined ? name : formats.list([name, watcher.technician.name]);
}
