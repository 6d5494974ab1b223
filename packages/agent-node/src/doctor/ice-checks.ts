import { safeLine } from '@alongside/base';
import type { IceServer } from '@alongside/protocol';
import type { Candidate, Connection, IceErrorEvent, Wrtc } from '../load-wrtc.ts';
import { type Finding, finding } from './finding.ts';

/** STUN over UDP is tried for 9.5 s before it is given up (RFC 5389 7.2.1). */
const GATHER_MS = 11_000;
const LOOP_MS = 10_000;

interface Gathered {
  /** The time did not run out. */
  readonly complete: boolean;
  readonly candidates: readonly string[];
  readonly errors: readonly Pick<IceErrorEvent, 'address' | 'errorCode' | 'errorText'>[];
}

/** The addresses that this computer could be reached at. */
export async function checkAddresses(wrtc: Wrtc): Promise<Finding> {
  const { candidates } = await gather(wrtc, { iceServers: [], policy: 'all' }, () => false);
  const hosts = outwardHosts(candidates);
  if (hosts.length === 0) return finding('addresses', 'fail', 'none');
  return finding('addresses', 'ok', 'found', { addresses: safeLine(hosts.join(', '), 300) });
}

function outwardHosts(candidates: readonly string[]): readonly string[] {
  const all = candidates.filter((line) => / udp /iu.test(line)).map((line) => line.split(' ')[4] ?? '');
  // Those of this computer to itself are told in Node, not in browsers; they are of no use to others.
  return [...new Set(all)].filter((address) => !/^(?:127\.|::1$|fe80:)/iu.test(address));
}

/** Every address of the servers on its own, all at once. What has not answered within `limitMs` is silent. */
export function checkServers(wrtc: Wrtc, iceServers: readonly IceServer[], limitMs = GATHER_MS): Promise<readonly Finding[]> {
  const each = iceServers.flatMap((server) => [server.urls].flat().map((url) => ({ ...server, urls: url })));
  return Promise.all(
    each.map((server) => (server.urls.startsWith('turn') ? checkTurn(wrtc, server, limitMs) : checkStun(wrtc, server, limitMs))),
  );
}

async function checkStun(wrtc: Wrtc, server: IceServer, limitMs: number): Promise<Finding> {
  const url = String(server.urls);
  const asked = { iceServers: [server], policy: 'all', limitMs } as const;
  const seen = await gather(wrtc, asked, (line) => line.includes(' typ srflx'));
  const outside = seen.candidates.find((line) => line.includes(' typ srflx'))?.split(' ')[4];
  if (outside !== undefined) return finding('stun', 'ok', 'seen', { url, address: outside });
  if (!seen.complete || isUnanswered(seen)) return finding('stun', 'fail', 'silent', { url });
  // What equals an own address is not told again.
  return finding('stun', 'ok', 'same', { url });
}

/**
 * An own IPv6 address cannot ask a server that has IPv4 alone, and is told so at once (libwebrtc, StunPort): that is no
 * silence of the server, unless none of the own addresses can ask it.
 */
function isUnanswered({ candidates, errors }: Gathered): boolean {
  const isForeign = ({ errorText }: Gathered['errors'][number]) => errorText.includes('address is incompatible');
  if (errors.some((error) => !isForeign(error))) return true;
  const foreign = new Set(errors.map(({ address }) => (address?.startsWith('[') ? 6 : 4)));
  const own = new Set(outwardHosts(candidates).map((address) => (address.includes(':') ? 6 : 4)));
  return own.size > 0 && [...own].every((family) => foreign.has(family));
}

