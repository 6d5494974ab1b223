import {
  MAX_PACKAGE_BYTES,
  type Report,
  type TicketEvent,
  type VendorPackage,
  vendorPackage,
  type WorkItem,
} from '@alongside/protocol';
import type { TicketCase } from '../case/case-model.ts';
import type { TicketEventBody } from '../ticket-model.ts';
import { entrySeenBy, type Reader } from '../visibility/seen-by.ts';
import { entryKind } from '../visibility/visibility-table.ts';

export interface PackageSources {
  readonly number: number;
  readonly vendor: string;
  readonly madeAt: number;
  readonly ticket: TicketCase;
  readonly events: readonly TicketEvent[];
  /** Without what is not for people from outside. */
  readonly report: Report | undefined;
  readonly redact: (text: string) => string;
  readonly bytesOf: (made: VendorPackage) => number;
}

const MAX_ENTRIES = 500;
/** What a vendor gets: the words of the log as the visibility table lets them through, and nothing that it does not. */
export function packageFor({ redact, bytesOf, report, events, ticket, ...head }: PackageSources): VendorPackage {
  const reader: Reader = { id: '', audience: 'vendor', redact };
  const entries = events.flatMap((event) => {
    const text = textOf(entrySeenBy(reader, event).body);
    if (text.trim() === '') return [];
    const from = event.actor.kind === 'technician' ? ('desk' as const) : event.actor.kind;
    return [{ at: event.at, from, kind: entryKind(event.body), text }];
  });
  const make = (newest: number, reports: Report[]) =>
    vendorPackage.parse({
      format: 'vendor-package/1',
      ...head,
      kind: ticket.kind,
      category: ticket.category,
      entries: entries.slice(Math.max(0, entries.length - newest)),
      reports,
    });
  let newest = Math.min(entries.length, MAX_ENTRIES);
  let made = make(newest, report ? [report] : []);
  if (bytesOf(made) > MAX_PACKAGE_BYTES) made = make(newest, []);
  while (bytesOf(made) > MAX_PACKAGE_BYTES) {
    newest = Math.floor(newest * 0.8);
    made = make(newest, []);
  }
  return made;
}

/** A package as somebody may read it: without the words of entries that are kept from them; the very same value where none is. */
export function packageSeenBy(reader: Reader, made: VendorPackage, events: readonly TicketEvent[]): VendorPackage {
  const keyOf = (at: number, kind: string) => `${at} ${kind}`;
  const kept = new Set(
    events
      .filter((event) => entrySeenBy(reader, event).body.type === 'withheld')
      .map(({ at, body }) => keyOf(at, entryKind(body))),
  );
  const isKept = ({ at, kind }: VendorPackage['entries'][number]) => kept.has(keyOf(at, kind));
  if (!made.entries.some(isKept)) return made;
  return { ...made, entries: made.entries.map((entry) => (isKept(entry) ? { ...entry, text: '' } : entry)) };
}

/** Where somebody said or found out something; that a ticket was claimed helps no vendor. */
function textOf(body: TicketEventBody): string {
  switch (body.type) {
    case 'created':
    case 'chat':
    case 'reply':
      return body.text;
    case 'done':
      return body.solution;
    case 'handover-offered':
      return [body.offer.reason, body.offer.instructions].join('\n').trim();
    case 'recorded':
      return workText(body.item);
    default:
      return '';
  }
}

function workText(item: WorkItem): string {
  switch (item.kind) {
    case 'answers':
      return Object.entries(item.answers)
        .map(([question, answer]) => `${question}: ${answer}`)
        .join('\n');
    case 'step':
      return `${item.text} (${item.result})`;
    case 'known-or-new':
      return `${item.decision}: ${item.problem}`;
    case 'analysis':
      return [item.text, ...item.evidence].join('\n');
    case 'workaround':
      return item.text;
    default:
      return '';
  }
}
