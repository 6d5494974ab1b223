import { HTTPS_ONLY_TEXT, ONLINE_PATH, ONLINE_TEXT, RELEASE_HEADER } from '@alongside/protocol';
import { checkOutcome, type Recording } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { type CertificateShown, type HttpAnswer, ProbeFailure, type ServerOfProbes, type WayOut } from '../tools.ts';
import { agentSelf } from './agent-self.ts';
import { CHECKS } from './index.ts';
import { netCaptive } from './net-captive.ts';
import { netDns } from './net-dns.ts';
import { netInet } from './net-inet.ts';
import { netJitter } from './net-jitter.ts';
import { netRtc } from './net-rtc.ts';
import { netTls } from './net-tls.ts';
import { osTime } from './os-time.ts';

const URL = 'https://help.example.org';
const SERVER: ServerOfProbes = { url: URL, pinned: true, key: 'taken' };
const NOON = Date.UTC(2026, 10, 29, 12);
const answer = (roundTripMs: number, rest: Partial<HttpAnswer> = {}): HttpAnswer => ({
  status: 200,
  headers: { date: 'Sun, 29 Nov 2026 12:00:00 GMT', [RELEASE_HEADER]: '1.2.3' },
  body: ONLINE_TEXT,
  roundTripMs,
  ...rest,
});
const SILENT = new ProbeFailure('timeout');
const PORTAL = answer(5, { body: '<html>Welcome to the hotel</html>' });
const HEAD = 'Iface\tDestination\tGateway\n';
const machine = (rest: Partial<Recording> = {}): Recording => ({
  system: 'linux',
  server: SERVER,
  now: NOON,
  ...rest,
  files: {
    '/proc/net/route': `${HEAD}eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n`,
    '/sys/class/net/eth0/type': '1\n',
    '/sys/class/net/eth0/operstate': 'up\n',
    ...rest.files,
  },
  folders: { '/sys/class/net': ['eth0'], '/sys/class/net/eth0/device': ['driver'] },
});
type Page = HttpAnswer | readonly HttpAnswer[] | ProbeFailure;
const answering = (page: Page, rest: Partial<Recording> = {}) => machine({ ...rest, pages: { [`${URL}${ONLINE_PATH}`]: page } });
const NO_GATEWAY = { '/proc/net/route': HEAD };
const finds = (found: boolean, open = false): NonNullable<Recording['network']> => ({
  resolve: async () => (found ? ['192.0.2.80'] : []),
  reaches: async () => open,
});

describe('what asks the server', () => {
  const asking = [netInet, netJitter, netDns, netCaptive, netTls, netRtc, osTime, agentSelf];
  it.each(asking.map((check) => [check.id, check] as const))('%s is unsupported without one', async (_, check) => {
    expect(await checkOutcome(check, { system: 'linux' })).toBe('unknown: unsupported');
  });

  it('asks nobody else', async () => {
    const asked: string[] = [];
    const note = (what: string) => {
      asked.push(what);
      return Promise.reject(SILENT);
    };
    const network: NonNullable<Recording['network']> = {
      get: note,
      resolve: (name) => note(name),
      reaches: (host) => note(host),
      resolvers: () => ['192.0.2.53'],
      certificate: () => note('the server’s certificate'),
      ping: (host) => note(host),
      waysOut: () => note('the server’s relays'),
    };
    const checks = CHECKS.filter(({ id }) => /^(net|wifi|agent)\.|^os\.time$/u.test(id));
    for (const check of checks) await checkOutcome(check, machine({ network }));
    const others = asked.filter((what) => !/^(https?:\/\/)?help\.example\.org(:443)?(\/|$)/u.test(what));
    // The own router, and a name that nobody can have (RFC 6761).
    expect(new Set(others.map((what) => what.replace(/^alongside-\w+/u, 'X')))).toEqual(
      new Set(['X.invalid', '192.0.2.1', 'the server’s certificate', 'the server’s relays']),
    );
  });
});

