import type { FindingStatus, Report } from '@alongside/protocol';

export interface Change {
  readonly check: string;
  readonly kind: 'worse' | 'better';
  readonly before: FindingStatus;
  readonly after: FindingStatus;
}

/** What has nothing to say is as good as what is fine. */
const BADNESS: Record<FindingStatus, number> = { fail: 2, warn: 1, info: 0, pass: 0 };

/**
 * Which checks came to another answer, worse ones first. What one of the two does not know is no change: nothing can be
 * said of it.
 */
export function changesBetween(before: Pick<Report, 'findings'>, after: Pick<Report, 'findings'>): readonly Change[] {
  const known = new Map(before.findings.map(({ check, status }) => [check, status]));
  return after.findings
    .flatMap(({ check, status }): Change[] => {
      const old = known.get(check);
      if (old === undefined || BADNESS[old] === BADNESS[status]) return [];
      return [{ check, kind: BADNESS[status] > BADNESS[old] ? 'worse' : 'better', before: old, after: status }];
    })
    .sort((a, b) => b.kind.localeCompare(a.kind) || BADNESS[b.after] - BADNESS[a.after]);
}
