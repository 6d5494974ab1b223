import { type Standing, scopeOf } from '@alongside/protocol';

/**
 * Who reads, as far as it decides what they see: people from outside, tier 1, tier 2, and those above. Whoever leads the
 * desk reads all of it, and so does everybody at a desk that has one tier (`effectiveTier`).
 */
export const AUDIENCES = ['vendor', 'first', 'second', 'third'] as const;
export type Audience = (typeof AUDIENCES)[number];

export function audienceOf(standing: Standing): Audience {
  if (scopeOf(standing, 'tickets.read') !== 'all') return 'vendor';
  if (scopeOf(standing, 'evidence.read')) return 'third';
  return scopeOf(standing, 'classified.read') ? 'second' : 'first';
}

/** Of people from outside: their groups are no tier of the desk's own. */
export const OUTSIDE_TIER = 4;
const ALL = 4;

/**
 * The tier that somebody's permissions are looked up with. What is kept from lower tiers needs somebody above them: the
 * highest tier that a desk has reads everything, and the only one as well. `own` and `highest`: of the desk's own tiers.
 */
export function effectiveTier(
  role: Standing['role'],
  { own, highest }: { readonly own: number | undefined; readonly highest: number | undefined },
): number {
  if (role === 'admin' || role === 'supervisor') return ALL;
  const tier = own ?? 1;
  return tier >= (highest ?? 1) ? ALL : tier;
}
