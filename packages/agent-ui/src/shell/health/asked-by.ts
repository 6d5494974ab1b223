import type { ScansView } from '@alongside/protocol';

/** The organisation that asked for the check of a report; undefined for one's own, and for what is too old to be known. */
export function askedBy({ past, running }: Pick<ScansView, 'past' | 'running'>, reportId: string): string | undefined {
  return [...(running === null ? [] : [running]), ...past].find((scan) => scan.reportId === reportId)?.organisation;
}