describe('net.inet', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'a near server', answering(answer(40))],
    ['pass', 'one slow answer of five', answering([40, 40, 900, 40, 40].map((ms) => answer(ms)))],
    ['warn', 'a far server', answering(answer(301))],
    ['fail', 'a very far server', answering(answer(801))],
    ['fail away', 'a server that is silent', answering(SILENT, { network: finds(true) })],
    ['unknown: failed', 'a name that is not found: net.dns says so', answering(SILENT, { network: finds(false) })],
    ['unknown: failed', 'no gateway: net.addr says so', answering(SILENT, { files: NO_GATEWAY, network: finds(true) })],
    ['unknown: failed', 'a port that is open, but no TLS: net.tls says so', answering(SILENT, { network: finds(true, true) })],
    ['unknown: failed', 'somebody else who answers: net.captive says so', answering(PORTAL)],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netInet, recording)).toBe(outcome);
  });
});

describe('net.jitter', () => {
  const alternating = (change: number) => answering(Array.from({ length: 10 }, (_, index) => answer(50 + (index % 2) * change)));
  it.each<[string, string, Recording]>([
    ['pass', 'even answers', alternating(30)],
    ['warn', 'uneven ones', alternating(31)],
    ['fail', 'very uneven ones', alternating(101)],
    ['unknown: failed', 'none', answering(SILENT)],
    ['unknown: failed', 'somebody else who answers', answering(PORTAL)],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netJitter, recording)).toBe(outcome);
  });
});

/** Resolvers that answer that there is no such name, say nothing, or know every name. */
function resolvers(
  told: readonly ('nobody' | 'silent' | 'lies')[],
  server: readonly string[] | 'silent' = ['192.0.2.80'],
): Recording {
  return machine({
    network: {
      resolvers: () => told.map((_, index) => `192.0.2.${53 + index}`),
      resolve: async (name, _limit, resolver) => {
        const says = resolver === undefined ? server : told[Number(resolver.split('.')[3]) - 53];
        if (says === 'silent') throw SILENT;
        expect(name).toMatch(resolver === undefined ? /^help\.example\.org$/u : /^alongside-\w+\.invalid$/u);
        return Array.isArray(says) ? says : says === 'lies' ? ['203.0.113.9'] : [];
      },
    },
  });
}

describe('net.dns', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'resolvers that answer', resolvers(['nobody', 'nobody'])],
    ['warn', 'one of two silent', resolvers(['nobody', 'silent'])],
    ['fail', 'all silent', resolvers(['silent', 'silent'], 'silent')],
    ['fail lies', 'one that knows every name', resolvers(['nobody', 'lies'])],
    ['fail notFound', 'our server unknown', resolvers(['nobody'], [])],
    ['none', 'no resolver', resolvers([])],
    [
      'unknown: failed',
      'no gateway: net.addr says so',
      { ...resolvers(['silent'], 'silent'), files: { ...machine().files, ...NO_GATEWAY } },
    ],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netDns, recording)).toBe(outcome);
  });

  it('is slow over half a second', () => {
    const judge = (tookMs: number) =>
      netDns.judge({ resolvers: [{ number: 1, tookMs, lies: false }], serverFound: null }, { warnMs: 500 });
    expect(judge(500).status).toBe('pass');
    expect(judge(501)).toMatchObject({ status: 'warn', text: 'slow' });
  });
});

describe('net.captive', () => {
  const plain = (page: Page) => machine({ pages: { [`http://help.example.org:443${ONLINE_PATH}`]: page } });
  const to = (location: string, status = 302) => answer(5, { status, body: '', headers: { location } });
  it.each<[string, string, Recording]>([
    ['pass', 'our line', plain(answer(5))],
    ['pass', 'our server’s word that it speaks https only', plain(answer(5, { status: 400, body: HTTPS_ONLY_TEXT }))],
    ['pass', 'a proxy of ours that sends to https', plain(to(`${URL}${ONLINE_PATH}`, 301))],
    ['fail', 'a sign-in page in its place', plain(PORTAL)],
    ['fail', 'a redirect to one', plain(to('http://login.hotel.example/'))],
    ['fail', 'a redirect to one that begins as we do', plain(to('https://help.example.org.hotel.example/'))],
    ['fail', 'the status that is made for it', plain(answer(5, { status: 511 }))],
    [
      'unknown: parse',
      'an error in other words',
      plain(answer(5, { status: 400, body: 'The plain HTTP request was sent to HTTPS port' })),
    ],
    ['unknown: timeout', 'no answer', plain(SILENT)],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netCaptive, recording)).toBe(outcome);
  });
});

