import { AppError } from '@alongside/base';
import { organisationHash } from '@alongside/protocol';

/** Adds the hash that the device is to pin. Throws `request.invalid` for a link that names another one already. */
export function withOrganisation(link: string, hash: string): string {
  const trimmed = link.trim();
  const [before, fragment, ...more] = trimmed.split('#');
  if (!before || !fragment?.startsWith('e=') || more.length > 0 || !organisationHash.safeParse(hash).success) {
    throw new AppError('request.invalid', 'this is not an enrollment link: it looks like https://help.example/get#e=…');
  }
  const named = fragment.split('&').filter((part) => part.startsWith('org='));
  if (named.length > 1 || (named[0] !== undefined && named[0] !== `org=${hash}`)) {
    throw new AppError('request.invalid', 'this link names another organisation');
  }
  return named.length === 1 ? trimmed : `${trimmed}&org=${hash}`;
}
