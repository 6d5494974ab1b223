import type { ErrorCode } from '@alongside/base';
import type { LinkState } from '@alongside/peer';
import type { deviceSocket, LinkTrouble, session } from '@alongside/protocol';
import type { z } from 'zod';

export type ByeReason = z.infer<typeof session.sessionBye.params>['reason'];

/** How a session stands for the technician. `since` and `at` are wall time, ms. */
export type SessionState =
  | { readonly state: 'connecting'; readonly since: number }
  | { readonly state: 'live'; readonly since: number }
  /** Nothing heard for 2 s: input is off. */
  | { readonly state: 'silent'; readonly since: number }
  /** `long`: more than 60 s; screen, input and shell have ended, chat comes back if the link does. */
  | {
      readonly state: 'rebuilding';
      readonly since: number;
      readonly attempt: number;
      readonly long: boolean;
      readonly trouble: LinkTrouble | undefined;
    }
  | { readonly state: 'ended'; readonly at: number; readonly end: SessionEnd };

export type SessionEnd =
  /** The other side said why. */
  | { readonly by: 'user'; readonly reason: ByeReason }
  | { readonly by: 'technician'; readonly reason: ByeReason }
  /** The link did not come up, was burnt, flooded or lost. `trouble` where the two did not reach each other. */
  | { readonly by: 'link'; readonly code: ErrorCode; readonly trouble: LinkTrouble | undefined }
  /** The agent's record does not hold: nothing more is signed. */
  | { readonly by: 'ledger'; readonly code: 'ledger.invalid' };

/** Why it ended on the user's machine, as the server passes it on. */
export type EndedAtUser = z.infer<typeof deviceSocket.sessionEndReason>;

export function endAtUser(reason: EndedAtUser): SessionEnd {
  switch (reason) {
    case 'user-stopped':
    case 'user-closed':
    case 'expired':
    case 'words-refused':
    case 'watch-over':
      return { by: 'user', reason };
  }
  if (reason === 'not-proven') return { by: 'link', code: 'identity.not-proven', trouble: undefined };
  return { by: 'link', code: 'link.lost', trouble: undefined };
}

/** The part of the state that the link decides; undefined where the link is over. `now` is wall time, `monotonic` the link's. */
export function stateOfLink(
  link: LinkState,
  trouble: LinkTrouble | undefined,
  { now, monotonic }: { readonly now: number; readonly monotonic: number },
): SessionState | undefined {
  const since = now - (monotonic - link.since);
  switch (link.state) {
    case 'connecting':
    case 'proving':
      return { state: 'connecting', since };
    case 'live':
    case 'silent':
      return { state: link.state, since };
    case 'rebuilding':
      return { state: 'rebuilding', since, attempt: link.attempt, long: link.long, trouble };
    case 'failed':
    case 'closed':
      return undefined;
  }
}

/** What ended it, where nobody said so before. */
export function endOfLink(link: LinkState, trouble: LinkTrouble | undefined): SessionEnd | undefined {
  if (link.state === 'failed') return { by: 'link', code: link.code, trouble };
  if (link.state === 'closed') return { by: 'link', code: 'rpc.closed', trouble: undefined };
  return undefined;
}
