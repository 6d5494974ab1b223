import type { Facts, Report } from '@alongside/protocol';

/** A document of the GLPI inventory format (github.com/glpi-project/inventory_format, schema of 2026-07-02). */
export interface GlpiInventory {
  readonly deviceid: string;
  readonly action: 'inventory';
  readonly itemtype: 'Computer';
  readonly content: Readonly<Record<string, unknown>> & { readonly versionclient: string };
}

const MIB = 1024 * 1024;
const mebibytes = (bytes: number) => Math.round(bytes / MIB);

/** As `uname -m` says it, which is what the format asks for; Node's names on the left. */
const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'x86_64', ia32: 'i686', arm64: 'aarch64', arm: 'armv7l' };
const KERNELS: Readonly<Record<Report['meta']['system'], string>> = { linux: 'linux', windows: 'win32', macos: 'darwin' };

/**
 * A report's facts for an asset manager that reads GLPI inventories. Findings have no place in that format; serial numbers
 * and addresses are in no report. What is not known or was left out is not there, so `partial` sections stay as they were.
 */
export function toGlpiInventory(report: Report, device: { readonly id: string; readonly name: string }): GlpiInventory {
  const { facts, meta } = report;
  const system = value(facts, 'operatingsystem');
  const hardware = value(facts, 'hardware');
  const cpus = value(facts, 'cpus');
  const memories = value(facts, 'memories');
  const drives = value(facts, 'drives');
  const networks = value(facts, 'networks');
  const softwares = value(facts, 'softwares');
  const arch = ARCHITECTURES[system?.arch ?? ''];
  return {
    deviceid: `${device.name}-${device.id}`,
    action: 'inventory',
    itemtype: 'Computer',
    content: {
      versionclient: `Alongside_v${meta.agentVersion}`,
      hardware: {
        name: device.name,
        ...(memories && { memory: mebibytes(memories.total), swap: mebibytes(memories.swap_total) }),
        ...(hardware && { vmsystem: hardware.virtual ? 'Virtual machine' : 'Physical' }),
      },
      ...(hardware && { bios: { smanufacturer: hardware.manufacturer, smodel: hardware.model } }),
      ...(system && {
        operatingsystem: {
          name: system.name,
          version: system.version,
          full_name: `${system.name} ${system.version}`.trim(),
          kernel_name: KERNELS[meta.system],
          kernel_version: system.kernel_version,
          arch: arch ?? system.arch,
          boot_time: dateTime(system.boot_time),
        },
      }),
      ...(cpus && {
        cpus: [
          {
            name: cpus.name,
            core: cpus.cores,
            ...(cpus.speed_mhz > 0 && { speed: Math.round(cpus.speed_mhz) }),
            ...(arch && { arch }),
          },
        ],
      }),
      ...(drives && {
        drives: drives.map((drive) => ({
          ...(meta.system === 'windows' ? { letter: drive.volumn } : { type: drive.volumn }),
          volumn: drive.volumn,
          filesystem: drive.filesystem,
          total: mebibytes(drive.total),
          free: mebibytes(drive.free),
        })),
      }),
      ...(networks && {
        networks: networks.map((network) => ({
          description: network.description,
          status: network.status,
          virtualdev: network.virtualdev,
          ...(network.speed_mbit !== null && { speed: String(network.speed_mbit) }),
        })),
      }),
      ...(softwares && { softwares: softwares.listed }),
    },
  };
}

type Value<Name extends keyof Facts> = Extract<Facts[Name], { status: 'known' }>['value'];

function value<Name extends keyof Facts>(facts: Facts, name: Name): Value<Name> | undefined {
  const fact = facts[name];
  return fact.status === 'known' ? (fact.value as Value<Name>) : undefined;
}

/** `2026-11-29 08:15:00`, in UTC: the format has no zone. */
const dateTime = (at: number) => new Date(at).toISOString().slice(0, 19).replace('T', ' ');
