import { ACTION_MS, type ActionRequest, type ActionResult, type Capability } from '@alongside/protocol';
import { canonical } from '../canonical.ts';

/**
 * A named action is allowed by itself: one yes, for this action with these parameters, once. The grant ends with it.
 */

/** Whether a yes to it is used up by what it was given for: then nothing prolongs it, begins it again or stands for it. */
export function isOnce(capability: Capability): boolean {
  return capability === 'actions.run';
}

/** A question for an action names one, and no other question does. */
export function namesItsAction(capability: Capability, action: ActionRequest | undefined): boolean {
  return isOnce(capability) === (action !== undefined);
}

/** How long a yes may last at most, by what it is for. */
export function longestMs(capability: Capability, durationMs: number): number {
  return isOnce(capability) ? Math.min(durationMs, ACTION_MS) : durationMs;
}

export function isSameAction(one: ActionRequest, other: ActionRequest): boolean {
  return canonical(one) === canonical(other);
}

/**
 * What of a result the technician learns: as much as the question said, and the answer to nothing else. Undefined where it
 * is no answer to this question at all.
 */
export function sharedResult(request: ActionRequest, result: ActionResult): ActionResult | undefined {
  if (result.action !== request.action) return undefined;
  if (request.action !== 'scan-malware' || result.action !== 'scan-malware' || request.withNames) return result;
  return { ...result, threats: result.threats.map(({ threat }) => ({ threat, file: null })) };
}
