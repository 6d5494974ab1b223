const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/**
 * Why an address cannot be a webhook's; undefined where it can. HTTPS, or plain HTTP to this machine alone; no name and
 * password in it, which would stand in logs.
 */
export function webhookRefusal(text: string): 'not-an-address' | 'not-https' | 'credentials' | undefined {
  if (!URL.canParse(text)) return 'not-an-address';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'credentials';
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname));
  return isSafe ? undefined : 'not-https';
}

/** As long as what names a service, and shorter than what lets somebody in. */
const MAX_SHOWN = 16;

/**
 * Where an address leads, for whoever may not send there: its end, and often its whole path, is the secret that lets one in.
 * A first part of the path is shown where more follows it.
 */
export function shownAddress(text: string): string {
  if (!URL.canParse(text)) return '…';
  const { origin, protocol, pathname, search } = new URL(text);
  // Only these have an origin that says something.
  if (protocol !== 'https:' && protocol !== 'http:') return '…';
  const [first = '', ...more] = pathname.slice(1).split('/');
  if (first === '' && more.length === 0) return search === '' ? `${origin}/` : `${origin}/…`;
  return more.some((part) => part !== '') && first.length <= MAX_SHOWN ? `${origin}/${first}/…` : `${origin}/…`;
}
