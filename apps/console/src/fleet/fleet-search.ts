import type { DeviceOrder } from '@alongside/desk';
import { DEVICE_ORDERS, type DeviceFilter, deviceFilter } from '@alongside/protocol';
import { z } from 'zod';

/** What the address of the fleet's page says: the filter, the order, and the scan that is looked at. */
export interface FleetSearch extends DeviceFilter {
  readonly by?: DeviceOrder;
  /** Largest first. */
  readonly down?: true;
  readonly scan?: string;
  /** Words of a program's name; and whether only what its maker mends no more is shown. */
  readonly program?: string;
  readonly ended?: true;
}

const PARTS = deviceFilter.keyof().options;

/** Reads an address that anybody may have written: parts that are nothing are left out, and the rest is kept. */
export function readSearch(search: Readonly<Record<string, unknown>>): FleetSearch {
  const by = DEVICE_ORDERS.find((each) => each === search.by);
  return {
    ...readFilter(search),
    ...(by === undefined ? {} : { by }),
    ...(search.down === true ? { down: true as const } : {}),
    ...readPrograms(search),
    ...(typeof search.scan === 'string' && search.scan !== '' ? { scan: search.scan } : {}),
  };
}

const programWords = z.coerce.string().trim().min(1).max(80).optional().catch(undefined);

function readPrograms({ program, ended }: Readonly<Record<string, unknown>>): Pick<FleetSearch, 'program' | 'ended'> {
  const words = programWords.parse(program);
  return { ...(words === undefined ? {} : { program: words }), ...(ended === true ? { ended } : {}) };
}

/** Part by part, so that one bad part does not lose the others. */
export function readFilter(search: Readonly<Record<string, unknown>>): DeviceFilter {
  let filter: DeviceFilter = {};
  for (const part of PARTS) {
    const value = search[part];
    // The router reads `text=4471` as a number.
    const read = deviceFilter.safeParse({ [part]: typeof value === 'number' ? String(value) : value });
    if (read.success && value !== undefined && value !== '') filter = { ...filter, ...read.data };
  }
  return filter;
}

/** The address with parts of its filter changed; an empty part is taken out. */
export function withFilter(search: FleetSearch, parts: Readonly<Record<string, string>>): FleetSearch {
  return readSearch({ ...search, ...parts });
}

/** Whether two filters ask for the same: a saved view is the one that is looked at. */
export function sameFilter(one: DeviceFilter, other: DeviceFilter): boolean {
  return PARTS.every((part) => one[part] === other[part]);
}

export function isFiltered(filter: DeviceFilter): boolean {
  return !sameFilter(filter, {});
}
