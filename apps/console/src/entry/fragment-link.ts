/** One-time links carry their token in the fragment, which browsers do not send to any server. */
export type FragmentLink = { readonly kind: 'setup' | 'invite'; readonly token: string };

const LINK = /^#(setup|invite)=([A-Za-z0-9_-]{20,64})$/u;

export function readFragmentLink(hash: string): FragmentLink | undefined {
  const found = LINK.exec(hash);
  const [, kind, token] = found ?? [];
  return (kind === 'setup' || kind === 'invite') && token !== undefined ? { kind, token } : undefined;
}

/** Takes the link out of the address (and out of this entry of the history) before anything else runs. */
export function takeFragmentLink(location: Location, history: History): FragmentLink | undefined {
  const link = readFragmentLink(location.hash);
  if (link !== undefined) history.replaceState(null, '', location.pathname + location.search);
  return link;
}
