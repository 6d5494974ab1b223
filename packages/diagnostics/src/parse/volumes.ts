import { z } from 'zod';
import { ProbeFailure, type ProbeTools } from '../tools.ts';
import { powershellRows } from './json.ts';
import { localFileSystems, publicPlace } from './mounts.ts';

/** A file system on a disk of this machine that can be written. Bytes and inodes; no inodes where it does not count them. */
export interface Volume {
  readonly mount: string;
  /** What it is called where nothing of its owner may be told (P0). */
  readonly place: string;
  readonly total: number;
  readonly available: number;
  readonly inodes: number;
  readonly freeInodes: number;
}

const MAX_VOLUMES = 64;

/** The volumes of this machine, on any system. Throws `unsupported` where there is none that can be written. */
export async function readVolumes(tools: ProbeTools): Promise<readonly Volume[]> {
  const readers = { linux: linuxVolumes, windows: windowsVolumes, macos: macosVolumes };
  const found = (await readers[tools.system](tools)).filter(({ total }) => total > 0);
  // Layers of containers and live systems: nothing was looked at, and that is not the same as room on every disk.
  if (found.length === 0) throw new ProbeFailure('unsupported', 'no local volume');
  return found.slice(0, MAX_VOLUMES);
}

async function linuxVolumes(tools: ProbeTools): Promise<readonly Volume[]> {
  const mounts = localFileSystems((await tools.readText('/proc/self/mounts')) ?? '').filter(({ readOnly }) => !readOnly);
  const found = await Promise.all(
    mounts.slice(0, MAX_VOLUMES).map(async ({ mount, device }) => {
      try {
        const { total, available, inodes, freeInodes } = await tools.space(mount);
        return [{ mount, place: publicPlace(mount, device), total, available, inodes, freeInodes }];
      } catch (error) {
        // A memory stick of somebody else who is signed in: not this user's to look at.
        if (mount !== '/' && error instanceof ProbeFailure && error.reason === 'denied') return [];
        throw error;
      }
    }),
  );
  return found.flat();
}

const disk = z.object({ DeviceID: z.string(), Size: z.number().nullable(), FreeSpace: z.number().nullable() });

async function windowsVolumes(tools: ProbeTools): Promise<readonly Volume[]> {
  const rows = await powershellRows(
    tools,
    "Get-CimInstance Win32_LogicalDisk -Filter 'DriveType=3' | Select-Object DeviceID,Size,FreeSpace",
    disk,
  );
  return rows.map(({ DeviceID, Size, FreeSpace }) => ({
    mount: DeviceID,
    place: publicPlace(DeviceID, ''),
    total: Size ?? 0,
    available: FreeSpace ?? 0,
    inodes: 0,
    freeInodes: 0,
  }));
}

/**
 * The volumes of an APFS container share its space, and `/` stands for those of the system. Disk images are mounted
 * read-only and always full; the system's own volume is read-only too, and counts.
 */
async function macosVolumes(tools: ProbeTools): Promise<readonly Volume[]> {
  const [sizes, flags] = [await tools.run('df', ['-l', '-P', '-k']), await tools.run('mount', [])];
  const readOnly = new Set(
    flags.stdout.split('\n').flatMap((line) => {
      const [, mount = '', options = ''] = /^.+? on (\/.*) \(([^()]*)\)$/u.exec(line) ?? [];
      return options.split(', ').includes('read-only') ? [mount] : [];
    }),
  );
  return sizes.stdout
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const match = /^(.+?)\s+(\d+)\s+\d+\s+(\d+)\s+\d+%\s+(\/.*)$/u.exec(line);
      if (match === null) throw new ProbeFailure('parse', 'df');
      const [, device = '', total, available, mount = ''] = match;
      return { mount, device, total: Number(total) * 1024, available: Number(available) * 1024 };
    })
    .filter(({ mount }) => mount === '/' || !(readOnly.has(mount) || mount.startsWith('/System/Volumes/')))
    .map(({ device, ...volume }) => ({ ...volume, place: publicPlace(volume.mount, device), inodes: 0, freeInodes: 0 }));
}
