import { effectiveTier } from '@alongside/desk';
import type { Role } from '@alongside/protocol';
import type { GroupStore } from '../storage/group-store.ts';

/** What the groups of support make of somebody. */
export interface GroupStanding {
  /** That their permissions are looked up with (`effectiveTier`). */
  readonly tier: number;
  /** Theirs of the tier of people from outside, who have no other tickets than those that they or these groups were given. */
  readonly outsideGroupIds: readonly string[];
}

export type StandingOf = (userId: string, role: Role) => Promise<GroupStanding>;

export function standingsFrom(groups: GroupStore, organisationId: string): StandingOf {
  return async (userId, role) => {
    const { outsideGroupIds, ...tiers } = await groups.standingOf(organisationId, userId);
    return { tier: effectiveTier(role, tiers), outsideGroupIds };
  };
}
