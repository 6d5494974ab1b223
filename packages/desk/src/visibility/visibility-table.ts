import type { PrivacyLevel, WorkItem } from '@alongside/protocol';
import type { TicketEventBody, TicketEventType } from '../ticket-model.ts';
import { type Audience, OUTSIDE_TIER } from './audience.ts';

/**
 * `whole`: as it stands. `words`: what somebody wrote is there, without what tells a person or a computer apart. `bare`:
 * that it happened, without what was written with it. `hidden`: nothing but that there is something.
 */
export type Sight = 'whole' | 'words' | 'bare' | 'hidden';
export type Row = Readonly<Record<Exclude<Audience, 'third'>, Sight>>;

/** Kinds of entries; what was found out counts by its own kind, a handover by whether it leaves the house. */
export type EntryKind = Exclude<TicketEventType, 'recorded'> | `recorded.${WorkItem['kind']}` | 'handover-offered.vendor';

const all = (vendor: Sight): Row => ({ vendor, first: 'whole', second: 'whole' });
const CLASSIFIED: Row = { vendor: 'hidden', first: 'hidden', second: 'whole' };
const THIRD_ALONE: Row = { vendor: 'hidden', first: 'hidden', second: 'hidden' };

/**
 * Who sees which entry of a ticket. What moves its status, tier or owner is hidden from nobody, so that everybody's reading
 * of the log adds up to the same ticket. Somebody's own entries are theirs to read.
 */
export const ENTRIES: Readonly<Record<EntryKind, Row>> = {
  created: all('words'),
  claimed: all('whole'),
  released: all('whole'),
  joined: all('whole'),
  'session-ended': all('whole'),
  // Who of the house looks on moves nothing.
  'watch-joined': all('hidden'),
  'watch-ended': all('hidden'),
  note: all('hidden'),
  chat: all('words'),
  reply: all('words'),
  'call-back': all('hidden'),
  call: all('hidden'),
  done: all('words'),
  cancelled: all('whole'),
  reopened: all('whole'),
  moved: all('bare'),
  accepted: all('whole'),
  rated: all('bare'),
  'manager-asked': all('hidden'),
  'manager-heard': all('hidden'),
  assigned: all('bare'),
  'offer-made': all('hidden'),
  'offer-passed': all('hidden'),
  'colleague-asked': all('hidden'),
  ranked: all('whole'),
  classified: all('whole'),
  tagged: all('hidden'),
  spoken: all('whole'),
  watched: all('hidden'),
  linked: all('hidden'),
  merged: all('whole'),
  absorbed: all('hidden'),
  problem: all('hidden'),
  // Whose tracker it is, and what it says, is the house's.
  developers: all('hidden'),
  // What is to be done may be about another ticket.
  task: all('hidden'),
  'task-done': all('hidden'),
  'vendor-asked': all('whole'),
  'vendor-answered': all('whole'),
  'vendor-sent': all('whole'),
  'crash-asked': all('hidden'),
  'crash-refused': all('hidden'),
  withheld: all('whole'),
  // A file of the user's may move the status; its name and its bytes are for the desk, or for the package that a vendor gets.
  reminded: all('whole'),
  attached: all('bare'),
  detached: all('bare'),
  // What its user passed on of a session is for the desk; what was typed into a shell, from tier 2 on (`RECORDS`).
  'record-kept': all('hidden'),
  'report-came': all('whole'),
  'report-gone': all('whole'),
  'handover-offered': all('bare'),
  'handover-offered.vendor': all('words'),
  'handover-accepted': all('whole'),
  'handover-returned': all('bare'),
  'handover-ended': all('whole'),
  'recorded.answers': all('words'),
  'recorded.step': all('words'),
  'recorded.no-steps': all('hidden'),
  'recorded.report-refused': all('hidden'),
  'recorded.known-or-new': all('words'),
  'recorded.workaround': all('words'),
  'recorded.level': all('hidden'),
  'recorded.playbook': all('words'),
  'recorded.playbook-step': all('words'),
  'recorded.visit': all('words'),
  'recorded.part': all('words'),
  'recorded.vendor': all('whole'),
  'recorded.vendor-consent': all('bare'),
  // Names other people's computers.
  'recorded.spread': CLASSIFIED,
  // Logs and what was read out of them.
  'recorded.analysis': { ...CLASSIFIED, vendor: 'words' },
  'recorded.configuration': THIRD_ALONE,
};

/** Who may have the bytes of a file; what a program held when it crashed can be anything that its user read or typed. */
export const FILES = {
  plain: all('bare'),
  crash: CLASSIFIED,
} as const satisfies Record<string, Row>;

/** What a ticket and its computer say beside the log. `words` is for texts; a name that is not seen is empty. */
export const FIELDS = {
  requester: all('hidden'),
  device: all('hidden'),
  callBack: all('hidden'),
  tags: all('hidden'),
  invitedBy: all('hidden'),
  /** Everybody at the desk, and groups that one is in no member of. */
  colleagues: all('hidden'),
  text: all('words'),
} as const satisfies Record<string, Row>;
export type TicketField = keyof typeof FIELDS;

/** Of the record of a session that its user kept with the ticket: what was typed into a shell, and what of it still runs. */
export const RECORDS = { commands: CLASSIFIED } as const satisfies Record<string, Row>;

interface ReportSight {
  readonly levels: readonly PrivacyLevel[];
  /** Areas of checks (`log.crash`) that are left out. */
  readonly without: readonly string[];
}

const LEVELS = ['P0', 'P1', 'P2', 'P3'] as const;
/** Of a report of a computer's checks. */
export const REPORTS: Readonly<Record<Audience, ReportSight>> = {
  vendor: { levels: ['P0', 'P1'], without: ['log', 'sec'] },
  first: { levels: ['P0', 'P1'], without: ['log'] },
  second: { levels: LEVELS, without: [] },
  third: { levels: LEVELS, without: [] },
};

/** Whether somebody may know that this check stands out on a computer. */
export function mayKnowCheck(check: string, audience: Audience): boolean {
  return !REPORTS[audience].without.includes(check.split('.', 1)[0] ?? '');
}

export function entryKind(body: TicketEventBody): EntryKind {
  if (body.type === 'recorded') return `recorded.${body.item.kind}`;
  if (body.type === 'handover-offered' && body.offer.toTier === OUTSIDE_TIER) return 'handover-offered.vendor';
  return body.type;
}

export function sightOf(row: Row, audience: Audience): Sight {
  return audience === 'third' ? 'whole' : row[audience];
}
