import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { Emitter, systemRandom } from '@alongside/base';
import type { Report } from '@alongside/protocol';
import { beforeAll, describe, expect, it } from 'vitest';
import { NodeProbePort } from './node-probe-port.ts';

/** What checks of this machine say, beside what its own programs say of the same. */

const ONLY = [
  'cpu.loadavg',
  'disk.inodes',
  'disk.smart',
  'disk.space',
  'fs.readonly',
  'mem.avail',
  'mem.swap',
  'net.addr',
  'net.err',
  'net.hosts',
  'net.link',
  'net.vpn',
  'os.ntp',
  'os.uptime',
  'sec.ports',
  'svc.failed',
  'wifi.rssi',
] as const;
type Id = (typeof ONLY)[number];

const run = (file: string, ...args: string[]) =>
  execFileSync(file, args, { encoding: 'utf8', env: { PATH: `${process.env.PATH}:/usr/sbin:/sbin`, LC_ALL: 'C' } });
const has = (program: string) => ['/usr/bin', '/usr/sbin', '/bin', '/sbin'].some((folder) => existsSync(`${folder}/${program}`));
const json = <T>(file: string, ...args: string[]) => JSON.parse(run(file, ...args) || '[]') as T;

interface IpLink {
  readonly ifname: string;
  readonly link_type: string;
  readonly operstate: string;
  readonly flags: readonly string[];
  readonly linkinfo?: { readonly info_kind?: string };
  readonly stats64?: { readonly rx: Record<string, number>; readonly tx: Record<string, number> };
}

