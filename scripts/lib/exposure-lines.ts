import type { AlongsideServer } from '@alongside/server';

/** What whoever started a server that others reach should know before they open its address. */
export function exposureLines({
  authority,
  address,
  addresses,
}: Pick<AlongsideServer, 'authority' | 'address' | 'addresses'>): string[] {
  if (!authority) return [];
  const { fingerprint, trustPage, outside } = authority;
  const others = addresses.filter((one) => one !== address && !/\/\/(127\.|\[::1\]|localhost)/u.test(one));
  return [
    ...(others.length > 0 ? [`It is reached at these, too: ${others.join(' ')}`] : []),
    ...(outside.length > 0
      ? [
          `Not in its certificate, since they came later: ${outside.join(' ')}`,
          'To have them in it: npm start -- --lan --new-ca (all browsers trust it anew, all agents are enrolled anew)',
        ]
      : []),
    'Browsers warn of it until they trust its certificate, once for each computer with a console. How, and what it means:',
    `Trust page: ${trustPage}`,
    `Fingerprint (SHA-256), to compare: ${fingerprint}`,
  ];
}
