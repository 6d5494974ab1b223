/** Rows in the order in which they were seen first: what grows past another does not jump over it under the reader’s eyes. */
export function nextOrder(before: readonly string[], now: readonly string[]): string[] {
  const here = new Set(now);
  const kept = before.filter((key) => here.has(key));
  const known = new Set(kept);
  return [...kept, ...now.filter((key) => !known.has(key))];
}
