import type { IncomingMessage } from 'node:http';

/** What a site asks of requests; all values are compared exactly. */
export interface RequestRules {
  /** With port, as it stands in Host. */
  readonly host: string;
  readonly origin: string;
  /** The only path at which a socket opens. */
  readonly socketPath: string;
  /** How the page itself may be asked for. */
  readonly document: 'window' | 'frame';
  /** True while a window of ours is being opened: the file that forwards makes that navigation cross-site. */
  readonly opening: () => boolean;
}

type Request = Pick<IncomingMessage, 'method' | 'url' | 'headers' | 'rawHeaders'>;

/** The HTTP status that refuses a plain request, or undefined where it may be answered. */
export function refuseRequest(request: Request, rules: RequestRules): number | undefined {
  if (!hostIs(request, rules.host)) return 421;
  if (request.method !== 'GET' && request.method !== 'HEAD') return 405;
  const { origin } = request.headers;
  if (origin !== undefined && origin !== rules.origin) return 403;
  return allowedFetch(request, rules) ? undefined : 403;
}

/** The HTTP status that refuses a socket, or undefined where it may open. */
export function refuseUpgrade(request: Request, rules: RequestRules): number | undefined {
  if (!hostIs(request, rules.host)) return 421;
  if (request.url !== rules.socketPath) return 404;
  if (request.method !== 'GET') return 405;
  if (request.headers.origin !== rules.origin) return 403;
  // Chromium 156 sends no Sec-Fetch headers with sockets, others do; Origin has been checked either way.
  const site = request.headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' ? undefined : 403;
}

/** Node keeps the first of several Host headers: more than one is a trick. */
function hostIs(request: Request, host: string): boolean {
  const hosts = request.rawHeaders.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host');
  return hosts.length === 1 && request.headers.host === host;
}

/** Fetch Metadata (W3C): browsers send it to loopback, so that its absence is refused too. */
function allowedFetch(request: Request, rules: RequestRules): boolean {
  const site = request.headers['sec-fetch-site'];
  const mode = request.headers['sec-fetch-mode'];
  const destination = request.headers['sec-fetch-dest'];
  if (mode !== 'navigate') return site === 'same-origin';
  if (request.url !== '/') return false;
  if (rules.document === 'frame') return destination === 'iframe' && (site === 'cross-site' || site === 'same-origin');
  return destination === 'document' && (site === 'none' || site === 'same-origin' || (site === 'cross-site' && rules.opening()));
}
