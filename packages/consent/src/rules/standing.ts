import {
  type Capability,
  type HoursOfWeek,
  MAX_STANDING_DAYS,
  type PolicyRules,
  STANDING_CAPABILITIES,
  type StandingReceipt,
  type TechnicianView,
} from '@alongside/protocol';
import { type HoursLeft, mayHelp } from './policy.ts';

export const MAX_STANDING_MS = MAX_STANDING_DAYS * 24 * 60 * 60 * 1000;

/** Who wants to use it, as the machine itself knows them. */
export interface StandingUser {
  readonly publicKey: string;
  readonly name: string;
  readonly standing: TechnicianView['standing']['kind'];
}

/** What the user chose, before it was read back and allowed. */
export interface StandingChoice {
  readonly capabilities: readonly Capability[];
  readonly hours: HoursOfWeek | null;
  readonly days: number;
}

export function canStand(capability: Capability): boolean {
  return STANDING_CAPABILITIES.some((known) => known === capability);
}

/** Whether the choice is one that can be allowed at all. */
export function isStandingChoice({ capabilities, days }: StandingChoice, rules: PolicyRules): boolean {
  const each = new Set(capabilities);
  const possible = capabilities.length > 0 && each.size === capabilities.length && capabilities.every(canStand);
  const allowed = !rules.noStanding && !capabilities.some((capability) => rules.forbid.includes(capability));
  return possible && allowed && Number.isInteger(days) && days >= 1 && days <= MAX_STANDING_DAYS;
}

/**
 * Milliseconds for which a permission lets this person begin something now; 0 where it does not. The organisation's rules
 * can only take from it.
 */
export function standingLeftMs(
  permission: StandingReceipt,
  use: { readonly by: StandingUser; readonly at: number; readonly rules: PolicyRules },
  hoursLeft: HoursLeft,
): number {
  const { by, at, rules } = use;
  if (by.publicKey !== permission.technician.publicKey || by.name !== permission.technician.name) return 0;
  // A certificate that ran out or was revoked must not live on in a permission.
  const known = by.standing === 'certified' || (by.standing === 'pinned' && permission.proof === 'words');
  if (!known || rules.noStanding) return 0;
  if (!mayHelp(rules, { publicKey: by.publicKey, name: by.name, certified: by.standing === 'certified' })) return 0;
  const { from, until, hours } = permission;
  // Whatever it says: no permission is longer than the rule.
  const end = Math.min(until, from + MAX_STANDING_MS);
  if (at < from || at >= end) return 0;
  const open = hours === null ? end - at : hoursLeft(hours, at);
  const byRules = rules.hours === null ? open : hoursLeft(rules.hours, at);
  return Math.max(0, Math.min(end - at, open, byRules));
}

/** Whether a permission names what is asked for. */
export function standsFor(permission: StandingReceipt, capability: Capability): boolean {
  return canStand(capability) && permission.capabilities.includes(capability);
}
