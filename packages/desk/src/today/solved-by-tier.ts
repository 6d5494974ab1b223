/** How many were solved at one tier, of what has one key: a group, a category, or none. */
export interface SolvedCount {
  readonly key: string | null;
  readonly tier: number;
  readonly count: number;
}

/** At tier 1, 2, 3, 4. */
export type ByTier = [number, number, number, number];

export interface SolvedOf {
  readonly key: string | null;
  readonly byTier: ByTier;
}

export const sumOf = (byTier: readonly number[]): number => byTier.reduce((sum, count) => sum + count, 0);

/** Of what was solved, the part at the first tier; undefined where nothing was. */
export function firstTierShare(byTier: readonly number[]): number | undefined {
  const all = sumOf(byTier);
  return all === 0 ? undefined : (byTier[0] ?? 0) / all;
}

export function addedUp(rows: readonly { readonly byTier: readonly number[] }[]): ByTier {
  const total: ByTier = [0, 0, 0, 0];
  for (const { byTier } of rows)
    byTier.forEach((count, at) => {
      total[at] = (total[at] ?? 0) + count;
    });
  return total;
}

/** A row of each key, the most first; of equals by name, so that two looks at the same say the same. */
export function solvedByKey(counts: readonly SolvedCount[]): SolvedOf[] {
  const rows = new Map<string | null, ByTier>();
  for (const { key, tier, count } of counts) {
    const byTier = rows.get(key) ?? [0, 0, 0, 0];
    const at = Math.min(4, Math.max(1, tier)) - 1;
    byTier[at] = (byTier[at] ?? 0) + count;
    rows.set(key, byTier);
  }
  return [...rows]
    .map(([key, byTier]) => ({ key, byTier }))
    .sort((one, other) => sumOf(other.byTier) - sumOf(one.byTier) || (one.key ?? '').localeCompare(other.key ?? '', 'en'));
}
