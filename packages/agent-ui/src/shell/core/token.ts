/**
 * The one-time token in the address's fragment (`#token=…`, or bare), which is taken out of address and history at once:
 * whoever looks over the shoulder or reads the history finds nothing. What else stands there (`&ask`) stays.
 */
export function takeToken(location: Location, history: History): string {
  const fragment = location.hash.slice(1);
  const parts = new URLSearchParams(fragment);
  history.replaceState(null, '', location.pathname + location.search + (parts.has('ask') ? ASK : ''));
  return parts.get('token') ?? fragment;
}

/** An address that leads to the beginning of a request. */
export const ASK = '#ask';
