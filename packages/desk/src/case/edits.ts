import type { TicketEvent } from '@alongside/protocol';
import type { TicketEventType } from '../ticket-model.ts';

export type EditedPart = 'status' | 'owner' | 'group' | 'rank' | 'category' | 'tags' | 'links' | 'handover';

/**
 * The parts of a ticket that an entry writes over, so that of two editors the second must look again. What only adds
 * (words, work, watchers, what happens live) is in nobody's way.
 */
export const EDITS: Readonly<Record<TicketEventType, readonly EditedPart[]>> = {
  created: [],
  claimed: [],
  released: [],
  joined: [],
  'session-ended': [],
  'watch-joined': [],
  'watch-ended': [],
  note: [],
  chat: [],
  'call-back': [],
  call: [],
  done: ['status'],
  cancelled: ['status'],
  reopened: ['status'],
  reply: [],
  moved: ['status'],
  accepted: ['status'],
  rated: [],
  'manager-asked': [],
  'manager-heard': [],
  assigned: ['owner', 'group'],
  'offer-made': [],
  'offer-passed': [],
  'colleague-asked': [],
  ranked: ['rank'],
  classified: ['category'],
  tagged: ['tags'],
  spoken: [],
  watched: [],
  linked: ['links'],
  merged: ['status', 'links'],
  absorbed: ['links'],
  recorded: [],
  problem: [],
  developers: [],
  task: [],
  'task-done': [],
  'handover-offered': ['handover'],
  'handover-accepted': ['owner', 'group', 'handover'],
  'handover-returned': ['handover'],
  'handover-ended': ['handover'],
  'vendor-asked': [],
  'vendor-answered': [],
  'vendor-sent': ['status'],
  'crash-asked': [],
  'crash-refused': [],
  // Says itself whether it stands for one that does.
  withheld: [],
  reminded: [],
  attached: [],
  'record-kept': [],
  'report-came': [],
  'report-gone': [],
  detached: [],
};

export interface Difference {
  readonly parts: readonly EditedPart[];
  /** Who wrote last, and when. */
  readonly by: string;
  readonly at: number;
}

/** What others wrote after the version that an editor saw; undefined where that is the newest. */
export function differenceSince(events: readonly TicketEvent[], seen: number): Difference | undefined {
  const edits = events.filter(({ body }) => EDITS[body.type].length > 0).slice(seen);
  const last = edits.at(-1);
  if (!last) return undefined;
  const parts = [...new Set(edits.flatMap(({ body }) => EDITS[body.type]))];
  return { parts, by: last.actor.name, at: last.at };
}
