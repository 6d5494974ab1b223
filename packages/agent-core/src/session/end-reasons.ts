import type { GrantEndReason, SessionEndReason } from '@alongside/consent';

/** What the technician's page is told on the way out; an end that is not here is the link's own or the technician's. */
export const BYE: Partial<
  Record<
    SessionEndReason,
    | 'user-stopped'
    | 'user-closed'
    | 'expired'
    | 'flooded'
    | 'record-full'
    | 'countersignature-missing'
    | 'words-refused'
    | 'not-proven'
    | 'watch-over'
  >
> = {
  'user-stopped': 'user-stopped',
  'user-closed': 'user-closed',
  expired: 'expired',
  flooded: 'flooded',
  'record-full': 'record-full',
  'countersignature-missing': 'countersignature-missing',
  'words-refused': 'words-refused',
  'not-proven': 'not-proven',
  'watch-over': 'watch-over',
};

/** Why what was allowed ends with its session. */
export function grantReasonOf(reason: SessionEndReason): GrantEndReason {
  if (reason === 'user-stopped' || reason === 'user-closed') return 'stopped';
  if (reason === 'link-lost' || reason === 'expired' || reason === 'countersignature-missing') return reason;
  return 'session-ended';
}