describe.skipIf(process.platform !== 'linux')('a live check', () => {
  let report: Report;
  let links: readonly IpLink[];

  beforeAll(async () => {
    const watchdog = { watch: () => ({ release: () => undefined }) };
    const port = new NodeProbePort({ agentVersion: '1.0.0', watchdog, random: systemRandom() });
    const onCancel = new Emitter<void>().event;
    report = await port.run({
      profile: 'full',
      levels: ['P0', 'P1', 'P2'],
      basis: 'local',
      only: ONLY,
      onCancel,
      onProgress: () => undefined,
    });
    links = json<IpLink[]>('ip', '-d', '-s', '-j', 'link');
  }, 60_000);

  const finding = (id: Id) => {
    const found = report.findings.find(({ check }) => check === id);
    if (!found) throw new Error(`${id}: ${report.unknowns.find(({ check }) => check === id)?.reason}`);
    return found;
  };
  const figure = (id: Id, name: string, subject: string | null = null) => {
    const value = finding(id).evidence.find((each) => each.name === name && each.subject === subject)?.value;
    return typeof value === 'number' ? value : Number.NaN;
  };
  const unknown = (id: Id) => report.unknowns.find(({ check }) => check === id)?.reason;
  /** Interfaces that have something to plug in, or to receive with. */
  const real = () => links.filter(({ ifname }) => existsSync(`/sys/class/net/${ifname}/device`));

  it('comes to an end for each', () => {
    expect([...report.findings, ...report.unknowns].map(({ check }) => check).sort()).toEqual([...ONLY]);
  });

  it('of free space agrees with df, within a hundredth of the disk', () => {
    const { evidence } = finding('disk.space');
    expect(evidence.length).toBeGreaterThan(0);
    for (const { subject } of evidence) {
      const [size = 0, available = 0] =
        run('df', '-B1', '--output=size,avail', subject ?? '')
          .split('\n')[1]
          ?.trim()
          .split(/\s+/u)
          .map(Number) ?? [];
      expect(Math.abs(figure('disk.space', 'free', subject) - available)).toBeLessThan(0.01 * size);
      expect(figure('disk.space', 'freeShare', subject)).toBeCloseTo(available / size, 1);
    }
  });

  it('of inodes agrees with df -i, within a hundredth', () => {
    for (const { subject, value } of finding('disk.inodes').evidence) {
      const [total = 0, used = 0] =
        run('df', '--output=itotal,iused', subject ?? '')
          .split('\n')[1]
          ?.trim()
          .split(/\s+/u)
          .map(Number) ?? [];
      expect(Math.abs(Number(value) - used / total)).toBeLessThan(0.01);
    }
  });

  it('of read-only disks agrees with findmnt', () => {
    for (const { subject, value } of finding('fs.readonly').evidence) {
      const options =
        run('findmnt', '-n', '-o', 'OPTIONS', subject ?? '')
          .trim()
          .split('\n')
          .at(-1) ?? '';
      expect(value).toBe(options.split(',').includes('ro'));
    }
  });

  it('of memory agrees with free: all of it exactly, what is left within a twentieth', () => {
    const memory = /^Mem:\s+(.+)$/mu.exec(run('free', '-b'))?.[1]?.trim().split(/\s+/u).map(Number) ?? [];
    expect(figure('mem.avail', 'total')).toBe(memory[0]);
    expect(Math.abs(figure('mem.avail', 'available') - (memory[5] ?? 0))).toBeLessThan(0.05 * (memory[0] ?? 0));
    const [total = 0, used = 0] = /^Swap:\s+(\d+)\s+(\d+)/mu.exec(run('free', '-b'))?.slice(1).map(Number) ?? [];
    if (total === 0) expect(finding('mem.swap').text).toBe('none');
    else {
      expect(figure('mem.swap', 'total')).toBe(total);
      expect(Math.abs(figure('mem.swap', 'used') - used)).toBeLessThan(0.05 * total);
    }
  });

  it('of load agrees with uptime and nproc, within three quarters of a process', () => {
    expect(figure('cpu.loadavg', 'processors')).toBe(Number(run('nproc', '--all')));
    const last = Number(/load averages?: .*[ ,]([\d.]+)\s*$/u.exec(run('uptime').trim())?.[1]);
    expect(Math.abs(figure('cpu.loadavg', 'load') - last)).toBeLessThan(0.75);
  });

  it('of the time since the start agrees with uptime, within two minutes', () => {
    const started = Date.parse(run('uptime', '-s').trim().replace(' ', 'T'));
    const minutes = (Date.now() - started) / 60_000;
    expect(Math.abs(figure('os.uptime', 'days') * 24 * 60 - minutes)).toBeLessThan(2);
  });

  it('of services and synchronised time agrees with systemctl and timedatectl, or says that there is none of them', () => {
    if (!existsSync('/run/systemd/system')) {
      expect([unknown('svc.failed'), unknown('os.ntp')]).toEqual(['unsupported', 'unsupported']);
      return;
    }
    const failed = run('systemctl', '--failed', '--no-legend', '--plain').split('\n').filter(Boolean);
    expect(figure('svc.failed', 'count')).toBeGreaterThanOrEqual(failed.length);
    const on = run('timedatectl', 'show', '-p', 'NTP', '--value').trim() === 'yes';
    expect(finding('os.ntp').evidence[0]).toMatchObject({ name: 'on', value: on });
  });

  it('of disks agrees with smartctl, or says that it is not there', () => {
    if (!has('smartctl')) return expect(unknown('disk.smart')).toMatch(/^(unsupported|needs_elevation)$/u);
    if (process.getuid?.() !== 0) return;
    const disks = json<{ devices?: { name: string }[] }>('smartctl', '--scan', '-j').devices ?? [];
    const failing = disks.filter(({ name }) => {
      try {
        run('smartctl', '-H', name);
        return false;
      } catch (error) {
        // smartctl(8): bit 3 says that the disk is failing.
        return ((error as { status?: number }).status ?? 0) & 8;
      }
    });
    if (disks.length > 0) expect(finding('disk.smart').status === 'fail').toBe(failing.length > 0);
  });

  it('of interfaces agrees with ip link', () => {
    if (real().length === 0) return;
    expect(figure('net.link', 'interfaces')).toBe(real().length);
    expect(figure('net.link', 'up')).toBe(real().filter(({ operstate }) => operstate === 'UP').length);
    const damaged = real().reduce((sum, { stats64 }) => sum + (stats64?.rx.errors ?? 0) + (stats64?.tx.errors ?? 0), 0);
    // What came in the sample came since the start, too.
    expect(figure('net.err', 'errors')).toBeLessThanOrEqual(damaged);
  });

  it('of addresses and gateways agrees with ip address and ip route', () => {
    if (real().length === 0) return;
    const addresses = json<{ addr_info: { scope: string; local: string }[] }[]>('ip', '-j', 'address')
      .flatMap(({ addr_info }) => addr_info)
      .filter(({ scope, local }) => scope === 'global' && !local.startsWith('169.254.'));
    expect(figure('net.addr', 'addresses')).toBe(addresses.length);
    const routes = ['-4', '-6'].flatMap((family) => json<unknown[]>('ip', family, '-j', 'route', 'show', 'default'));
    expect(figure('net.addr', 'gateways')).toBe(routes.length);
  });

  it('of tunnels and Wi-Fi agrees with ip link', () => {
    const tunnels = links.filter(({ linkinfo, operstate }) => {
      return /^(tun|wireguard|ppp)$/u.test(linkinfo?.info_kind ?? '') && operstate !== 'DOWN';
    });
    expect(figure('net.vpn', 'tunnels')).toBe(tunnels.length);
    const wireless = links.filter(({ ifname }) => existsSync(`/sys/class/net/${ifname}/wireless`));
    if (wireless.length === 0) expect(finding('wifi.rssi').text).toBe('none');
  });

  it('of open ports agrees with ss', () => {
    const open = run('ss', '-H', '-l', '-t', '-n')
      .split('\n')
      .map((line) => line.trim().split(/\s+/u)[3] ?? '')
      .filter((local) => !/^(127\.|\[::1\])/u.test(local))
      .map((local) => Number(local.slice(local.lastIndexOf(':') + 1)));
    const watched = [22, 23, 445, 3389, 5900].filter((port) => open.includes(port));
    expect(figure('sec.ports', 'count')).toBe(watched.length);
  });

  it('of the own list of names agrees with what the system finds in it', () => {
    const names = run('getent', '-s', 'files', 'hosts').trim().split('\n');
    const listed = new Set(names.flatMap((line) => line.trim().split(/\s+/u).slice(1)));
    expect(figure('net.hosts', 'entries')).toBeGreaterThanOrEqual(listed.size);
  });
});
