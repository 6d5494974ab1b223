import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import type { WatchdogPort } from '@alongside/agent-core';
import { Emitter, systemRandom } from '@alongside/base';
import { type Facts, type Report, report as schema } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning, type ProcessIdentity, readProcess } from '../processes/index.ts';
import { FACT_NAMES } from './lane-messages.ts';
import { NodeProbePort } from './node-probe-port.ts';

const PATIENCE = { timeout: 8000, interval: 10 };
const random = systemRandom();
const ALL_OF_IT = { profile: 'quick', levels: ['P0', 'P1', 'P2'], basis: 'local' } as const;
const noWatchdog: WatchdogPort = { watch: () => ({ release: () => undefined }) };
const english = { encoding: 'utf8', env: { PATH: process.env.PATH, LC_ALL: 'C' } } as const;
const run = (file: string, ...args: string[]) => execFileSync(file, args, english);

function known<Name extends keyof Facts>(report: Report, name: Name) {
  const fact = report.facts[name];
  if (fact.status !== 'known') throw new Error(`${name} is not known: ${JSON.stringify(fact)}`);
  return fact.value as Extract<Facts[Name], { status: 'known' }>['value'];
}

describe('the facts of this machine', () => {
  let facts: Report;
  const progress: { done: number; total: number; now: string }[] = [];
  const busy = spawn(process.execPath, ['-e', 'process.title = "busy-one"; for (;;);', 'own-secret-argument'], {
    stdio: 'ignore',
  });
  const other = process.getuid?.() === 0 ? spawn('sleep', ['98765'], { stdio: 'ignore', uid: 65534 }) : undefined;
  const watched: string[] = [];

  beforeAll(async () => {
    const watchdog: WatchdogPort = {
      watch: (resource) => {
        const id = 'id' in resource ? resource.id : '';
        watched.push(id);
        return { release: () => void watched.splice(watched.indexOf(id), 1) };
      },
    };
    const port = new NodeProbePort({ agentVersion: '0.1.0', watchdog, random, checks: [] });
    facts = await port.run({ ...ALL_OF_IT, onCancel: new Emitter<void>().event, onProgress: (step) => progress.push(step) });
    busy.kill('SIGKILL');
    other?.kill('SIGKILL');
  }, 60_000);

  it('are a report of the schema, read step by step, with nothing left running', () => {
    expect(schema.parse(facts)).toEqual(facts);
    expect(progress.at(-1)).toMatchObject({ done: FACT_NAMES.length, total: FACT_NAMES.length });
    expect(progress.map(({ done }) => done)).toEqual([...progress.map(({ done }) => done)].sort((a, b) => a - b));
    expect(watched).toEqual([]);
  });

  it('agree with /etc/os-release, uname and /proc/uptime', () => {
    const fact = known(facts, 'operatingsystem');
    expect(readFileSync('/etc/os-release', 'utf8')).toContain(fact.name);
    expect(fact.kernel_version).toBe(run('uname', '-r').trim());
    const uptime = Number(readFileSync('/proc/uptime', 'utf8').split(' ')[0]);
    expect(Math.abs(uptime - fact.uptime_seconds)).toBeLessThan(60);
    expect(Math.abs(Date.now() - uptime * 1000 - fact.boot_time)).toBeLessThan(5000);
  });

  it('agree with lscpu', () => {
    const fact = known(facts, 'cpus');
    expect(
      run('lscpu', '-p=CPU')
        .split('\n')
        .filter((line) => /^\d/u.test(line)),
    ).toHaveLength(fact.cores);
    expect(run('lscpu')).toContain(fact.name.split(' ').at(-1));
    // One of the cores is kept busy by this test.
    expect(fact.load).toBeGreaterThan(0.5 / os.availableParallelism());
  });

  it('agree with free', () => {
    const fact = known(facts, 'memories');
    const [total = 0, used = 0] =
      run('free', '-b')
        .match(/^Mem:\s+(\d+)\s+(\d+)/mu)
        ?.slice(1)
        .map(Number) ?? [];
    expect(fact.total).toBe(total);
    expect(Math.abs(fact.used - used)).toBeLessThan(0.05 * total);
    expect(fact.swap_total).toBe(Number(run('free', '-b').match(/^Swap:\s+(\d+)/mu)?.[1]));
  });

  it('agree with df', () => {
    const drives = known(facts, 'drives');
    expect(drives.length).toBeGreaterThan(0);
    for (const drive of drives) {
      const [size = 0, available = 0] =
        run('df', '-B1', '--output=size,avail', drive.volumn).split('\n')[1]?.trim().split(/\s+/u).map(Number) ?? [];
      expect(drive.total).toBe(size);
      expect(Math.abs(drive.free - available)).toBeLessThan(0.01 * size);
    }
  });

  it('agree with lsblk and findmnt', () => {
    const devices = (
      JSON.parse(run('lsblk', '-b', '-l', '-J', '-o', 'PATH,SIZE')) as { blockdevices: { path: string; size: number }[] }
    ).blockdevices;
    const drives = known(facts, 'drives').map((drive) => {
      const [source, type] =
        run('findmnt', '-n', '-o', 'SOURCE,FSTYPE', drive.volumn).trim().split('\n').at(-1)?.split(/\s+/u) ?? [];
      return { ...drive, source: source?.replace(/\[.*$/u, ''), type };
    });
    for (const { filesystem, type } of drives) expect(filesystem).toBe(type);
    const onDisk = drives.flatMap((drive) => {
      const device = devices.find(({ path }) => path === drive.source);
      return device ? [{ total: drive.total, size: device.size }] : [];
    });
    // A file system keeps a part of its device for itself: at most a tenth.
    for (const { total, size } of onDisk) {
      expect(total).toBeLessThanOrEqual(size);
      expect(total).toBeGreaterThan(0.9 * size);
    }
    if (drives.some(({ source }) => source?.startsWith('/dev/'))) expect(onDisk.length).toBeGreaterThan(0);
  });

  it('agree with the firmware, and with systemd about whether it is a virtual machine', () => {
    const firmware = '/sys/class/dmi/id';
    if (existsSync(`${firmware}/sys_vendor`)) {
      const [manufacturer, model] = ['sys_vendor', 'product_name'].map((name) =>
        readFileSync(`${firmware}/${name}`, 'utf8').trim(),
      );
      expect(known(facts, 'hardware')).toMatchObject({ manufacturer, model });
    }
    if (!existsSync('/usr/bin/systemd-detect-virt')) return;
    // It ends with 1 where it says `none`.
    const found = spawnSync('/usr/bin/systemd-detect-virt', { encoding: 'utf8' }).stdout.trim();
    if (facts.facts.hardware.status === 'known') expect(facts.facts.hardware.value.virtual).toBe(found !== 'none');
  });

  it('agree with ip', () => {
    const networks = known(facts, 'networks');
    const links = JSON.parse(run('ip', '-j', 'address')) as {
      ifname: string;
      operstate: string;
      addr_info: { family: string }[];
    }[];
    expect(networks.map(({ description }) => description)).toEqual(links.map(({ ifname }) => ifname).sort());
    for (const link of links) {
      const network = networks.find(({ description }) => description === link.ifname);
      expect(network?.status).toBe(link.operstate === 'UP' ? 'up' : link.operstate === 'UNKNOWN' ? 'unknown' : 'down');
      expect(network?.has_ipv4).toBe(link.addr_info.some(({ family }) => family === 'inet'));
      expect(network?.has_ipv6).toBe(link.addr_info.some(({ family }) => family === 'inet6'));
    }
    expect(networks.find(({ description }) => description === 'lo')?.virtualdev).toBe(true);
  });

  it('name the busiest of the user’s own programs, and nothing of others or of arguments', () => {
    const fact = known(facts, 'processes');
    const all = readdirSync('/proc').filter((name) => /^\d+$/u.test(name)).length;
    expect(Math.abs(fact.count - all)).toBeLessThan(30);
    expect(fact.busiest.find(({ cmd }) => cmd === 'busy-one')?.cpuusage).toBeGreaterThan(5);
    expect(JSON.stringify(facts)).not.toContain('own-secret-argument');
    if (other) expect(fact.busiest.map(({ cmd }) => cmd)).not.toContain('sleep');
    expect(JSON.stringify(facts)).not.toContain(os.hostname() === 'vm' ? '"vm"' : os.hostname());
  });

  it.runIf(existsSync('/usr/bin/dpkg'))('list the programs that dpkg lists', () => {
    const { count, listed } = known(facts, 'softwares');
    const lines = run('dpkg', '-l').split('\n');
    const installed = new Set(lines.flatMap((line) => /^.i\s+([^\s:]+)\S*\s+(\S+)/u.exec(line)?.slice(1).join(' ') ?? []));
    expect(count).toBe(installed.size);
    for (const { name, version } of listed) expect(installed).toContain(`${name} ${version}`);
  });

  it('say that there is no battery, where there is none', () => {
    const batteries = readdirSync('/sys/class').includes('power_supply')
      ? readdirSync('/sys/class/power_supply').filter((name) => name.startsWith('BAT'))
      : [];
    expect(known(facts, 'batteries')).toHaveLength(batteries.length);
  });
});

describe('a lane that misbehaves', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(os.tmpdir(), 'probes-test-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const ALL = [
    'operatingsystem',
    'hardware',
    'cpus',
    'memories',
    'drives',
    'networks',
    'batteries',
    'processes',
    'softwares',
  ] as const;
  const reasons = (report: Report) =>
    ALL.map((name) => (report.facts[name].status === 'unknown' ? report.facts[name].reason : 'known'));

  /** Answers `hardware` well, and does `body` for `drives`; anything else is not supported. */
  function lane(body: string): string {
    const path = join(folder, 'lane.mjs');
    writeFileSync(
      path,
      `import { spawn, execFileSync } from 'node:child_process';
       import { appendFileSync } from 'node:fs';
       const note = (pid) => appendFileSync(${JSON.stringify(join(folder, 'pids'))}, pid + '\\n');
       note(process.pid);
       process.on('message', ({ task }) => {
         const reply = (rest) => process.send({ task, ...rest });
         if (task === 'fact:hardware') reply({ status: 'read', reading: { manufacturer: 'A', model: 'B', virtual: false } });
         else if (task !== 'fact:drives') reply({ status: 'unknown', reason: 'unsupported' });
         else { ${body} }
       });
       process.on('disconnect', () => process.exit());
       process.send({ status: 'ready' });`,
    );
    return path;
  }
  const pids = () => {
    try {
      return readFileSync(join(folder, 'pids'), 'utf8').trim().split('\n').map(Number);
    } catch {
      return [];
    }
  };
  const expected = (reason: string) =>
    ALL.map((name) => (name === 'hardware' ? 'known' : name === 'drives' ? reason : 'unsupported'));

  it('loses only the fact that hangs: it and its children are killed at the deadline, the rest goes on', async () => {
    const clock = new FakeClock();
    const script = lane(
      `const child = spawn('sleep', ['600'], { stdio: 'ignore' }); note(child.pid); execFileSync('sleep', ['600']);`,
    );
    const port = new NodeProbePort({ agentVersion: '1', watchdog: noWatchdog, random, checks: [], clock, script });
    const report = port.run({ ...ALL_OF_IT, onCancel: new Emitter<void>().event, onProgress: () => undefined });
    let hanging: ProcessIdentity[] = [];
    await vi.waitFor(() => {
      hanging = pids().flatMap((pid) => readProcess(pid) ?? []);
      expect(hanging.map(({ pid }) => readProcess(pid)?.command)).toContain('sleep');
      expect(clock.pending).toBe(2);
    }, PATIENCE);
    await clock.advance(9999);
    expect(clock.pending).toBe(2);
    await clock.advance(1);
    const result = await report;
    expect(reasons(result)).toEqual(expected('timeout'));
    expect(result.facts.drives).toMatchObject({ tookMs: 10_000 });
    await vi.waitFor(() => expect(hanging.filter(isRunning)).toEqual([]), PATIENCE);
  });

  it.each([
    ['dies', 'failed', 'process.exit(1);'],
    ['says nonsense', 'failed', 'process.send({ anything: true });'],
    [
      'makes values up',
      'parse',
      'reply({ status: "read", reading: [{ volumn: "/", filesystem: "x", total: -1, free: "lots" }] });',
    ],
    ['answers for another', 'failed', 'process.send({ task: "fact:cpus", status: "read", reading: 1 });'],
  ])('loses only the fact at which it %s', async (_, reason, body) => {
    const port = new NodeProbePort({ agentVersion: '1', watchdog: noWatchdog, random, checks: [], script: lane(body) });
    const result = await port.run({ ...ALL_OF_IT, onCancel: new Emitter<void>().event, onProgress: () => undefined });
    expect(reasons(result)).toEqual(expected(reason));
  });

  it('is stopped by a cancel, with the rest unknown', async () => {
    const cancel = new Emitter<void>();
    const port = new NodeProbePort({
      agentVersion: '1',
      watchdog: noWatchdog,
      random,
      checks: [],
      script: lane("spawn('sleep', ['600']); setTimeout(() => cancelled, 1e6);"),
    });
    const report = port.run({
      ...ALL_OF_IT,
      onCancel: cancel.event,
      onProgress: ({ done, now }) => {
        if (now === 'drives' && done === 4) cancel.fire();
      },
    });
    await expect(port.run({ ...ALL_OF_IT, onCancel: cancel.event, onProgress: () => undefined })).rejects.toMatchObject({
      code: 'diagnostics.unavailable',
    });
    const before = (name: string) => ALL.indexOf(name as (typeof ALL)[number]) < ALL.indexOf('drives');
    expect(reasons(await report)).toEqual(
      ALL.map((name) => (name === 'hardware' ? 'known' : before(name) ? 'unsupported' : 'cancelled')),
    );
    await vi.waitFor(
      () =>
        expect(
          pids()
            .flatMap((pid) => readProcess(pid) ?? [])
            .filter(isRunning),
        ).toEqual([]),
      PATIENCE,
    );
  });

  it('gets nothing of the environment but the path', async () => {
    process.env.PROBE_TEST_SECRET = 'secret';
    const script = lane(
      'reply({ status: "read", reading: [{ volumn: Object.keys(process.env).sort().join(), filesystem: "x", total: 1, free: 1 }] });',
    );
    const port = new NodeProbePort({ agentVersion: '1', watchdog: noWatchdog, random, checks: [], script });
    const result = await port.run({ ...ALL_OF_IT, onCancel: new Emitter<void>().event, onProgress: () => undefined });
    delete process.env.PROBE_TEST_SECRET;
    expect(known(result, 'drives')[0]?.volumn).toMatch(
      /^ALONGSIDE_LANE,LANG,LC_ALL,(NODE_CHANNEL_FD,NODE_CHANNEL_SERIALIZATION_MODE,)?PATH$/u,
    );
  });
});
