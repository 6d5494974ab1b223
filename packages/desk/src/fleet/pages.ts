/** A thousand rows at once are slow to draw and to read; a hundred are not. */
export const PAGE_ROWS = 100;

export interface PageOf<T> {
  readonly rows: readonly T[];
  /** From 0; the last one where a further one was asked for. */
  readonly page: number;
  readonly pages: number;
  /** Counted from 1; 0 where there is none. */
  readonly first: number;
  readonly last: number;
}

export function pageOf<T>(rows: readonly T[], wanted: number, size: number = PAGE_ROWS): PageOf<T> {
  const pages = Math.max(1, Math.ceil(rows.length / size));
  const page = Math.min(Math.max(0, wanted), pages - 1);
  const shown = rows.slice(page * size, (page + 1) * size);
  return {
    rows: shown,
    page,
    pages,
    first: shown.length === 0 ? 0 : page * size + 1,
    last: page * size + shown.length,
  };
}
