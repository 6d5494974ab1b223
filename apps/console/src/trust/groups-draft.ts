import { lookOf, safeLine } from '@alongside/base';
import { groupName, MAX_GROUPS } from '@alongside/protocol';
import type { TrustView } from './trust-view.ts';

export type GroupsProblem =
  | { readonly kind: 'unsafe' }
  | { readonly kind: 'many' }
  /** Nearly the name of another group: users would take one for the other, and permissions for one never hold for the other. */
  | { readonly kind: 'alike'; readonly name: string; readonly other: string };

/** Names as they were typed, in the one spelling that is signed. */
export function cleanGroups(typed: readonly string[]): string[] {
  return [...new Set(typed.map((name) => safeLine(name, 200)))].filter((name) => name !== '');
}

/** Why these can't be signed; `known`: the groups that there are. */
export function problemOfGroups(groups: readonly string[], known: readonly string[]): GroupsProblem | undefined {
  if (groups.length > MAX_GROUPS) return { kind: 'many' };
  if (groups.some((name) => !groupName.safeParse(name).success)) return { kind: 'unsafe' };
  for (const name of groups) {
    const other = [...groups, ...known].find((each) => each !== name && lookOf(each) === lookOf(name));
    if (other !== undefined) return { kind: 'alike', name, other };
  }
  return undefined;
}

/** Every group that a certificate here names, in order. */
export function groupsIn({ certified }: Pick<TrustView, 'certified'>): string[] {
  return [...new Set([...certified.values()].flatMap(({ groups }) => groups))].sort((a, b) => a.localeCompare(b));
}
