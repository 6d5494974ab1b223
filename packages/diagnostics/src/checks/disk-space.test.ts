import { recordedTools } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { rowOf } from '../thresholds.ts';
import { diskSpace } from './disk-space.ts';

const GB = 1_000_000_000;
const space = (total: number, available: number) => ({ total, available, inodes: 0, freeInodes: 0 });
const limits = rowOf('disk.space').limits;
const judge = (...volumes: [string, number, number][]) =>
  diskSpace.judge(
    volumes.map(([mount, total, available]) => ({ mount, total, available })),
    limits,
  );

describe('free space', () => {
  it.each([
    ['pass', 100 * GB, 50 * GB],
    ['warn', 100 * GB, 9 * GB],
    ['fail', 100 * GB, 4 * GB],
    ['fail', 1000 * GB, 4.9 * GB],
    ['pass', 16 * GB, 4 * GB],
    ['warn', 16 * GB, 1.5 * GB],
  ])('is %s at %d bytes with %d free', (status, total, available) => {
    expect(judge(['/', total, available]).status).toBe(status);
  });

  it('speaks of the worst disk first', () => {
    const { status, evidence } = judge(['/', 100 * GB, 50 * GB], ['/home', 100 * GB, 1 * GB], ['/srv', 100 * GB, 8 * GB]);
    expect(status).toBe('fail');
    expect(evidence.map(({ subject }) => subject)).toEqual(['/home', '/home', '/srv', '/srv', '/', '/']);
  });

  it('is read on Linux from local file systems that can be written, each disk once', async () => {
    const tools = recordedTools({
      system: 'linux',
      files: {
        '/proc/self/mounts': [
          '/dev/sda1 / ext4 rw,relatime 0 0',
          '/dev/sda1 /var/lib/docker ext4 rw 0 0',
          'tmpfs /run tmpfs rw 0 0',
          '//nas/share /mnt/nas cifs rw 0 0',
          '/dev/sr0 /media/cd ext4 ro 0 0',
          '/dev/sdb1 /media/My\\040Disk vfat rw 0 0',
          '',
        ].join('\n'),
      },
      spaces: { '/': space(100, 40), '/media/My Disk': space(10, 1) },
    });
    expect(await diskSpace.probes.linux?.read(tools)).toEqual([
      { mount: '/', total: 100, available: 40 },
      { mount: '/media/My Disk', total: 10, available: 1 },
    ]);
  });

  it('is read on Windows and macOS from their own lists', async () => {
    const windows = recordedTools({
      system: 'windows',
      powershell: {
        Win32_LogicalDisk:
          '[{"DeviceID":"C:","Size":255000000000,"FreeSpace":12000000000},{"DeviceID":"E:","Size":null,"FreeSpace":null}]',
      },
    });
    expect(await diskSpace.probes.windows?.read(windows)).toEqual([{ mount: 'C:', total: 255 * GB, available: 12 * GB }]);
    const macos = recordedTools({
      system: 'macos',
      commands: {
        'df -l -P -k': [
          'Filesystem 1024-blocks Used Available Capacity Mounted on',
          '/dev/disk3s1s1 482797652 10243948 106371932 9% /',
          '/dev/disk3s5 482797652 10243948 106371932 9% /System/Volumes/Data',
          '/dev/disk5s1 1000 500 500 50% /Volumes/My Disk',
          '/dev/disk6s1 1000 1000 0 100% /Volumes/Installer',
        ].join('\n'),
        mount: [
          '/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)',
          '/dev/disk5s1 on /Volumes/My Disk (hfs, local, nodev, nosuid, journaled, noowners)',
          '/dev/disk6s1 on /Volumes/Installer (hfs, local, nodev, nosuid, read-only, noowners, quarantine, mounted by robin)',
        ].join('\n'),
      },
    });
    expect(await diskSpace.probes.macos?.read(macos)).toEqual([
      { mount: '/', total: 482797652 * 1024, available: 106371932 * 1024 },
      { mount: '/Volumes/My Disk', total: 1000 * 1024, available: 500 * 1024 },
    ]);
  });
});
