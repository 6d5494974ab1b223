import type { HandoverKind, HandoverNeed, NamedPerson, Questionnaire } from '@alongside/protocol';
import { triedInPlaybooks } from '../playbooks/playbook-run.ts';
import { isAgreed } from '../vendors/vendor-hand.ts';
import type { TicketCase } from './case-model.ts';
import { isComplete, levelOf, QUESTIONNAIRE } from './questionnaire.ts';

interface HandoverRow {
  readonly kind: HandoverKind;
  readonly from: readonly number[];
  /** Tiers above (or below) the one that it leaves. */
  readonly by: readonly number[];
  readonly needs: readonly HandoverNeed[];
}

/** Which moves there are between tiers, and what must be there before one is offered. */
export const HANDOVERS: readonly HandoverRow[] = [
  { kind: 'up', from: [1], by: [1], needs: ['questionnaire', 'category', 'steps', 'diagnosis', 'back-channel', 'level'] },
  { kind: 'up', from: [2], by: [1], needs: ['known-or-new', 'analysis', 'evidence'] },
  { kind: 'up', from: [3], by: [1], needs: ['vendor', 'user-consent'] },
  { kind: 'up', from: [2], by: [2], needs: ['known-or-new', 'vendor', 'user-consent'] },
  // Past a tier, for what is major: somebody who leads the desk says why.
  { kind: 'up', from: [1], by: [2], needs: ['supervisor', 'reason'] },
  { kind: 'down', from: [2, 3, 4], by: [-1], needs: ['instructions'] },
  { kind: 'lateral', from: [1, 2, 3, 4], by: [0], needs: ['reason'] },
  { kind: 'refer', from: [1, 2, 3, 4], by: [-3, -2, -1, 0, 1, 2, 3], needs: ['reason'] },
];

/** What is not in the ticket's own log. */
export interface HandoverFacts {
  /** Reports of checks that came with the ticket. */
  readonly reports: number;
  /** The user can be written to: a computer that is enrolled, or a link that was given. */
  readonly reachable: boolean;
  readonly bySupervisor: boolean;
  readonly reason: string;
  readonly instructions: string;
  /** What the desk asks now. */
  readonly asked: Questionnaire;
}

type Has = (ticket: TicketCase, facts: HandoverFacts) => boolean;
const work =
  (...kinds: string[]): Has =>
  (ticket) =>
    ticket.work.some(({ kind }) => kinds.includes(kind));

const HAS: Readonly<Record<HandoverNeed, Has>> = {
  questionnaire: (ticket, { asked }) => isComplete(ticket, asked),
  category: (ticket) => ticket.category !== null,
  steps: (ticket, facts) => work('step', 'no-steps')(ticket, facts) || triedInPlaybooks(ticket.work),
  diagnosis: (ticket, { reports }) => reports > 0 || work('report-refused')(ticket, NOTHING),
  'back-channel': (ticket, { reachable }) => reachable || ticket.hasCallBack,
  'known-or-new': (ticket, facts) => ticket.problems.length > 0 || work('known-or-new')(ticket, facts),
  analysis: work('analysis'),
  evidence: (ticket) =>
    ticket.work.some((item) => item.kind === 'spread' || (item.kind === 'analysis' && item.evidence.length > 0)),
  vendor: (ticket, facts) => ticket.vendor !== null || work('vendor')(ticket, facts),
  'user-consent': ({ vendor }) => isAgreed(vendor),
  reason: (_, { reason }) => reason.trim() !== '',
  instructions: (_, { instructions }) => instructions.trim() !== '',
  // The answers speak for more than this tier, or somebody says why it goes up all the same.
  level: (ticket, { reason, asked }) => levelOf(ticket, asked).tier > ticket.tier || reason.trim() !== '',
  supervisor: (ticket, { bySupervisor }) => bySupervisor && ticket.major,
};
const NOTHING: HandoverFacts = {
  reports: 0,
  reachable: false,
  bySupervisor: false,
  reason: '',
  instructions: '',
  asked: QUESTIONNAIRE,
};

export function handoverRow(fromTier: number, kind: HandoverKind, toTier: number): HandoverRow | undefined {
  return HANDOVERS.find((row) => row.kind === kind && row.from.includes(fromTier) && row.by.includes(toTier - fromTier));
}

/** What such a handover lacks now; undefined where there is no such move. */
export function missingFor(
  ticket: TicketCase,
  { kind, toTier }: { kind: HandoverKind; toTier: number },
  facts: HandoverFacts,
): readonly HandoverNeed[] | undefined {
  return handoverRow(ticket.tier, kind, toTier)?.needs.filter((need) => !HAS[need](ticket, facts));
}

/**
 * Who goes on with a ticket instead of `technicianId`: somebody accepted its newest handover and owns it since. A view that
 * was asked for hands nothing over.
 */
export function takenOverBy(ticket: TicketCase | undefined, technicianId: string): NamedPerson | undefined {
  const { handover, owner } = ticket ?? {};
  if (handover?.state !== 'accepted' || handover.offer.kind === 'refer') return undefined;
  const { accepter } = handover;
  return accepter.id !== technicianId && owner?.id === accepter.id ? accepter : undefined;
}
