import type { FollowedRequest } from '@alongside/protocol';

export interface UserMay {
  /** Say that it works. */
  readonly accept: boolean;
  /** Say that it does not work yet. */
  readonly reopen: boolean;
  readonly rate: boolean;
  readonly askManager: boolean;
  readonly say: boolean;
}

/** What its user can say of a request now; the link's page and the agent's offer the same. */
export function userMay(
  { step, stars, managerAsked, reopenUntil }: Pick<FollowedRequest, 'step' | 'stars' | 'managerAsked' | 'reopenUntil'>,
  now: number,
): UserMay {
  const isOver = step === 'closed' || step === 'joined-other';
  const isSolved = step === 'check-solution';
  return {
    accept: isSolved,
    reopen: isSolved || (step === 'closed' && reopenUntil !== null && now < reopenUntil),
    rate: (isSolved || step === 'closed') && stars === null,
    askManager: !isOver && !managerAsked,
    say: !isOver,
  };
}
