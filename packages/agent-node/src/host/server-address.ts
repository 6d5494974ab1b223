import { AppError } from '@alongside/base';
import { organisationHash as organisationHashSchema } from '@alongside/protocol';

const TOKEN = /^[A-Za-z0-9_-]{40,64}$/u;
/** SHA-256, base64url. */
const HASH = /^[A-Za-z0-9_-]{43}$/u;

/** What an enrollment link says. */
export interface EnrollmentLink {
  /** Origin of the server, without a path. */
  readonly server: string;
  readonly token: string;
  /** Of the server's own authority: SHA-256 of its certificate (DER), base64url. */
  readonly pin?: string;
  /** Of the organisation's key: SHA-256 of it, base64url. Appended by its keeper, not by the server. */
  readonly organisationHash?: string;
}

/**
 * Reads `ORIGIN/get#e=TOKEN`, with `&ca=PIN` of a server with its own authority and `&org=HASH` of an organisation with a
 * key; other parts of the fragment are for later versions and are passed over.
 * Throws `request.invalid` with what is wrong, never with the token.
 */
export function parseEnrollmentLink(link: string): EnrollmentLink {
  const url = parseUrl(link.trim());
  const parts = new URLSearchParams(url.hash.slice(1));
  const token = parts.get('e') ?? '';
  const pin = parts.get('ca');
  const organisationHash = parts.get('org');
  // A hash that was cut off must not become a link without one.
  const isPinGood = pin === null || (HASH.test(pin) && url.protocol === 'https:');
  const isHashGood = organisationHash === null || organisationHashSchema.safeParse(organisationHash).success;
  if (url.pathname !== '/get' || url.search !== '' || !TOKEN.test(token) || !isPinGood || !isHashGood) {
    throw new AppError(
      'request.invalid',
      'this is not an enrollment link: it looks like https://help.example/get#e=… and comes from your admin',
    );
  }
  return {
    server: checkServer(url.href),
    token,
    ...(pin === null ? {} : { pin }),
    ...(organisationHash === null ? {} : { organisationHash }),
  };
}

/**
 * The origin of a server that may be spoken to: https anywhere, http on this machine only, since anything else could be
 * read and changed on the way. Throws `request.invalid`.
 */
export function checkServer(address: string): string {
  const url = parseUrl(address);
  const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/u.test(url.hostname);
  if (url.username !== '' || url.password !== '')
    throw new AppError('request.invalid', 'a server address has no user name in it');
  if (url.protocol === 'https:' || (url.protocol === 'http:' && loopback)) return url.origin;
  throw new AppError(
    'request.invalid',
    `${url.origin} is not protected: the agent speaks https, and http only to this machine. Ask your admin for an https link.`,
  );
}

function parseUrl(text: string): URL {
  if (text.length <= 500 && URL.canParse(text)) return new URL(text);
  throw new AppError('request.invalid', 'this is not a web address');
}
