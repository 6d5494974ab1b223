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