async function checkTurn(wrtc: Wrtc, server: IceServer, limitMs: number): Promise<Finding> {
  const url = String(server.urls);
  const asked = { iceServers: [server], policy: 'relay', limitMs } as const;
  const seen = await gather(wrtc, asked, (line) => line.includes(' typ relay'));
  const relayed = seen.candidates.find((line) => line.includes(' typ relay'))?.split(' ');
  if (relayed !== undefined) return finding('turn', 'ok', 'given', { url, address: relayed[4] ?? '' });
  const refused = seen.errors.find(({ errorCode }) => errorCode >= 300 && errorCode < 700);
  if (refused) return finding('turn', 'fail', 'refused', { url, status: refused.errorCode });
  return finding(
    'turn',
    'fail',
    url.startsWith('turns:') ? 'silentTls' : url.includes('transport=tcp') ? 'silentTcp' : 'silentUdp',
    { url },
  );
}

/** Data from this computer through the relay back to itself: the relay's own ports are open, not only its front door. */
export async function checkRelayLoop(wrtc: Wrtc, iceServers: readonly IceServer[]): Promise<Finding> {
  const open = () => new wrtc.RTCPeerConnection({ iceServers, iceTransportPolicy: 'relay' });
  const [one, other] = [open(), open()];
  let timer: NodeJS.Timeout | undefined;
  try {
    const channel = one.createDataChannel('doctor', { ordered: true });
    other.ondatachannel = ({ channel: theirs }) => {
      theirs.onmessage = ({ data }) => theirs.send(String(data));
    };
    const returned = new Promise<number>((resolve) => {
      let sentAt = 0;
      channel.onopen = () => {
        sentAt = performance.now();
        channel.send('there and back');
      };
      channel.onmessage = () => resolve(performance.now() - sentAt);
    });
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => resolve(undefined), LOOP_MS);
    });
    await introduce(one, other);
    const tookMs = await Promise.race([returned, late]);
    return tookMs === undefined
      ? finding('relay', 'fail', 'blocked')
      : finding('relay', 'ok', 'through', { ms: Math.max(1, Math.round(tookMs)) });
  } finally {
    clearTimeout(timer);
    one.close();
    other.close();
  }
}

async function introduce(one: Connection, other: Connection): Promise<void> {
  const pass = (to: Connection, ready: Promise<void>) => {
    return ({ candidate }: { readonly candidate: Candidate | null }) => {
      // A connection that is over takes none; what it was for has been told by then.
      if (candidate?.candidate) ready.then(() => to.addIceCandidate(candidate)).catch(() => undefined);
    };
  };
  const described = { one: Promise.withResolvers<void>(), other: Promise.withResolvers<void>() };
  one.onicecandidate = pass(other, described.other.promise);
  other.onicecandidate = pass(one, described.one.promise);
  const offer = await one.createOffer();
  await one.setLocalDescription(offer);
  await other.setRemoteDescription(offer);
  described.other.resolve();
  const answer = await other.createAnswer();
  await other.setLocalDescription(answer);
  await one.setRemoteDescription(answer);
  described.one.resolve();
}

/** Gathers until enough was seen, nothing more comes, or the time is over. */
async function gather(
  wrtc: Wrtc,
  {
    iceServers,
    policy,
    limitMs = GATHER_MS,
  }: { readonly iceServers: readonly IceServer[]; readonly policy: 'all' | 'relay'; readonly limitMs?: number },
  isEnough: (candidate: string) => boolean,
): Promise<Gathered> {
  const connection = new wrtc.RTCPeerConnection({ iceServers, iceTransportPolicy: policy });
  const candidates: string[] = [];
  const errors: IceErrorEvent[] = [];
  let timer: NodeJS.Timeout | undefined;
  try {
    const complete = await new Promise<boolean>((resolve, reject) => {
      timer = setTimeout(() => resolve(false), limitMs);
      connection.onicecandidateerror = (event) => errors.push(event);
      connection.onicecandidate = ({ candidate }) => {
        if (!candidate) return resolve(true);
        candidates.push(candidate.candidate);
        if (isEnough(candidate.candidate)) resolve(true);
      };
      connection.createDataChannel('doctor', { ordered: true });
      connection
        .createOffer()
        .then((offer) => connection.setLocalDescription(offer))
        .catch(reject);
    });
    return { complete, candidates, errors };
  } finally {
    clearTimeout(timer);
    connection.close();
  }
}
