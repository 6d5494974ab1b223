import { checkOutcome, type Recording } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import type { InterfaceAddress } from '../tools.ts';
import { netAddr } from './net-addr.ts';
import { netErr } from './net-err.ts';
import { netGw } from './net-gw.ts';
import { netLink } from './net-link.ts';

type Files = NonNullable<Recording['files']>;

/** What the kernel tells of one interface. */
function linuxInterface(name: string, told: Readonly<Record<string, string>>): Files {
  const fields = { type: '1', ifindex: '2', iflink: '2', ...told };
  return Object.fromEntries(Object.entries(fields).map(([field, text]) => [`/sys/class/net/${name}/${field}`, `${text}\n`]));
}
const LO = linuxInterface('lo', { type: '772', operstate: 'unknown' });
const linux = (files: Files, rest: Omit<Recording, 'system' | 'files'> = {}): Recording => ({
  system: 'linux',
  files: { ...LO, ...files },
  ...rest,
  folders: { '/sys/class/net': ['lo', 'eth0', 'wlan0'], '/sys/class/net/eth0/device': ['driver'], ...rest.folders },
});
const ETH_UP = linuxInterface('eth0', { operstate: 'up', speed: '1000', duplex: 'full' });
const ETH_DOWN = linuxInterface('eth0', { operstate: 'down' });

const WINDOWS_ADAPTERS = (status: string, rest: object = {}) => ({
  'Get-NetAdapter -Physical': JSON.stringify([
    { Name: 'Ethernet', Status: status, PhysicalMediaType: '802.3', ReceiveLinkSpeed: 1e9, FullDuplex: true, ...rest },
    { Name: 'Wi-Fi', Status: 'Disconnected', PhysicalMediaType: 'Native 802.11', ReceiveLinkSpeed: 0, FullDuplex: null },
  ]),
});
const PORTS = `
Hardware Port: Ethernet
Device: en0
Ethernet Address: a4:83:e7:00:00:01

Hardware Port: Wi-Fi
Device: en1
Ethernet Address: a4:83:e7:00:00:02
`;
const ifconfig = (en0: string) => `lo0: flags=8049<UP,LOOPBACK,RUNNING,MULTICAST> mtu 16384
	inet 127.0.0.1 netmask 0xff000000
en0: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	ether a4:83:e7:00:00:01
${en0}
en1: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
	media: autoselect
	status: inactive
`;
const macos = (en0: string, ports = PORTS): Recording => ({
  system: 'macos',
  commands: { 'networksetup -listallhardwareports': ports, 'ifconfig -a': ifconfig(en0) },
});

describe('net.link', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'a fast cable', linux(ETH_UP)],
    ['warn', 'half duplex', linux({ ...ETH_UP, '/sys/class/net/eth0/duplex': 'half\n' })],
    ['warn', '10 Mb/s', linux({ ...ETH_UP, '/sys/class/net/eth0/speed': '10\n' })],
    ['pass', 'no known speed, as of virtual ones', linux({ ...ETH_UP, '/sys/class/net/eth0/speed': '-1\n' })],
    ['fail', 'nothing connected', linux(ETH_DOWN)],
    ['none', 'no interface at all', { system: 'linux', files: LO, folders: { '/sys/class/net': ['lo'] } }],
    [
      'pass',
      'a container’s end of a pair',
      {
        system: 'linux',
        files: linuxInterface('eth0', { operstate: 'up', iflink: '7', speed: '10000', duplex: 'full' }),
        folders: { '/sys/class/net': ['eth0'] },
      },
    ],
    ['unknown: parse', 'nonsense', linux(linuxInterface('eth0', { operstate: '<html>' }))],
    ['pass', 'Windows, a fast cable', { system: 'windows', powershell: WINDOWS_ADAPTERS('Up') }],
    ['warn', 'Windows, half duplex', { system: 'windows', powershell: WINDOWS_ADAPTERS('Up', { FullDuplex: false }) }],
    ['fail', 'Windows, nothing connected', { system: 'windows', powershell: WINDOWS_ADAPTERS('Disconnected') }],
    ['unknown: parse', 'Windows, nonsense', { system: 'windows', powershell: { 'Get-NetAdapter': '{"Name":1}' } }],
    ['pass', 'macOS, a fast cable', macos('\tmedia: autoselect (1000baseT <full-duplex>)\n\tstatus: active')],
    ['warn', 'macOS, 10 Mb/s', macos('\tmedia: 10baseT/UTP <full-duplex> (10baseT/UTP <full-duplex>)\n\tstatus: active')],
    ['fail', 'macOS, nothing connected', macos('\tmedia: autoselect (none)\n\tstatus: inactive')],
    ['unknown: parse', 'macOS, nonsense', macos('', 'what')],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netLink, recording)).toBe(outcome);
  });
});

