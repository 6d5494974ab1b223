import type { TicketEvent } from '@alongside/protocol';
import { EDITS } from '../case/edits.ts';
import type { TicketEventBody } from '../ticket-model.ts';
import type { Audience } from './audience.ts';
import { ENTRIES, entryKind, FIELDS, sightOf, type TicketField } from './visibility-table.ts';

/** Somebody who reads a ticket. */
export interface Reader {
  readonly id: string;
  readonly audience: Audience;
  /** A text of somebody's without what tells its user and their computer apart. */
  readonly redact: (text: string) => string;
}

/** Where people write what they like; everything else in an entry is out of a list, a number or a name of the desk's. */
const WRITTEN: ReadonlySet<string> = new Set([
  'text',
  'solution',
  'note',
  'comment',
  'reason',
  'instructions',
  'how',
  'problem',
  'question',
  'answers',
  'evidence',
  'fileName',
  'program',
]);

/** An entry as this reader may have it; whole (the very same value) where nothing is kept from them. */
export function entrySeenBy({ id, audience, redact }: Reader, event: TicketEvent): TicketEvent {
  const { body, actor } = event;
  const sight = sightOf(ENTRIES[entryKind(body)], audience);
  const isOwn = actor.kind === 'technician' && actor.id === id;
  if (isOwn) return event;
  const hidesUser = actor.kind === 'user' && sightOf(FIELDS.requester, audience) === 'hidden';
  if (sight === 'whole' && !hidesUser) return event;
  return { ...event, actor: hidesUser ? { ...actor, name: '' } : actor, body: bodySeen(body, sight, redact) };
}

export function entriesSeenBy(reader: Reader, events: readonly TicketEvent[]): TicketEvent[] {
  return events.map((event) => entrySeenBy(reader, event));
}

export function sees({ audience }: Pick<Reader, 'audience'>, field: TicketField): boolean {
  return sightOf(FIELDS[field], audience) === 'whole';
}

/** A text beside the log, such as the subject. */
export function textSeenBy({ audience, redact }: Reader, text: string): string {
  return sightOf(FIELDS.text, audience) === 'whole' ? text : redact(text);
}

function bodySeen(
  body: TicketEventBody,
  sight: 'whole' | 'words' | 'bare' | 'hidden',
  redact: Reader['redact'],
): TicketEventBody {
  switch (sight) {
    case 'whole':
      return body;
    case 'hidden':
      // That a version was made of it counts for whoever edits.
      return { type: 'withheld', edits: EDITS[body.type].length > 0 };
    case 'words':
      return written(withoutContact(body), redact);
    case 'bare':
      return written(withoutQuestion(body), () => '');
  }
}

/** How a user is reached is as telling as who they are. */
function withoutContact(body: TicketEventBody): TicketEventBody {
  if (body.type !== 'created') return body;
  const { contact: _, ...rest } = body;
  return rest;
}

/** A crash file as any other: of the question for it they know nothing, and what answers no question would be no entry. */
function withoutQuestion(body: TicketEventBody): TicketEventBody {
  if (body.type !== 'attached') return body;
  const { crash: _, ...rest } = body;
  return rest;
}

function written<T>(value: T, change: (text: string) => string): T {
  return mapped(value, change, false) as T;
}

function mapped(value: unknown, change: (text: string) => string, isWritten: boolean): unknown {
  if (typeof value === 'string') return isWritten ? change(value) : value;
  if (Array.isArray(value)) return value.map((each) => mapped(each, change, isWritten));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, mapped(part, change, isWritten || WRITTEN.has(name))]),
  );
}
