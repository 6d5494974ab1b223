import { AppError } from '@alongside/base';
import { CAPABILITIES, type Capability, type HoursOfWeek, NO_RULES, type PolicyRules, policyRules } from '@alongside/protocol';

/** What the user said yes to, or would be asked for. */
export interface Yes {
  readonly capability: Capability;
  readonly durationMs: number;
  readonly technician: PolicyTechnician;
  /** Milliseconds since the Unix epoch. */
  readonly at: number;
  /** Since the grant began; 0 for one that is still to begin. */
  readonly sinceMs: number;
  /** The technician proved a second factor for this question, and the agent checked it. */
  readonly secondFactor: boolean;
}

export interface PolicyTechnician {
  readonly publicKey: string;
  readonly name: string;
  /** The organisation's own certificate bears the name. */
  readonly certified: boolean;
}

export type PolicyRefusal = 'forbidden' | 'outside-hours' | 'technician' | 'second-factor' | 'time-used-up';

export type Narrowed =
  /** `cutBy`: what made it shorter than the yes was. */
  | { readonly allowed: true; readonly durationMs: number; readonly cutBy: 'longest' | 'hours' | null }
  | { readonly allowed: false; readonly why: PolicyRefusal };

/** Milliseconds until the hours are over; 0 outside of them. */
export type HoursLeft = (hours: HoursOfWeek, at: number) => number;

/** Rules that this version cannot read forbid everything: what an admin signed may only ever take away. */
export const UNREADABLE_RULES: PolicyRules = { ...NO_RULES, forbid: [...CAPABILITIES], noStanding: true };

/** The rules of a policy that was verified; none where there is no policy. */
export function readRules(signed: unknown): PolicyRules {
  if (signed === undefined) return NO_RULES;
  return policyRules.safeParse(signed).data ?? UNREADABLE_RULES;
}

/** What is left of a yes under the organisation's rules: the same thing for at most the same time, or nothing. Never more. */
export function narrow(rules: PolicyRules, yes: Yes, hoursLeft: HoursLeft): Narrowed {
  const { capability, at } = yes;
  if (!mayHelp(rules, yes.technician)) return refused('technician');
  if (rules.forbid.includes(capability)) return refused('forbidden');
  const open = rules.hours === null ? Number.POSITIVE_INFINITY : hoursLeft(rules.hours, at);
  if (!(open > 0)) return refused('outside-hours');
  if (rules.secondFactor.includes(capability) && !yes.secondFactor) return refused('second-factor');
  const longest = longestOf(rules, capability) - Math.max(0, yes.sinceMs);
  if (longest <= 0) return refused('time-used-up');
  const durationMs = Math.max(0, Math.min(yes.durationMs, longest, open));
  const cutBy = durationMs >= yes.durationMs ? null : open < longest ? 'hours' : 'longest';
  return { allowed: true, durationMs, cutBy };
}

/** Whether this technician may help on the organisation's computers at all. */
export function mayHelp({ technicians }: PolicyRules, { publicKey, name, certified }: PolicyTechnician): boolean {
  if (technicians === null || technicians.keys.includes(publicKey)) return true;
  // A name that only the server vouches for could be anybody's.
  return certified && technicians.names.includes(name);
}

/** How a refusal crosses the link: the technician reads it, and need not ask in vain. */
export function policyError(why: PolicyRefusal): AppError {
  return new AppError(`policy.${why}`, `the organisation’s rules say no: ${why}`);
}

function longestOf({ maxDurationMs }: PolicyRules, capability: Capability): number {
  // A policy is what somebody else wrote: names like `constructor` are no durations.
  return Object.hasOwn(maxDurationMs, capability) ? (maxDurationMs[capability] ?? 0) : Number.POSITIVE_INFINITY;
}

function refused(why: PolicyRefusal): Narrowed {
  return { allowed: false, why };
}
