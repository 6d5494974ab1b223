/** An organisation's logo: put there by an admin, seen by everybody. */
import { request } from '@alongside/rpc';
import { z } from 'zod';
import { line, logoFacts, logoType, sha256 } from './common.ts';
import { done, downloadRoute, none, route, uploadRoute } from './route.ts';

/** Small enough for one answer on a socket, so that computers can keep it. */
export const MAX_LOGO_BYTES = 64 * 1024;
export const LOGO_TYPES = logoType.options;
/** In pixels, of width and height. */
export const LOGO_EDGES = { least: 16, most: 1024 } as const;

export const logoAdd = uploadRoute('/api/organisation/logo', 'organisation.write', "Puts the organisation's logo there", {
  body: z.strictObject({ name: line(200) }),
  result: logoFacts,
});
export const logoRemove = route('POST', '/api/organisation/logo/remove', 'organisation.write', 'Takes the logo away', {
  body: z.strictObject({}),
  result: done,
});
/** `attachment.not-found` where there is none. */
export const logo = downloadRoute('GET', '/api/logo', 'anyone', "The organisation's logo", { body: none });

const base64url = z.base64url().max(Math.ceil((MAX_LOGO_BYTES * 4) / 3) + 4);
/** What a computer asks its server for, once for each that there is. */
export const logoFetch = request('organisation/logo', {
  from: 'agent',
  params: z.strictObject({}),
  result: z.strictObject({ mediaType: logoType, base64url }),
});
/** What the computer keeps of it. */
export const keptLogo = z.strictObject({ sha256, mediaType: logoType, base64url });
export type KeptLogo = z.infer<typeof keptLogo>;

/** Between the agent's core and its page: the logo as it is kept here, also offline; null where there is none. */
export const logoRead = request('organisation/logo-read', {
  from: 'page',
  params: z.strictObject({}),
  result: z.strictObject({ logo: keptLogo.nullable() }),
});
