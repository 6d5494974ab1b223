/** Rows are impact 1 to 5, columns urgency 1 to 5; 5 is the highest. Laid out as ITIL's matrix is: both weigh the same. */
const MATRIX = [
  [1, 1, 2, 2, 3],
  [1, 2, 2, 3, 3],
  [2, 2, 3, 3, 4],
  [2, 3, 3, 4, 5],
  [3, 3, 4, 5, 5],
] as const;
const MAJOR = 6;

/** What is major stands above the matrix, whatever its grades. */
export function priorityOf({ urgency, impact, major }: { urgency: number; impact: number; major: boolean }): number {
  return major ? MAJOR : (MATRIX[impact - 1]?.[urgency - 1] ?? 3);
}
