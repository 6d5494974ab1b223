import os from 'node:os';
import { ProbeFailure, type ProbeTools, readBatteries, readSoftwares } from '@alongside/diagnostics';
import type { FactName, Facts } from '@alongside/protocol';
import { battery, cpu, currentLoad, fsSize, mem, osInfo, system } from 'systeminformation';
import { readNetworks } from './networks.ts';
import { readOwnProcesses } from './own-processes.ts';

type Value<Name extends FactName> = Extract<Facts[Name], { status: 'known' }>['value'];
type Collectors = { readonly [Name in FactName]: (tools: ProbeTools) => Promise<Value<Name>> };

const MAX_DRIVES = 64;
const MAX_BATTERIES = 8;

/**
 * How each fact is read. Only functions that desk.md 3.2 counts as safe; serial numbers, host and user names are left
 * behind here already.
 */
export const collectors: Collectors = {
  async operatingsystem() {
    const info = await osInfo();
    const uptime = os.uptime();
    return {
      name: info.distro || os.type(),
      version: [info.release, info.codename ? `(${info.codename})` : ''].filter(Boolean).join(' '),
      kernel_version: info.kernel || os.release(),
      arch: info.arch || os.arch(),
      boot_time: Math.round(Date.now() - uptime * 1000),
      uptime_seconds: Math.round(uptime),
    };
  },

  async hardware() {
    const info = await system();
    if (!info.manufacturer && !info.model) throw new ProbeFailure('unsupported');
    return { manufacturer: info.manufacturer, model: info.model, virtual: info.virtual };
  },

  async cpus() {
    const [info, load] = await Promise.all([cpu(), currentLoad()]);
    const name = [info.manufacturer, info.brand].filter(Boolean).join(' ') || os.cpus()[0]?.model || '';
    return {
      name,
      cores: info.cores || os.availableParallelism(),
      // systeminformation counts GHz, Node MHz; 0 stands for not told, as virtual machines do.
      speed_mhz: Math.round(info.speed * 1000) || os.cpus()[0]?.speed || 0,
      load: share(load.currentLoad / 100),
    };
  },

  async memories() {
    const info = await mem();
    return {
      total: info.total,
      // Without what the system gives back at once: `used` of systeminformation counts caches too.
      used: Math.max(0, info.total - info.available),
      swap_total: info.swaptotal,
      swap_used: info.swapused,
    };
  },

  async drives() {
    const found = await fsSize();
    // A folder of a disk that is mounted elsewhere once more is not another disk: the shortest path stands for it.
    const byDevice = new Map<string, (typeof found)[number]>();
    for (const drive of found) {
      const key = `${drive.fs}\0${drive.size}`;
      const known = byDevice.get(key);
      if (drive.size > 0 && (!known || drive.mount.length < known.mount.length)) byDevice.set(key, drive);
    }
    return [...byDevice.values()]
      .slice(0, MAX_DRIVES)
      .map((drive) => ({ volumn: drive.mount, filesystem: drive.type, total: drive.size, free: drive.available }));
  },

  networks: readNetworks,

  async batteries(tools) {
    if (tools.system === 'linux') return linuxBatteries(tools);
    const info = await battery();
    const all = [info, ...(info.additionalBatteries ?? [])].filter((one) => one.hasBattery);
    return all.slice(0, MAX_BATTERIES).map((one) => ({
      charge: share(one.percent / 100),
      charging: one.isCharging,
      health: one.designedCapacity > 0 && one.maxCapacity > 0 ? share(one.maxCapacity / one.designedCapacity) : null,
    }));
  },

  processes: readOwnProcesses,

  softwares: readSoftwares,
};

/** Not by systeminformation, whose capacities on Linux are wrong (packages/diagnostics/src/parse/batteries.ts). */
async function linuxBatteries(tools: ProbeTools): Promise<Value<'batteries'>> {
  return (await readBatteries(tools)).slice(0, MAX_BATTERIES).map(({ percent, charging, full = 0, design = 0 }) => {
    if (percent === undefined) throw new ProbeFailure('parse', 'capacity');
    return { charge: share(percent / 100), charging, health: full > 0 && design > 0 ? share(full / design) : null };
  });
}

function share(value: number): number {
  if (!Number.isFinite(value)) throw new Error('not a number');
  return Math.min(1, Math.max(0, value));
}
