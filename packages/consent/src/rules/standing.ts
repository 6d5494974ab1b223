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
  /** What the pinned organisation vouches for, and how much longer, ms; undefined where for nothing. */
  readonly vouched?: StandingGroups | undefined;
}

export interface StandingGroups {
  readonly organisation: string;
  readonly groups: readonly string[];
  readonly leftMs: number;
}

/** Whoever it may be for, whether or not it lets them in now. */
export interface MeantUser {
  readonly publicKey: string;
  readonly vouched?: Omit<StandingGroups, 'leftMs'> | undefined;
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
  const known = knownLeftMs(permission, by);
  if (!(known > 0) || rules.noStanding) return 0;
  if (!mayHelp(rules, { publicKey: by.publicKey, name: by.name, certified: by.standing === 'certified' })) return 0;
  const { from, until, hours } = permission;
  // Whatever it says: no permission is longer than the rule.
  const end = Math.min(until, from + MAX_STANDING_MS);
  if (at < from || at >= end) return 0;
  const open = hours === null ? end - at : hoursLeft(hours, at);
  const byRules = rules.hours === null ? open : hoursLeft(rules.hours, at);
  return Math.max(0, Math.min(end - at, open, byRules, known));
}

/**
 * How much longer this is somebody whom the permission is for. A certificate that ran out, was revoked or cannot be looked
 * up any more must not live on in a permission; a group's name counts exactly as it is signed, and is never compared by its look.
 */
function knownLeftMs(permission: StandingReceipt, by: StandingUser): number {
  const certified = by.standing === 'certified' ? by.vouched : undefined;
  if (permission.type === 'alongside-standing-group/1') {
    const { organisation, name } = permission.group;
    return certified?.organisation === organisation && certified.groups.includes(name) ? certified.leftMs : 0;
  }
  const { technician, proof } = permission;
  if (by.publicKey !== technician.publicKey || by.name !== technician.name) return 0;
  if (proof === 'words' && (by.standing === 'certified' || by.standing === 'pinned')) return Number.POSITIVE_INFINITY;
  return certified?.leftMs ?? 0;
}

/** Whether it is for this key, or for a group in which it is vouched for: now or once their word counts again. */
export function isMeantFor(permission: StandingReceipt, by: MeantUser): boolean {
  if (permission.type === 'alongside-standing/1') return permission.technician.publicKey === by.publicKey;
  const { organisation, name } = permission.group;
  return by.vouched?.organisation === organisation && by.vouched.groups.includes(name);
}

/** Whether a permission names what is asked for. */
export function standsFor(permission: StandingReceipt, capability: Capability): boolean {
  return canStand(capability) && permission.capabilities.includes(capability);
}
