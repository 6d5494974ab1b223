import { FLEET_A_PAGE } from '@alongside/protocol';

/** Where a page of a list stands in it. */
export interface PagePlace {
  /** From 0; the last one where a further one was asked for. */
  readonly page: number;
  readonly pages: number;
  /** Counted from 1; 0 where there is none. */
  readonly first: number;
  readonly last: number;
}

export interface PageOf<T> extends PagePlace {
  readonly rows: readonly T[];
}

export function placeOf(total: number, wanted: number, size: number = FLEET_A_PAGE): PagePlace {
  const pages = Math.max(1, Math.ceil(total / size));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  return { page, pages, first: total === 0 ? 0 : page * size + 1, last: Math.min(total, (page + 1) * size) };
}

export function pageOf<T>(rows: readonly T[], wanted: number, size: number = FLEET_A_PAGE): PageOf<T> {
  const place = placeOf(rows.length, wanted, size);
  return { ...place, rows: rows.slice(place.page * size, (place.page + 1) * size) };
}
