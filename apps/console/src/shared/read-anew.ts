import type { Disposable } from '@alongside/base';
import type { QueryClient, QueryKey } from '@tanstack/react-query';
import type { DeskClient } from '../desk/desk-client.ts';

/**
 * News came of what is read under this key. A first read that is under way may have been answered before them, and
 * react-query goes on with that one (of later ones it begins another): so it is followed by a second, of all news together.
 */
export async function readAnew(queries: QueryClient, queryKey: QueryKey): Promise<void> {
  const isFirst = ({ state }: { readonly state: { readonly data: unknown } }) => state.data === undefined;
  const hadFirst = queries.isFetching({ queryKey, predicate: isFirst }) > 0;
  await queries.invalidateQueries({ queryKey });
  if (hadFirst && queries.isFetching({ queryKey }) === 0) await queries.invalidateQueries({ queryKey });
}

/** Reads anew once the socket comes: what happened before it was there, or while it was away, was told to nobody. */
export function readAnewOnline({ state }: Pick<DeskClient, 'state'>, queries: QueryClient, queryKey: QueryKey): Disposable {
  return state.onChange((now) => now.state === 'online' && void readAnew(queries, queryKey));
}