const ROUTE_HEAD = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';
const ROUTES = `${ROUTE_HEAD}eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\neth0\t000200C0\t00000000\t0001\t0\t0\t100\t00FFFFFF\t0\t0\t0\n`;
const IPV6_ROUTES = `00000000000000000000000000000000 00 00000000000000000000000000000000 00 fe800000000000000000000000000001 00000400 00000001 00000000 00450003     eth0
00000000000000000000000000000000 00 00000000000000000000000000000000 00 00000000000000000000000000000000 ffffffff 00000001 00000000 00200200       lo
`;
const has = (...addresses: readonly string[]): NonNullable<Recording['network']> => ({
  addresses: () =>
    ['127.0.0.1', ...addresses].map(
      (address): InterfaceAddress => ({
        device: 'eth0',
        address,
        family: address.includes(':') ? 6 : 4,
        internal: address.startsWith('127.'),
      }),
    ),
});
const withRoutes = (network: NonNullable<Recording['network']>, routes: Files = { '/proc/net/route': ROUTES }) =>
  linux({ ...ETH_UP, ...routes }, { network });
const MAC_UP = '\tmedia: autoselect (1000baseT <full-duplex>)\n\tstatus: active';
const MAC_ROUTE = '   route to: default\ndestination: default\n       mask: default\n    gateway: 192.0.2.1\n  interface: en0\n';
const macosWith = (
  route: string | { exitCode: number; stderr: string },
  network: NonNullable<Recording['network']>,
): Recording => ({
  ...macos(MAC_UP),
  commands: {
    ...macos(MAC_UP).commands,
    'route -n get default': route,
    'route -n get -inet6 default': { exitCode: 1, stderr: 'route: writing to routing socket: not in table\n' },
  },
  network,
});
const windowsWith = (routes: string, network: NonNullable<Recording['network']>): Recording => ({
  system: 'windows',
  powershell: { ...WINDOWS_ADAPTERS('Up'), 'Get-NetRoute': routes },
  network,
});
const WINDOWS_ROUTES = '[{"InterfaceAlias":"Ethernet","NextHop":"192.0.2.1","RouteMetric":25}]';

describe('net.addr', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'an address and a gateway', withRoutes(has('192.0.2.2', 'fe80::1'))],
    [
      'pass',
      'IPv6 alone',
      withRoutes(has('2001:db8::2'), { '/proc/net/route': ROUTE_HEAD, '/proc/net/ipv6_route': IPV6_ROUTES }),
    ],
    ['fail selfAssigned', 'an address of its own making', withRoutes(has('169.254.7.7', 'fe80::1'))],
    ['fail noAddress', 'no address', withRoutes(has('fe80::1'))],
    ['fail noGateway', 'no gateway', withRoutes(has('192.0.2.2'), { '/proc/net/route': ROUTE_HEAD })],
    ['unknown: parse', 'nonsense', withRoutes(has('192.0.2.2'), { '/proc/net/route': 'eth0 ?' })],
    [
      'unknown: failed',
      'nothing connected: net.link says so',
      linux({ ...ETH_DOWN, '/proc/net/route': ROUTE_HEAD }, { network: has() }),
    ],
    ['pass', 'all, on Windows', windowsWith(WINDOWS_ROUTES, has('192.0.2.2'))],
    ['fail noGateway', 'no gateway on Windows', windowsWith('[]', has('192.0.2.2'))],
    ['unknown: parse', 'nonsense on Windows', windowsWith('null', has('192.0.2.2'))],
    ['pass', 'all, on macOS', macosWith(MAC_ROUTE, has('192.0.2.2'))],
    ['fail noGateway', 'no gateway on macOS', macosWith({ exitCode: 1, stderr: 'not in table' }, has('192.0.2.2'))],
    ['unknown: parse', 'nonsense on macOS', macosWith('what', has('192.0.2.2'))],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netAddr, recording)).toBe(outcome);
  });
});

const statistics = (packets: number, errors: number, dropped: number): Files =>
  Object.fromEntries(
    Object.entries({
      rx_packets: packets,
      tx_packets: 0,
      rx_errors: errors,
      tx_errors: 0,
      rx_dropped: dropped,
      tx_dropped: 0,
    }).map(([name, count]) => [`/sys/class/net/eth0/statistics/${name}`, `${count}\n`]),
  );
/** Read twice, with what was added in between. */
const twice = (packets: number, errors: number, dropped: number): Files => {
  const [before, after] = [statistics(5000, 7, 900), statistics(5000 + packets, 7 + errors, 900 + dropped)];
  return Object.fromEntries(Object.entries(before).map(([path, text]) => [path, [text as string, after[path] as string]]));
};
const windowsCounters = (text: string): Recording => ({ system: 'windows', powershell: { 'Get-NetAdapterStatistics': text } });
const NETSTAT_HEAD =
  'Name       Mtu   Network       Address            Ipkts Ierrs     Ibytes    Opkts Oerrs     Obytes  Coll Drop\n';
