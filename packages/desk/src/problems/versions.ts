/** The groups of digits of a version, as numbers; what stands between and behind them does not count. */
export function versionParts(version: string): readonly number[] {
  return (version.match(/\d{1,9}/gu) ?? []).slice(0, 8).map(Number);
}

/** Below zero where `one` is the older; what is missing at the end counts as nought, so 2.1 is 2.1.0. */
export function compareVersions(one: string, other: string): number {
  const [left, right] = [versionParts(one), versionParts(other)];
  for (let at = 0; at < Math.max(left.length, right.length); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** From one version on, before another; an empty bound is none. A version without a digit is in no bounded range. */
export function isInRange(version: string, { from, before }: { readonly from: string; readonly before: string }): boolean {
  if (from === '' && before === '') return true;
  if (versionParts(version).length === 0) return false;
  return (from === '' || compareVersions(version, from) >= 0) && (before === '' || compareVersions(version, before) < 0);
}
