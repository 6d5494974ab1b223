import type { Clock } from '@alongside/base';
import { type GuestOut, guestSocket } from '@alongside/protocol';
import type { GuestPeer } from './peers.ts';

/** For the words of a report. */
const REPORTS_MS = 10 * 60_000;

/** As its socket is told. */
export const WHY_OUT: Readonly<Record<GuestOut, string>> = {
  'auth.refused': 'the link was made anew',
  'policy.forbidden': 'the organisation has signed rules',
};

/**
 * Tells a page that nobody is asked on it any more, and closes it once its user has had time to say what was wrong in its
 * session: else whoever made the link anew could keep that away.
 */
export function letReport(clock: Clock, { connection }: GuestPeer, code: GuestOut): void {
  connection.notify(guestSocket.guestOut, { code });
  const limit = clock.after(REPORTS_MS, () => connection.close(WHY_OUT[code]));
  connection.onClose(() => limit.dispose());
}
