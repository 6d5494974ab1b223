import { CAPABILITIES, type Capability, type RecordOutline } from '@alongside/protocol';
import type { LedgerEntry } from './entry.ts';

/** What was allowed at some time, in the order of the table. */
export function allowedIn(entries: readonly Pick<LedgerEntry, 'type' | 'data'>[]): Capability[] {
  const started = new Set(entries.flatMap(({ type, data }) => (type === 'grant/started' ? [data.capability] : [])));
  return CAPABILITIES.filter((capability) => started.has(capability));
}

/** What a record that holds has in it, and that is nobody's word. Undefined where the session is not over. */
export function recordOutlineOf(
  session: string,
  entries: readonly (Pick<LedgerEntry, 'type' | 'data' | 'at'> & { readonly texts: Readonly<Record<string, string>> })[],
): RecordOutline | undefined {
  const [start] = entries;
  const end = entries.at(-1);
  if (start?.type !== 'session/start' || end?.type !== 'session/end') return undefined;
  const count = (wanted: LedgerEntry['type']) => entries.filter(({ type }) => type === wanted).length;
  return {
    sessionId: session,
    technician: String(start.data.technicianName),
    startedAt: Date.parse(start.at),
    endedAt: Date.parse(end.at),
    allowed: allowedIn(entries),
    messages: count('chat/said') + count('chat/relayed'),
    commands: count('shell/command'),
    words: entries.some(({ texts }) => Object.keys(texts).length > 0),
  };
}

/** The entries that say what was typed into a shell, and what of it still runs. */
export function commandEntries(entries: readonly Pick<LedgerEntry, 'type' | 'seq'>[]): Set<number> {
  return new Set(entries.filter(({ type }) => type.startsWith('shell/')).map(({ seq }) => seq));
}
