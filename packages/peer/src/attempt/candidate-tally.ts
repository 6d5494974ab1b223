import type { CandidateTally, Signal } from '@alongside/protocol';

export const NO_CANDIDATES: CandidateTally = { total: 0, host: 0, named: 0, reflexive: 0, relayed: 0, v4: 0, v6: 0 };

/** Counts what a signal carries: one candidate of its own, or those that stand in an SDP. */
export function tallied(before: CandidateTally, signal: Signal): CandidateTally {
  if (signal.type === 'rebuild') return before;
  if (signal.type === 'candidate') return signal.candidate === '' ? before : withCandidate(before, signal.candidate);
  return (signal.sdp.match(/^a=candidate:.*$/gmu) ?? []).reduce(withCandidate, before);
}

/** `candidate:FOUNDATION COMPONENT TRANSPORT PRIORITY ADDRESS PORT typ TYPE …` (RFC 8839, 5.1). */
function withCandidate(before: CandidateTally, candidate: string): CandidateTally {
  const [, , transport, , address = '', , , type] = candidate.split(' ');
  // Chromium names each interface a second time for TCP, which it only ever opens towards servers.
  if (transport?.toLowerCase() === 'tcp') return before;
  const named = address.endsWith('.local');
  const kind = type === 'relay' ? 'relayed' : type === 'srflx' || type === 'prflx' ? 'reflexive' : named ? 'named' : 'host';
  const family = named ? undefined : address.includes(':') ? 'v6' : /^\d+\./u.test(address) ? 'v4' : undefined;
  return {
    ...before,
    total: before.total + 1,
    [kind]: before[kind] + 1,
    ...(family === undefined ? {} : { [family]: before[family] + 1 }),
  };
}
