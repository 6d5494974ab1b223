import { entriesSeenBy } from '@alongside/desk';
import { TICKETS_A_PAGE } from '@alongside/protocol';
import type { Stores } from '../storage/stores.ts';
import type { FoundTickets, Wanted } from '../storage/ticket-finder.ts';
import { wordsOf } from '../storage/ticket-index.ts';
import { type ReadingUser, readerOf } from './ticket-reader.ts';

/** Of somebody from outside, who has few. */
const LOOKED_THROUGH = 200;

/**
 * A search of somebody from outside: through what they may read of their own tickets, since the index has every word, and
 * whoever finds a ticket by a word knows that it is in it.
 */
export async function searchFromOutside(
  stores: Stores,
  organisationId: string,
  user: ReadingUser,
  { filter: { text = '', tag: _tag, ...filter }, order, now }: Wanted,
): Promise<FoundTickets> {
  const looker = { userId: user.id, ownOnly: true, classified: false };
  const rows = await stores.ticketFinder.newest(organisationId, looker, { filter, order, after: undefined, now }, LOOKED_THROUGH);
  const found: typeof rows = [];
  for (const row of rows) {
    const record = await stores.tickets.findSound(organisationId, row.id);
    const seen = entriesSeenBy(readerOf(user, row, row.deviceName ?? ''), record?.events ?? []);
    if (hasWords(`${row.number}\n${seen.map(wordsOf).join('\n')}`, text)) found.push(row);
  }
  return { rows: found.slice(0, TICKETS_A_PAGE), next: null, count: null };
}

/** Each word begins one of the text's, as in the index; none is in any. */
function hasWords(text: string, wanted: string): boolean {
  const words = wordsIn(text);
  return wordsIn(wanted).every((each) => words.some((word) => word.startsWith(each)));
}

function wordsIn(text: string): string[] {
  const plain = text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
  return plain.match(/[\p{L}\p{N}]+/gu) ?? [];
}
