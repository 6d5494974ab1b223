import type { TicketStatus } from '@alongside/protocol';
import type { TicketActor, TicketEventType } from '../ticket-model.ts';
import type { TicketCase } from './case-model.ts';

/** A closed ticket can be opened again for so long; after that a new one is linked to it. */
export const REOPEN_WINDOW_MS = 14 * 24 * 60 * 60_000;

interface StatusRow {
  /** Of the time that the desk has: a waiting ticket's clock stands still, an inactive one has none. */
  readonly clock: 'runs' | 'paused' | 'stopped';
  readonly phase: 'initial' | 'active' | 'waiting' | 'inactive';
}

export const STATUSES: Readonly<Record<TicketStatus, StatusRow>> = {
  new: { clock: 'runs', phase: 'initial' },
  open: { clock: 'runs', phase: 'active' },
  'pending-user': { clock: 'paused', phase: 'waiting' },
  'pending-vendor': { clock: 'runs', phase: 'waiting' },
  'pending-fix': { clock: 'paused', phase: 'waiting' },
  resolved: { clock: 'stopped', phase: 'inactive' },
  closed: { clock: 'stopped', phase: 'inactive' },
  merged: { clock: 'stopped', phase: 'inactive' },
  spam: { clock: 'stopped', phase: 'inactive' },
};

const isGuard = {
  owner: ({ owner }: TicketCase) => owner !== null,
  'no-owner': ({ owner }: TicketCase) => owner === null,
  problem: ({ work, problems }: TicketCase) => problems.length > 0 || work.some(({ kind }) => kind === 'known-or-new'),
  workaround: ({ work }: TicketCase) => work.some(({ kind }) => kind === 'workaround'),
  vendor: ({ work, vendor }: TicketCase) => vendor?.state === 'sent' || work.some(({ kind }) => kind === 'vendor'),
  'reopen-window': (before: TicketCase, at: number) => before.status !== 'closed' || at - before.since <= REOPEN_WINDOW_MS,
} as const satisfies Record<string, (after: TicketCase, at: number) => boolean>;
export type StatusGuard = keyof typeof isGuard;

export interface Transition {
  readonly from: TicketStatus;
  readonly to: TicketStatus;
  readonly by: readonly TicketActor['kind'][];
  /** Only for those who lead the desk; everybody else who may write may do the others. */
  readonly supervisor?: true;
  readonly guards: readonly StatusGuard[];
}

const ANYBODY = ['user', 'technician', 'system'] as const;
const STAFF = ['technician', 'system'] as const;

/** Every way from one status to another; what stands here in no row happens never. */
export const TRANSITIONS: readonly Transition[] = [
  { from: 'new', to: 'open', by: STAFF, guards: ['owner'] },
  // Solved in one step: who does it is its owner with that.
  { from: 'new', to: 'resolved', by: ['technician'], guards: ['owner'] },
  { from: 'new', to: 'closed', by: ['user', 'system'], guards: [] },
  { from: 'new', to: 'merged', by: ['technician'], guards: [] },
  { from: 'new', to: 'spam', by: ['technician'], supervisor: true, guards: [] },
  // A claim that is given up leaves nobody who answers for it.
  { from: 'open', to: 'new', by: ANYBODY, guards: ['no-owner'] },
  { from: 'open', to: 'pending-user', by: ['technician'], guards: ['owner'] },
  { from: 'open', to: 'pending-vendor', by: ['technician'], guards: ['owner', 'vendor'] },
  { from: 'open', to: 'pending-fix', by: ['technician'], guards: ['owner', 'problem', 'workaround'] },
  { from: 'open', to: 'resolved', by: ['technician'], guards: ['owner'] },
  { from: 'open', to: 'closed', by: ['user', 'system'], guards: [] },
  { from: 'open', to: 'merged', by: ['technician'], guards: [] },
  { from: 'pending-user', to: 'open', by: ANYBODY, guards: ['owner'] },
  // What was waited for came, and nobody has it any more: whoever takes it next.
  { from: 'pending-user', to: 'new', by: ANYBODY, guards: ['no-owner'] },
  { from: 'pending-user', to: 'resolved', by: STAFF, guards: ['owner'] },
  { from: 'pending-user', to: 'closed', by: ['user', 'system'], guards: [] },
  { from: 'pending-vendor', to: 'open', by: STAFF, guards: ['owner'] },
  { from: 'pending-vendor', to: 'closed', by: ['user', 'system'], guards: [] },
  { from: 'pending-fix', to: 'open', by: STAFF, guards: ['owner'] },
  { from: 'pending-fix', to: 'new', by: STAFF, guards: ['no-owner'] },
  { from: 'pending-fix', to: 'resolved', by: STAFF, guards: ['owner'] },
  { from: 'pending-fix', to: 'closed', by: ['user', 'system'], guards: [] },
  { from: 'resolved', to: 'closed', by: ANYBODY, guards: [] },
  { from: 'resolved', to: 'open', by: ANYBODY, guards: ['owner'] },
  { from: 'resolved', to: 'new', by: ANYBODY, guards: ['no-owner'] },
  { from: 'closed', to: 'open', by: ['user', 'technician'], guards: ['owner', 'reopen-window'] },
  { from: 'closed', to: 'new', by: ['user', 'technician'], guards: ['no-owner', 'reopen-window'] },
  // What it was opened for is there again: the same ticket, however late.
  { from: 'closed', to: 'open', by: ['system'], guards: ['owner'] },
  { from: 'closed', to: 'new', by: ['system'], guards: ['no-owner'] },
];

const ACTIVE: readonly TicketStatus[] = ['new', 'open', 'pending-user', 'pending-vendor', 'pending-fix'];
const LASTING: readonly TicketStatus[] = [...ACTIVE, 'resolved', 'closed'];

/** Statuses in which an entry may be made, where the state of the live help does not say it already. */
export const ENTRY_STATUSES: Readonly<Partial<Record<TicketEventType, readonly TicketStatus[]>>> = {
  reply: [...ACTIVE, 'resolved'],
  accepted: ['resolved'],
  rated: ['resolved', 'closed'],
  'manager-asked': [...ACTIVE, 'resolved'],
  call: [...ACTIVE, 'resolved'],
  'manager-heard': [...LASTING, 'merged', 'spam'],
  tagged: LASTING,
  linked: LASTING,
  watched: LASTING,
  reopened: ['resolved', 'closed'],
  problem: LASTING,
  developers: LASTING,
  reminded: ['pending-user'],
  attached: [...ACTIVE, 'resolved'],
  'task-done': LASTING,
};

/** The guard that does not hold, if any. `after` is the case as it would be, `before` decides about time. */
export function failingGuard(row: Transition, before: TicketCase, after: TicketCase, at: number): StatusGuard | undefined {
  return row.guards.find((guard) => !isGuard[guard](guard === 'reopen-window' ? before : after, at));
}

export function isActive(status: TicketStatus): boolean {
  return STATUSES[status].phase !== 'inactive';
}
