import { type AgentView, askedIn, isAnythingAllowed } from '@alongside/protocol';

/** Which windows there must be, and what closing one means, for what the user sees now. */
export interface WindowPlan {
  /** The user is asked something. */
  readonly consent: boolean;
  readonly bar: boolean;
  /** Something is allowed, or somebody is in without a click: closing the bar or the home window is Stop (UX.md). */
  readonly closingIsStop: boolean;
}

export function planWindows({ phase }: Pick<AgentView, 'phase'>): WindowPlan {
  if (phase.phase === 'join' || phase.phase === 'standing') return { consent: true, bar: false, closingIsStop: false };
  if (phase.phase !== 'session') return { consent: false, bar: false, closingIsStop: false };
  const { session } = phase;
  return {
    consent: askedIn(session) !== null,
    bar: true,
    closingIsStop: isAnythingAllowed(session) || session.choosingScreen || session.standing !== null,
  };
}
