import { AppError } from '@alongside/base';
import { type IceServer, iceServer, iceUrl } from '@alongside/protocol';
import { z } from 'zod';

/** Where two ends ask for their addresses, and the relays that carry them where no direct way is open. */
export interface IceConfiguration {
  /** As `ALONGSIDE_ICE` has them, the same for everybody. */
  readonly servers: readonly IceServer[];
  /** A coturn with `use-auth-secret`; the secret never leaves the server. */
  readonly turn: { readonly urls: readonly string[]; readonly secret: string } | undefined;
}

/** Two ends see each other's own addresses and ask nobody. */
export const NO_ICE: IceConfiguration = { servers: [], turn: undefined };

const MAX_VARIABLE = 16 * 1024;
/** Of the 8 that the wire carries (packages/protocol), one is for the relays of `TURN_URL`. */
const MAX_SERVERS = 7;
const MAX_TURN_URLS = 8;
/** Whoever has one credential can try secrets against it at home. */
const MIN_SECRET = 16;

const servers = z.array(iceServer).max(MAX_SERVERS, `must have at most ${MAX_SERVERS} entries`);

/**
 * Reads `ALONGSIDE_ICE` (JSON: an array of RTCIceServer), `TURN_URL` (comma-separated `turn:` and `turns:` addresses) and
 * `TURN_SECRET` (coturn's `static-auth-secret`). Throws `request.invalid` naming the variable and the place in it, never
 * its secrets.
 */
export function readIceConfiguration(environment: NodeJS.ProcessEnv): IceConfiguration {
  return { servers: readServers(environment.ALONGSIDE_ICE ?? ''), turn: readTurn(environment) };
}

function readServers(text: string): readonly IceServer[] {
  if (text.trim() === '') return [];
  if (text.length > MAX_VARIABLE) throw wrong('ALONGSIDE_ICE', 'is too long');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // The parser's own words may repeat a password.
    throw wrong('ALONGSIDE_ICE', 'is no JSON. It looks like [{"urls":"stun:stun.example.org:3478"}]');
  }
  const parsed = servers.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw wrong(`ALONGSIDE_ICE${placeOf(issue?.path ?? [])}`, issue?.message ?? 'does not fit');
}

function readTurn(environment: NodeJS.ProcessEnv): IceConfiguration['turn'] {
  const text = environment.TURN_URL?.trim() ?? '';
  const secret = environment.TURN_SECRET ?? '';
  if (text === '' && secret === '') return undefined;
  if (text === '') throw wrong('TURN_URL', 'is missing, and TURN_SECRET alone says nothing');
  if (secret === '') throw wrong('TURN_SECRET', 'is missing: it is static-auth-secret of the relay in TURN_URL');
  if (secret.length < MIN_SECRET) throw wrong('TURN_SECRET', `needs at least ${MIN_SECRET} characters`);
  if (text.length > MAX_VARIABLE) throw wrong('TURN_URL', 'is too long');
  const urls = text.split(',').map((part) => part.trim());
  if (urls.length > MAX_TURN_URLS) throw wrong('TURN_URL', `must have at most ${MAX_TURN_URLS} addresses`);
  for (const [index, url] of urls.entries()) {
    if (url.startsWith('turn') && iceUrl.safeParse(url).success) continue;
    throw wrong(
      'TURN_URL',
      `has at place ${index + 1} what is no turn: or turns: address, for instance turn:turn.example.org:3478`,
    );
  }
  return { urls, secret };
}

/** `[1].urls` */
function placeOf(path: readonly PropertyKey[]): string {
  return path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
}

function wrong(place: string, what: string): AppError {
  return new AppError('request.invalid', `${place} ${what}.`, { context: { variable: place } });
}