const netstat = (packets: number, errors: number) =>
  `${NETSTAT_HEAD}lo0   16384 <Link#1>  181 0 9000 181 0 9000 0   0\nen0   1500  <Link#11>   a4:83:e7:00:00:01 ${packets} ${errors} 9000 170 0 8000 0   0\n`;
const previous = (errors: number, secondsAgo: number): Partial<Recording> => ({
  now: 10_000_000,
  previous: {
    at: 10_000_000 - secondsAgo * 1000,
    reading: { now: [{ name: 'eth0', wireless: false, packets: 0, errors, dropped: 0 }], added: [], seconds: 3 },
  },
});

describe('net.err', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'nothing damaged, whatever was before', linux({ ...ETH_UP, ...twice(5000, 0, 0) })],
    ['warn', 'five damaged', linux({ ...ETH_UP, ...twice(5000, 5, 0) })],
    ['pass', 'four damaged', linux({ ...ETH_UP, ...twice(5000, 4, 0) })],
    ['warn', '2 % dropped', linux({ ...ETH_UP, ...twice(5000, 0, 100) })],
    ['pass', 'three of ten dropped, which is no share of anything', linux({ ...ETH_UP, ...twice(10, 0, 3) })],
    [
      'pass',
      'by Wi-Fi, 2 % dropped',
      linux({ ...ETH_UP, ...twice(5000, 0, 100) }, { folders: { '/sys/class/net/eth0/phy80211': ['x'] } }),
    ],
    ['pass', '20 damaged within an hour', { ...linux({ ...ETH_UP, ...statistics(9000, 20, 0) }), ...previous(0, 3600) }],
    ['warn', '20 damaged within 20 minutes', { ...linux({ ...ETH_UP, ...statistics(9000, 20, 0) }), ...previous(0, 1200) }],
    ['unknown: parse', 'nonsense', linux({ ...ETH_UP, ...statistics(Number.NaN, 0, 0) })],
    [
      'pass',
      'all well on Windows',
      windowsCounters('[{"Name":"Ethernet","Wireless":false,"Packets":9000,"Errors":3,"Dropped":0}]'),
    ],
    ['unknown: parse', 'nonsense on Windows', windowsCounters('[{"Name":"Ethernet"}]')],
    [
      'warn',
      'ten damaged on macOS',
      { system: 'macos', commands: { 'netstat -i -b -d -n': [netstat(5000, 1), netstat(9000, 11)] } },
    ],
    ['unknown: parse', 'nonsense on macOS', { system: 'macos', commands: { 'netstat -i -b -d -n': 'netstat: what' } }],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netErr, recording)).toBe(outcome);
  });
});

/** Answers to 20 requests, `lost` of them missing. */
const pings = (lost: number): NonNullable<Recording['network']> => ({
  ping: async (host, count) => {
    expect(host).toBe('192.0.2.1');
    return Array.from({ length: count }, (_, index) => (index < lost ? undefined : 2));
  },
});
const knocks: NonNullable<Recording['network']> = { reaches: async () => false };
const ARP_HEAD = 'IP address       HW type     Flags       HW address            Mask     Device\n';
const arp = (flags: string): Files => ({
  '/proc/net/route': ROUTES,
  '/proc/net/arp': `${ARP_HEAD}192.0.2.1        0x1         ${flags}         02:fc:00:00:00:05     *        eth0\n`,
});

describe('net.gw', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'one of twenty lost', withRoutes(pings(1))],
    ['warn', 'two of twenty lost', withRoutes(pings(2))],
    ['fail', 'three of twenty lost', withRoutes(pings(3))],
    ['info silent', 'a router that is there and does not answer', withRoutes(pings(20), arp('0x2'))],
    ['fail gone', 'no router at its address', withRoutes(pings(20), arp('0x0'))],
    ['none', 'no router', withRoutes(pings(0), { '/proc/net/route': ROUTE_HEAD })],
    ['unknown: unsupported', 'no program to ask with', withRoutes(knocks, arp('0x2'))],
    ['fail gone', 'no program to ask with, and no router at its address', withRoutes(knocks, arp('0x0'))],
    ['unknown: parse', 'nonsense', withRoutes(pings(0), { '/proc/net/route': '' })],
    ['pass', 'Windows, nothing lost', windowsWith(WINDOWS_ROUTES, pings(0))],
    ['fail', 'Windows, half lost', windowsWith(WINDOWS_ROUTES, pings(10))],
    ['fail', 'macOS, half lost', macosWith(MAC_ROUTE, pings(10))],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netGw, recording)).toBe(outcome);
  });
});
