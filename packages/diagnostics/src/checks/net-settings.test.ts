import { checkOutcome, type Recording } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { ProbeFailure } from '../tools.ts';
import { agentPerm } from './agent-perm.ts';
import { netHosts } from './net-hosts.ts';
import { netProxy } from './net-proxy.ts';
import { netVpn } from './net-vpn.ts';
import { wifiRssi } from './wifi-rssi.ts';

const WINDOWS_HOSTS = 'C:\\Windows\\System32\\drivers\\etc\\hosts';

describe('net.hosts', () => {
  const usual = '127.0.0.1\tlocalhost\n::1 localhost ip6-localhost\n# 0.0.0.0 update.microsoft.com\n';
  it.each<[string, string, Recording]>([
    ['pass', 'the usual list', { system: 'linux', files: { '/etc/hosts': usual } }],
    ['pass', 'no list', { system: 'linux' }],
    [
      'pass',
      'other entries, also such as end alike',
      { system: 'macos', files: { '/etc/hosts': `${usual}0.0.0.0 ads.example notavast.com\n` } },
    ],
    ['warn', 'one for updates', { system: 'linux', files: { '/etc/hosts': `${usual}0.0.0.0 Security.Debian.org # no\n` } }],
    ['warn', 'one below a maker’s name', { system: 'windows', files: { [WINDOWS_HOSTS]: '0.0.0.0 dl.kaspersky.com\r\n' } }],
    ['unknown: parse', 'nonsense', { system: 'linux', files: { '/etc/hosts': '<html></html>\n' } }],
    ['unknown: denied', 'a list that may not be read', { system: 'linux', files: { '/etc/hosts': new ProbeFailure('denied') } }],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netHosts, recording)).toBe(outcome);
  });
});

const GSETTINGS = 'gsettings list-recursively org.gnome.system.proxy';
const gnome = (mode: string, rest = '') => ({
  [GSETTINGS]: `org.gnome.system.proxy autoconfig-url ''\norg.gnome.system.proxy mode '${mode}'\n${rest}`,
});
const at = (host: string, port: number, answers: boolean): NonNullable<Recording['network']> => ({
  reaches: async (...asked) => {
    expect(asked.slice(0, 2)).toEqual([host, port]);
    return answers;
  },
});
const MANUAL = gnome('manual', "org.gnome.system.proxy.https host '192.0.2.8'\norg.gnome.system.proxy.https port 3128\n");
const registry = (values: object): NonNullable<Recording['powershell']> => ({ 'Internet Settings': JSON.stringify(values) });
const scutil = (...lines: readonly string[]) => ({
  'scutil --proxy': `<dictionary> {\n${lines.map((line) => `  ${line}\n`).join('')}}\n`,
});

describe('net.proxy', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'none', { system: 'linux', commands: gnome('none') }],
    ['pass', 'a desktop without that setting', { system: 'linux' }],
    ['info used', 'one that answers', { system: 'linux', commands: MANUAL, network: at('192.0.2.8', 3128, true) }],
    ['fail', 'one that does not', { system: 'linux', commands: MANUAL, network: at('192.0.2.8', 3128, false) }],
    [
      'fail',
      'one of the whole machine, with a password that goes nowhere',
      {
        system: 'linux',
        files: { '/etc/environment': 'PATH=/bin\nhttps_proxy="http://me:secret@proxy.example:8080/"\n' },
        network: at('proxy.example', 8080, false),
      },
    ],
    ['unknown: parse', 'nonsense', { system: 'linux', commands: { [GSETTINGS]: 'what' } }],
    [
      'pass',
      'none on Windows',
      { system: 'windows', powershell: registry({ ProxyEnable: 0, ProxyServer: 'old:1', AutoConfigURL: null }) },
    ],
    [
      'fail',
      'one on Windows',
      {
        system: 'windows',
        powershell: registry({ ProxyEnable: 1, ProxyServer: 'ftp=a:1;https=192.0.2.8:3128' }),
        network: at('192.0.2.8', 3128, false),
      },
    ],
    [
      'info used',
      'a script on Windows',
      {
        system: 'windows',
        powershell: registry({ AutoConfigURL: 'http://wpad.example/wpad.dat' }),
        network: at('wpad.example', 80, true),
      },
    ],
    ['unknown: parse', 'nonsense on Windows', { system: 'windows', powershell: { 'Internet Settings': '[]' } }],
    ['pass', 'none on macOS', { system: 'macos', commands: scutil('ExceptionsList : <array> {', '}', 'FTPPassive : 1') }],
    [
      'fail',
      'one on macOS',
      {
        system: 'macos',
        commands: scutil('HTTPSEnable : 1', 'HTTPSPort : 3128', 'HTTPSProxy : 192.0.2.8'),
        network: at('192.0.2.8', 3128, false),
      },
    ],
    ['unknown: parse', 'nonsense on macOS', { system: 'macos', commands: { 'scutil --proxy': '' } }],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netProxy, recording)).toBe(outcome);
  });
});

const route = (device: string) =>
  `Iface\tDestination\tGateway\n${device}\t00000000\t00000000\t0001\t0\t0\t50\t00000000\t0\t0\t0\n`;
