import { ALLOW_AFTER_MS, GUARDED_ALLOW_AFTER_MS, narrow, standsFor } from '@alongside/consent';
import { comparedFirst } from '@alongside/identity';
import { hoursLeft } from '../trust/policy-desk.ts';
import type { ConsentDeskParts } from './consent-desk.ts';
import type { Joined, SessionPorts } from './joined.ts';
import { narrowedToWatching } from './watched-screen.ts';

type YesParts = Omit<ConsentDeskParts, 'identity' | 'ledger' | 'begin' | 'end' | 'isOpen'>;

/** What a yes in this session can be at most, whom it is for, and how it is asked: by the join, the rules, a permission. */
export function yesParts(ports: SessionPorts, joined: Joined, noticeShown: () => boolean): YesParts {
  const { clock, random, crypto, policy } = ports;
  const { standing, technicianView, watching } = joined;
  const { name, publicKey } = joined.technician;
  return {
    sessionId: joined.sessionId,
    clock,
    random,
    crypto,
    language: joined.language,
    allowAfterMs: joined.guard.length > 0 ? GUARDED_ALLOW_AFTER_MS : ALLOW_AFTER_MS,
    technicianKey: publicKey,
    narrow: (yes) => {
      const technician = { name, publicKey, certified: technicianView.standing.kind === 'certified' };
      const narrowed = narrow(policy.rules, { ...yes, technician, at: clock.now() }, hoursLeft);
      return watching ? narrowedToWatching(narrowed, yes.sinceMs) : narrowed;
    },
    standing: standing && {
      wordsHash: standing.receipt.wordsHash,
      names: (capability) => standsFor(standing.receipt, capability),
      leftMs: () => standing.leftMs(),
      noticeShown,
    },
    identityFirst: comparedFirst(technicianView.standing.kind),
  };
}
