import type { PathKind } from '@alongside/protocol';

/** The way that the bytes take. */
export interface PathStats {
  readonly roundTripMs: number | undefined;
  /** Undefined while it is not known. */
  readonly path: PathKind | undefined;
}

/** Out of `RTCPeerConnection.getStats()`, in browsers and in Node. */
export type StatsReports = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

/**
 * Undefined before a way was chosen. Of a peer-reflexive end ("prflx") only the address is known, from a check that came
 * from it (RFC 8445 7.3.1.3); whether it is a relay's is known once the other end's candidate for that address arrives. If
 * `allNamed`, all of them have: then it is the address of a router.
 */
export function readPathStats(reports: StatsReports, { allNamed }: { readonly allNamed: boolean }): PathStats | undefined {
  const find = (id: unknown) => (typeof id === 'string' ? reports.get(id) : undefined);
  const transport = [...reports.values()].find((report) => report.type === 'transport');
  const pair = find(transport?.selectedCandidatePairId);
  if (!pair) return undefined;
  const [local, remote] = [find(pair.localCandidateId), find(pair.remoteCandidateId)];
  // A relay behind a router shows an address that our own candidate does not have; the protocol to the relay is known still.
  const relayed = local?.candidateType === 'relay' || local?.relayProtocol !== undefined || remote?.candidateType === 'relay';
  const unknown = remote?.candidateType === 'prflx' && !allNamed;
  const seconds = pair.currentRoundTripTime;
  return {
    roundTripMs: typeof seconds === 'number' ? seconds * 1000 : undefined,
    path: relayed ? 'relay' : unknown ? undefined : 'direct',
  };
}
