import type { CandidateTally, LinkTrouble } from '@alongside/protocol';
import type { LinkRole } from '../link-role.ts';
import type { AttemptReport, IceError } from './attempt-report.ts';

/** The bounds of the trouble's schema. */
const MOST = 10_000;
const LONGEST_MS = 600_000;

/**
 * Why the two did not reach each other, by what one end saw. The most telling comes first: a relay that says no is more
 * to go by than the direct way that was blocked too.
 */
export function explainAttempt(report: AttemptReport, role: LinkRole): LinkTrouble {
  const { answered, local, remote, errors, iceState, relays } = report;
  const tried = {
    own: bounded(local),
    other: bounded(remote),
    relays: Math.min(MOST, relays),
    durationMs: Math.min(LONGEST_MS, report.durationMs),
  };
  if (iceState === 'connected' || iceState === 'completed') return { code: 'net.stalled', tried };
  // The technician's side looks for its addresses only once an offer came.
  if (local.total === 0 && (answered || role === 'agent')) return { code: 'net.no-candidates', side: 'own', tried };
  if (!answered) return { code: 'net.no-answer', tried };
  if (remote.total === 0) return { code: 'net.no-candidates', side: 'other', tried };
  if (relays > 0 && local.relayed === 0) {
    const refusal = errors.find(isRefusal);
    if (refusal) return { code: 'net.relay-refused', relay: refusal.url, status: refusal.code, tried };
    const silent = errors.find(({ url }) => url.startsWith('turn'));
    return { code: 'net.relay-unreachable', side: 'own', relay: silent?.url ?? null, tried };
  }
  if (relays > 0 && remote.relayed === 0) return { code: 'net.relay-unreachable', side: 'other', relay: null, tried };
  if (relays > 0) return { code: 'net.relay-blocked', tried };
  if (local.named === local.total) return { code: 'net.names-only', side: 'own', tried };
  if (remote.named === remote.total) return { code: 'net.names-only', side: 'other', tried };
  if (onlyFamily(local) === 'v4' && onlyFamily(remote) === 'v6') return { code: 'net.no-common-family', own: 'v4', tried };
  if (onlyFamily(local) === 'v6' && onlyFamily(remote) === 'v4') return { code: 'net.no-common-family', own: 'v6', tried };
  return { code: 'net.direct-blocked', tried };
}

/** RFC 5389 15.6 and RFC 5766 15: the relay was reached and said no. 701 is the browser's own: nothing answered. */
function isRefusal({ url, code }: IceError): boolean {
  return url.startsWith('turn') && code >= 300 && code < 700;
}

/** Undefined where there are both, or a name that could be either. */
function onlyFamily({ v4, v6, total }: CandidateTally): 'v4' | 'v6' | undefined {
  return v4 === total ? 'v4' : v6 === total ? 'v6' : undefined;
}

function bounded(tally: CandidateTally): CandidateTally {
  const { total, host, named, reflexive, relayed, v4, v6 } = tally;
  const most = (count: number) => Math.min(MOST, count);
  return {
    total: most(total),
    host: most(host),
    named: most(named),
    reflexive: most(reflexive),
    relayed: most(relayed),
    v4: most(v4),
    v6: most(v6),
  };
}
