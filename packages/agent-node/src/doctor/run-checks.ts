import type { ServerPlace } from '../host/server-connection.ts';
import { loadWrtc } from '../load-wrtc.ts';
import { type Finding, finding } from './finding.ts';
import { checkAddresses, checkRelayLoop, checkServers } from './ice-checks.ts';
import { type Access, askIceServers, checkConnection, checkName, checkProxy, checkSocket, notReached } from './server-checks.ts';

export interface Examined {
  readonly place: ServerPlace;
  readonly access: Access;
  /** For HTTPS_PROXY and NO_PROXY. */
  readonly environment: NodeJS.ProcessEnv;
  /**
   * Why the authority that must vouch for the server could not be had. No other may vouch in its place, so nothing is
   * sent to the server then, and the checks end with this.
   */
  readonly noAuthority?: unknown;
}

/**
 * Looks at everything between this computer and a session, in the order in which one thing needs the other, and tells
 * each finding as it comes. What could not be looked at, since something before it failed, is left out.
 */
export async function* runChecks({ place, access, environment, noAuthority }: Examined): AsyncGenerator<Finding> {
  const proxy = checkProxy(place, environment);
  yield proxy;
  const viaProxy = proxy.code !== 'none' && proxy.status === 'ok';
  yield await checkName(place, viaProxy);
  if (noAuthority !== undefined) return yield notReached(place, noAuthority, viaProxy);
  const { findings, serverNow } = await checkConnection(place, environment, viaProxy);
  yield* findings;
  const reached = findings.every(({ part, status }) => part !== 'connection' || status !== 'fail');
  if (reached) yield await checkSocket(place, environment);
  const asked = reached && serverNow ? await askIceServers(place, access, { environment, serverNow }) : undefined;
  if (asked) yield asked.found;
  yield* checkWays(asked?.iceServers);
}

async function* checkWays(iceServers: Awaited<ReturnType<typeof askIceServers>>['iceServers']): AsyncGenerator<Finding> {
  let wrtc: Awaited<ReturnType<typeof loadWrtc>>;
  try {
    wrtc = await loadWrtc();
  } catch {
    // An optional package: without it the rest is still worth knowing.
    return yield finding('addresses', 'warn', 'noWebRtc');
  }
  const addresses = await checkAddresses(wrtc);
  yield addresses;
  if (iceServers === undefined || addresses.status === 'fail') return;
  const found = await checkServers(wrtc, iceServers);
  yield* found;
  const relays = iceServers.filter(({ urls }) => [urls].flat().some((url) => url.startsWith('turn')));
  if (relays.length === 0) yield finding('turn', 'warn', 'none');
  else if (found.some(({ part, status }) => part === 'turn' && status === 'ok')) yield await checkRelayLoop(wrtc, relays);
}
