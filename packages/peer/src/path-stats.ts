import type { PathKind } from '@alongside/protocol';

/** The way that the bytes take. */
export interface PathStats {
  readonly roundTripMs: number | undefined;
  readonly path: PathKind;
}

/** Out of WebRTC's statistics (`getStats`), in browsers and in Node; undefined before a way was chosen. */
export function readPathStats(reports: ReadonlyMap<string, Readonly<Record<string, unknown>>>): PathStats | undefined {
  const find = (id: unknown) => (typeof id === 'string' ? reports.get(id) : undefined);
  const transport = [...reports.values()].find((report) => report.type === 'transport');
  const pair = find(transport?.selectedCandidatePairId);
  if (!pair) return undefined;
  const ends = [find(pair.localCandidateId), find(pair.remoteCandidateId)];
  const seconds = pair.currentRoundTripTime;
  return {
    roundTripMs: typeof seconds === 'number' ? seconds * 1000 : undefined,
    path: ends.some((end) => end?.candidateType === 'relay') ? 'relay' : 'direct',
  };
}
