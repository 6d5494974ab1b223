import {
  type Capability,
  type GuardQuestion,
  type GuardReason,
  guardQuestion,
  guardReason,
  matchRemoteTools,
  type StartedBy,
  type TechnicianView,
} from '@alongside/protocol';

/**
 * When a session begins the way scams begin, the user is asked plain questions first, a yes takes longer, and commands
 * wait (DESIGN 3.10). Decided on the device, from what the device knows by itself; no server can switch it off.
 */

export interface GuardFacts {
  /** `pinned` where no organisation is: their words were compared by voice once. */
  readonly standing: TechnicianView['standing']['kind'];
  /** The device pinned an organisation's key at its enrollment. */
  readonly organisationPinned: boolean;
  readonly startedBy: StartedBy;
  /** From the first start of the agent ever until the code or link was used; null where that is not known. */
  readonly sinceFirstStartMs: number | null;
  /** Names of running processes. */
  readonly processes: readonly string[];
}

/** A code that soon after the agent came onto the machine: somebody on the phone said "install this and read me that". */
export const FRESH_START_MS = 2 * 60_000;
/** Allow works this long after a dialog is wholly visible, instead of a second. */
export const GUARDED_ALLOW_AFTER_MS = 10_000;
/** From the moment the technician is in. */
export const HOLD_BACK_MS = 5 * 60_000;
/** What is not given so early. Files and restart belong here when they exist. */
const HELD_BACK: readonly Capability[] = ['shell.run', 'actions.run'];

/** Why the guard is up; none where it is not. */
export function guardReasons(facts: GuardFacts): readonly GuardReason[] {
  const { standing, organisationPinned, startedBy, sinceFirstStartMs, processes } = facts;
  // Without an organisation's key nobody can be certified; words that were compared by voice are the best there is.
  const vouchedFor = organisationPinned ? standing === 'certified' : standing === 'pinned';
  const ownRequest = startedBy === 'request';
  // A clock that was set back makes it no older.
  const fresh = sinceFirstStartMs === null || sinceFirstStartMs < FRESH_START_MS;
  const holds: Record<GuardReason, boolean> = {
    'not-certified': !vouchedFor,
    'fresh-start': !ownRequest && fresh,
    'code-or-link': !ownRequest,
    'remote-tool': matchRemoteTools(processes).length > 0,
  };
  return guardReason.options.filter((reason) => holds[reason]);
}

/** How long `capability` still waits, ms; 0 where it does not. `sinceMs` counts from the moment the technician is in. */
export function heldBackMs(reasons: readonly GuardReason[], capability: Capability, sinceMs: number): number {
  if (reasons.length === 0 || !HELD_BACK.includes(capability)) return 0;
  return Math.max(0, HOLD_BACK_MS - sinceMs);
}

// -- The questions -----------------------------------------------------------------------------------------------------

/** A yes to any of them is what scams look like. */
export type Questions =
  | { readonly state: 'asking'; readonly question: GuardQuestion }
  /** None worried: the user may decide. */
  | { readonly state: 'passed' }
  /** It ends here. */
  | { readonly state: 'worrying'; readonly question: GuardQuestion };

export const FIRST_QUESTION: Questions = { state: 'asking', question: 'they-called' };

/** An answer to another question than the one that is asked changes nothing, nor does any once it is decided. */
export function nextQuestions(questions: Questions, question: GuardQuestion, yes: boolean): Questions {
  if (questions.state !== 'asking' || questions.question !== question) return questions;
  if (yes) return { state: 'worrying', question };
  const next = guardQuestion.options[guardQuestion.options.indexOf(question) + 1];
  return next === undefined ? { state: 'passed' } : { state: 'asking', question: next };
}
