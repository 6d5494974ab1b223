/** Links carry their token in the fragment, which browsers do not send to any server. A ticket's may have lost it: ''. */
export type FragmentLink = { readonly kind: 'setup' | 'invite' | 'follow'; readonly token: string };

const LINK = /^#(setup|invite|follow)=([A-Za-z0-9_-]{20,64})$/u;

/** The link of a ticket that was cut on its way, by a mail program say: its user must not be asked for a password. */
const CUT = /^#follow=/u;

export function readFragmentLink(hash: string): FragmentLink | undefined {
  const found = LINK.exec(hash);
  const [, kind, token] = found ?? [];
  if ((kind === 'setup' || kind === 'invite' || kind === 'follow') && token !== undefined) return { kind, token };
  return CUT.test(hash) ? { kind: 'follow', token: '' } : undefined;
}

/**
 * Takes a one-time link out of the address (and out of this entry of the history) before anything else runs. The link of a
 * ticket stays: its user comes back to it.
 */
export function takeFragmentLink(location: Location, history: History): FragmentLink | undefined {
  const link = readFragmentLink(location.hash);
  if (link !== undefined && link.kind !== 'follow') history.replaceState(null, '', location.pathname + location.search);
  return link;
}
