import type { QueryClient, QueryKey } from '@tanstack/react-query';

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
