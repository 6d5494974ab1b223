/**
 * The one-time token in the address's fragment (`#token=…`, or bare), which is taken out of address and history at once:
 * whoever looks over the shoulder or reads the history finds nothing.
 */
export function takeToken(location: Location, history: History): string {
  const fragment = location.hash.slice(1);
  history.replaceState(null, '', location.pathname + location.search);
  return new URLSearchParams(fragment).get('token') ?? fragment;
}
