import type { EntryType, LedgerEvent, SignedSpan } from '@alongside/consent';

/** What a line is about; each has a shape of its own. */
export type Topic =
  | 'session'
  | 'consent'
  | 'screen'
  | 'input'
  | 'shell'
  | 'chat'
  | 'diagnosis'
  | 'action'
  | 'link'
  | 'rules'
  | 'record';

type Prefix = EntryType extends `${infer First}/${string}` ? First : never;

const TOPICS: Readonly<Record<Prefix, Topic>> = {
  session: 'session',
  join: 'session',
  watch: 'session',
  guard: 'session',
  identity: 'session',
  consent: 'consent',
  grant: 'consent',
  review: 'consent',
  screen: 'screen',
  input: 'input',
  shell: 'shell',
  chat: 'chat',
  diagnostics: 'diagnosis',
  'crash-file': 'diagnosis',
  action: 'action',
  link: 'link',
  policy: 'rules',
  standing: 'rules',
  countersign: 'record',
};

/** True of the record, and nothing that a person did: left out until one asks for all of it. */
const BOOKKEEPING: ReadonlySet<EntryType> = new Set([
  'consent/shown',
  'grant/frozen',
  'grant/thawed',
  'link/rebuilt',
  'shell/output',
]);

export type TimelineItem =
  | { readonly kind: 'day'; readonly at: number; readonly key: string }
  | { readonly kind: 'event'; readonly at: number; readonly key: string; readonly topic: Topic; readonly event: LedgerEvent }
  /** From the next entry on others have signed, or nobody has. */
  | { readonly kind: 'signed'; readonly key: string; readonly by: SignedSpan['by'] };

/** The lines of a record, with days where there are several and the places where signatures end. Pure. */
export function timelineOf(events: readonly LedgerEvent[], spans: readonly SignedSpan[], everything: boolean): TimelineItem[] {
  const items: TimelineItem[] = [];
  const several = new Set(events.map(({ at }) => dayOf(at))).size > 1;
  let day: string | undefined;
  for (const event of events) {
    const span = spans.find(({ from }) => from === event.seq && from > 0);
    if (span) items.push({ kind: 'signed', key: `signed-${event.seq}`, by: span.by });
    if (!everything && BOOKKEEPING.has(event.type)) continue;
    const at = Date.parse(event.at);
    if (several && dayOf(event.at) !== day) items.push({ kind: 'day', key: `day-${event.seq}`, at });
    day = dayOf(event.at);
    items.push({ kind: 'event', key: `event-${event.seq}`, at, topic: topicOf(event.type), event });
  }
  return items;
}

export function bookkeepingIn(events: readonly LedgerEvent[]): number {
  return events.filter(({ type }) => BOOKKEEPING.has(type)).length;
}

function topicOf(type: EntryType): Topic {
  return TOPICS[type.slice(0, type.indexOf('/')) as Prefix];
}

/** In the reader's own time zone. */
function dayOf(at: string): string {
  return new Date(at).toDateString();
}
