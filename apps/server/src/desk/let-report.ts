import type { Clock } from '@alongside/base';
import type { GuestPeer } from './peers.ts';

/** For the words of a report. */
const REPORTS_MS = 10 * 60_000;

/**
 * Closes a page that nobody is asked on any more, once its user has had time to say what was wrong in its session: else
 * whoever made the link anew could keep that away.
 */
export function letReport(clock: Clock, { connection }: GuestPeer, why: string): void {
  const limit = clock.after(REPORTS_MS, () => connection.close(why));
  connection.onClose(() => limit.dispose());
}
