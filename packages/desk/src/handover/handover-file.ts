import type { HandoverFile } from '@alongside/protocol';

/** Of one entry or report in a file: its bytes are those that were handed over, or a part was not for whoever saved it. */
export type Proof = 'proven' | 'kept-back';

export interface FileProof {
  /** The list of what was handed over is the one that the ticket's log names. */
  readonly manifest: boolean;
  /** By their numbers in the ticket. */
  readonly entries: ReadonlyMap<number, Proof>;
  readonly reports: ReadonlyMap<string, Proof>;
}

/**
 * What a file of a handover proves by itself. Everything in the list has its hash there, seen or not, so that somebody else
 * who may see the whole can hold it against the same hash.
 */
export function proofOf(
  { sha256, manifest, entries, reports }: HandoverFile,
  hash: { readonly ofText: (text: string) => string; readonly ofValue: (value: unknown) => string },
): FileProof {
  const bySeq = new Map(entries.map((entry) => [entry.seq, entry]));
  const byId = new Map(reports.map((report) => [report.id, report]));
  const proof = (isSame: boolean): Proof => (isSame ? 'proven' : 'kept-back');
  return {
    manifest: hash.ofValue(manifest) === sha256,
    entries: new Map(
      manifest.entries.map(({ seq, sha256: wanted }) => {
        const entry = bySeq.get(seq);
        return [seq, proof(entry !== undefined && hash.ofValue(entry) === wanted)];
      }),
    ),
    reports: new Map(
      manifest.reports.map(({ id, sha256: wanted }) => {
        const report = byId.get(id);
        return [id, proof(report !== undefined && hash.ofText(report.body) === wanted)];
      }),
    ),
  };
}