const tunnel = (device: string, told: Readonly<Record<string, string>>): Recording => ({
  system: 'linux',
  files: {
    '/proc/net/route': route(device),
    ...Object.fromEntries(Object.entries(told).map(([name, text]) => [`/sys/class/net/${name}`, `${text}\n`])),
  },
  folders: { '/sys/class/net': ['eth0', 'tun0', 'wg0'] },
});
const MAC_TUNNEL =
  'lo0: flags=8049<UP>\n\tinet 127.0.0.1\nutun0: flags=8051<UP>\n\tinet6 fe80::1%utun0\nutun4: flags=8051<UP>\n\tinet 10.8.0.2\n';
const mac = (device: string, ifconfig = MAC_TUNNEL): Recording => ({
  system: 'macos',
  commands: {
    'ifconfig -a': ifconfig,
    'route -n get default': `   route to: default\n    gateway: 10.8.0.1\n  interface: ${device}\n`,
    'route -n get -inet6 default': { exitCode: 1 },
  },
});
const windowsVpn = (adapters: string, alias: string): Recording => ({
  system: 'windows',
  powershell: {
    '-IncludeHidden': adapters,
    'Get-NetRoute': `[{"InterfaceAlias":"${alias}","NextHop":"0.0.0.0","RouteMetric":1}]`,
  },
});

describe('net.vpn', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'none', tunnel('eth0', { 'eth0/operstate': 'up' })],
    ['info all', 'a tunnel for everything', tunnel('tun0', { 'tun0/operstate': 'unknown', 'tun0/tun_flags': '0x1001' })],
    [
      'info some',
      'a tunnel for a part',
      tunnel('eth0', { 'wg0/operstate': 'unknown', 'wg0/uevent': 'DEVTYPE=wireguard\nINTERFACE=wg0' }),
    ],
    ['pass', 'one that is down', tunnel('eth0', { 'tun0/operstate': 'down', 'tun0/tun_flags': '0x1001' })],
    ['info all', 'one on macOS', mac('utun4')],
    ['info some', 'one for a part on macOS', mac('en0')],
    ['unknown: parse', 'nonsense on macOS', mac('en0', 'what')],
    ['info all', 'one on Windows', windowsVpn('[{"Name":"Work VPN"}]', 'Work VPN')],
    ['pass', 'none on Windows', windowsVpn('[]', 'Ethernet')],
    ['unknown: parse', 'nonsense on Windows', windowsVpn('{', 'Ethernet')],
    ['unknown: parse', 'nonsense', { system: 'linux', files: { '/proc/net/route': 'what' } }],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(netVpn, recording)).toBe(outcome);
  });
});

const IW = 'iw dev wlan0 link';
const iw = (text: string | undefined): Recording => ({
  system: 'linux',
  folders: { '/sys/class/net': ['lo', 'wlan0'], '/sys/class/net/wlan0/phy80211': ['name'] },
  commands: text === undefined ? {} : { [IW]: text },
});
const connected = (signal: string) =>
  iw(`Connected to 02:00:00:00:00:01 (on wlan0)\n\tSSID: Home\n\tfreq: 5180\n\tsignal: ${signal} dBm\n`);
const receives = (...levels: readonly number[]): Recording => ({
  system: 'windows',
  information: {
    wifiConnections: async () => levels.map((signalLevel) => ({ signalLevel, quality: 0, channel: 1, txRate: null })),
  },
});

describe('wifi.rssi', () => {
  it.each<[string, string, Recording]>([
    ['pass', 'a strong signal', connected('-67')],
    ['warn', 'a weak one', connected('-68')],
    ['fail', 'hardly any', connected('-76')],
    ['info notConnected', 'no network in use', iw('Not connected.\n')],
    ['none', 'no Wi-Fi', { system: 'linux', folders: { '/sys/class/net': ['lo', 'eth0'] } }],
    ['unknown: unsupported', 'no program that tells', iw(undefined)],
    ['unknown: parse', 'nonsense', iw('signal strength: lots')],
    ['warn', 'a weak one on Windows', receives(-70)],
    ['info notConnected', 'no network in use on Windows', receives()],
    ['unknown: parse', 'nonsense on Windows', receives(Number.NaN)],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(wifiRssi, recording)).toBe(outcome);
  });
});

describe('agent.perm', () => {
  const PORTALS = '/usr/share/xdg-desktop-portal/portals';
  it.each<[string, string, Recording]>([
    ['pass', 'X', { system: 'linux', agent: { windows: 'x11' } }],
    ['info noScreen', 'no screen', { system: 'linux' }],
    ['warn viewOnly', 'Wayland', { system: 'linux', agent: { windows: 'wayland' }, folders: { [PORTALS]: ['gnome.portal'] } }],
    ['fail noPortal', 'Wayland without a portal', { system: 'linux', agent: { windows: 'wayland' } }],
    ['pass', 'all allowed on macOS', { system: 'macos', agent: { permissions: { screen: true, control: true } } }],
    ['warn', 'no accessibility on macOS', { system: 'macos', agent: { permissions: { screen: true, control: false } } }],
    ['fail', 'no screen recording on macOS', { system: 'macos', agent: { permissions: { screen: false, control: true } } }],
    ['unknown: unsupported', 'a host that cannot tell', { system: 'macos' }],
    ['unknown: unsupported', 'Windows', { system: 'windows' }],
  ])('is %s with %s', async (outcome, _, recording) => {
    expect(await checkOutcome(agentPerm, recording)).toBe(outcome);
  });
});
