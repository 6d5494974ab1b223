import { canRetry, isOver } from '@alongside/desk';
import { SCAN_STATES, type ScanRun, type ScanState } from '@alongside/protocol';

export interface ScanProgress {
  /** States that there are, in the order in which they follow each other. */
  readonly parts: readonly { readonly state: ScanState; readonly count: number }[];
  readonly over: number;
  readonly total: number;
  readonly canRetry: boolean;
  readonly canCancel: boolean;
}

/** How far a scan of many is, and what can be done with it. */
export function progressOf(counts: ScanRun['counts']): ScanProgress {
  const parts = SCAN_STATES.flatMap((state) => {
    const count = counts[state] ?? 0;
    return count === 0 ? [] : [{ state, count }];
  });
  const sum = (rows: typeof parts) => rows.reduce((all, { count }) => all + count, 0);
  const over = sum(parts.filter(isOver));
  const total = sum(parts);
  return { parts, over, total, canRetry: parts.some(canRetry), canCancel: over < total };
}
