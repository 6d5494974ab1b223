import { TICKET_ORDERS, type TicketFilter, type TicketOrder, ticketFilter } from '@alongside/protocol';

/** What the address of the list says: the filter and the order. The queue stands in the path. */
export interface TicketSearch extends Omit<TicketFilter, 'queue'> {
  readonly by?: TicketOrder;
}

const PARTS = ticketFilter.keyof().exclude(['queue']).options;

/** Reads an address that anybody may have written: parts that are nothing are left out, and the rest is kept. */
export function readTicketSearch(search: Readonly<Record<string, unknown>>): TicketSearch {
  const by = TICKET_ORDERS.find((each) => each === search.by);
  let filter: TicketSearch = {};
  for (const part of PARTS) {
    const value = search[part];
    if (value === undefined || value === '') continue;
    // The router reads `text=1042` as a number; `tier=2` is one.
    const candidates = [value, String(value), Number(value)];
    const read = candidates.map((each) => ticketFilter.safeParse({ [part]: each })).find(({ success }) => success);
    if (read?.data) filter = { ...filter, ...read.data };
  }
  return { ...filter, ...(by === undefined ? {} : { by }) };
}

/** The address with parts changed; an empty part is taken out. */
export function withParts(search: TicketSearch, parts: Readonly<Record<string, string>>): TicketSearch {
  return readTicketSearch({ ...search, ...parts });
}

export function filterOf({ by: _, ...filter }: TicketSearch): TicketFilter {
  return filter;
}

export function isNarrowed(search: TicketSearch): boolean {
  return Object.keys(filterOf(search)).length > 0;
}
