import type { Crypto } from '@alongside/base';
import { canonical } from '@alongside/consent';
import { tierTimes } from '@alongside/desk';
import type { HandoverManifest, TicketEvent } from '@alongside/protocol';

export interface PackageParts extends Pick<HandoverManifest, 'ticketId' | 'number' | 'fromTier' | 'toTier' | 'madeAt'> {
  readonly events: readonly TicketEvent[];
  readonly reports: HandoverManifest['reports'];
  readonly sessions: HandoverManifest['sessions'];
}

/** What a handover carries, as canonical text under its hash. */
export function handoverPackage({ events, ...parts }: PackageParts, crypto: Crypto): { sha256: string; text: string } {
  const manifest: HandoverManifest = {
    format: 'handover/1',
    ...parts,
    times: Object.fromEntries(Object.entries(tierTimes(events, parts.madeAt))),
    entries: events.map((event) => ({ seq: event.seq, sha256: crypto.sha256(canonical(event)) })),
  };
  const text = canonical(manifest);
  return { sha256: crypto.sha256(text), text };
}

/** The entries of a package that are still what was handed over. */
export function entriesOf(
  manifest: HandoverManifest,
  events: readonly TicketEvent[],
  sha256: (text: string) => string,
): TicketEvent[] {
  const wanted = new Map(manifest.entries.map((entry) => [entry.seq, entry.sha256]));
  return events.filter((event) => wanted.get(event.seq) === sha256(canonical(event)));
}