describe('net.tls', () => {
  const shows = (shown: CertificateShown | ProbeFailure) =>
    machine({ network: { certificate: async () => (shown instanceof ProbeFailure ? Promise.reject(shown) : shown) } });
  const by = (problem: 'issuer' | 'dates' | 'name' | null) => shows({ handshake: true, issuer: 'Example Trust', problem });
  it.each<[string, string, Recording]>([
    ['pass', 'a certificate that is believed', by(null)],
    ['warn issuer', 'one by somebody else', by('issuer')],
    ['warn dates', 'one of another time', by('dates')],
    ['warn name', 'one of another server', by('name')],
    ['fail noHandshake', 'no TLS', shows({ handshake: false })],
    ['unknown: failed', 'no connection: net.inet says so', shows(new ProbeFailure('failed'))],
    ['unknown: unsupported', 'a server on this machine', machine({ server: { ...SERVER, url: 'http://localhost:4600' } })],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netTls, recording)).toBe(outcome);
  });
});

describe('net.rtc', () => {
  const ways = (...told: readonly string[]): Recording => {
    const found = told.map((each) => {
      const [kind, transport, outcome] = each.split(' ');
      return { kind, transport, outcome } as WayOut;
    });
    return machine({ network: { waysOut: async () => found } });
  };
  it.each<[string, string, Recording]>([
    ['pass', 'UDP open', ways('stun udp through', 'turn udp through', 'turn tcp silent')],
    ['warn', 'TCP alone', ways('stun udp silent', 'turn udp silent', 'turn tls through')],
    ['warn refused', 'a relay that refuses us', ways('stun udp through', 'turn udp refused')],
    ['fail', 'nothing open', ways('stun udp silent', 'turn tcp silent')],
    ['info noServers', 'no server named', ways()],
    [
      'unknown: failed',
      'no gateway: net.addr says so',
      { ...ways('stun udp silent'), files: { ...machine().files, ...NO_GATEWAY } },
    ],
    ['unknown: unsupported', 'no WebRTC', machine()],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netRtc, recording)).toBe(outcome);
  });
});

describe('os.time', () => {
  const at = (seconds: number, date?: string) =>
    answering(answer(200, date === undefined ? {} : { headers: { date } }), { now: NOON + 600 + seconds * 1000 });
  it.each<[string, string, Recording]>([
    ['pass', 'the server’s time', at(0)],
    ['pass', '30 s off, the way and the rest of the second taken off', at(30)],
    ['warn ahead', '31 s ahead', at(31)],
    ['warn behind', '31 s behind', at(-31)],
    ['fail ahead', '301 s ahead', at(301)],
    ['unknown: parse', 'a date in another form', at(0, '2026-11-29T12:00:00Z')],
    ['unknown: failed', 'no answer', answering(SILENT)],
    ['unknown: failed', 'somebody else’s time', answering({ ...PORTAL, headers: { date: 'Sun, 29 Nov 2026 13:00:00 GMT' } })],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(osTime, recording)).toBe(outcome);
  });
});

describe('agent.self', () => {
  const own = (version: string, key: ServerOfProbes['key'] = 'taken', headers?: Record<string, string>) =>
    answering(answer(5, headers ? { headers } : {}), { agent: { version }, server: { ...SERVER, key } });
  it.each<[string, string, Recording]>([
    ['pass', 'the same release', own('1.2.3')],
    ['pass', 'a newer one', own('1.10.0')],
    ['warn', 'an older one', own('1.1.9')],
    ['fail', 'a key that is refused', own('1.2.3', 'refused')],
    ['pass', 'a key that nobody asked with', own('1.2.3', undefined)],
    ['pass', 'a server that says no release', own('1.2.3', 'taken', {})],
    ['unknown: parse', 'nonsense', own('1.2.3', 'taken', { [RELEASE_HEADER]: '<b>' })],
    ['unknown: failed', 'no answer', answering(SILENT)],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(agentSelf, recording)).toBe(outcome);
  });
});
