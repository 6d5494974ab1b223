import { type Recording, recordedCheck } from '@alongside/testkit';
import { expect, it } from 'vitest';
import type { Check } from '../check.ts';
import { ProbeFailure } from '../tools.ts';
import { diskAta } from './disk-ata.ts';
import { diskBusy } from './disk-busy.ts';
import { diskFill } from './disk-fill.ts';
import { diskInodes } from './disk-inodes.ts';
import { diskNvme } from './disk-nvme.ts';
import { diskRaid } from './disk-raid.ts';
import { diskSmart } from './disk-smart.ts';
import { diskSpace } from './disk-space.ts';
import { diskTemp } from './disk-temp.ts';
import { fsReadonly } from './fs-readonly.ts';

const HOUR = 3_600_000;
const linux = (rest: Omit<Recording, 'system'>): Recording => ({ system: 'linux', ...rest });
const root = (rest: Omit<Recording, 'system'>): Recording => linux({ elevated: true, ...rest });
const windows = (powershell: Recording['powershell'], elevated = false): Recording => ({
  system: 'windows',
  elevated,
  ...(powershell ? { powershell } : {}),
});
const macos = (commands: Recording['commands']): Recording => ({ system: 'macos', ...(commands ? { commands } : {}) });

const MOUNTS = '/dev/sda2 / ext4 rw,relatime 0 0\n/dev/sda3 /media/robin/Aunt\\040Mary vfat rw 0 0\n';
const space = (total: number, available: number, inodes = 0, freeInodes = 0) => ({ total, available, inodes, freeInodes });
const disk = (rootSpace: ReturnType<typeof space>) =>
  linux({ files: { '/proc/self/mounts': MOUNTS }, spaces: { '/': rootSpace, '/media/robin/Aunt Mary': space(100, 90) } });

/** Half an hour ago `/` had so much free. */
const filling = (before: number, now: number, minutes = 30, earlier: unknown = null): Recording => ({
  ...disk(space(1000, now)),
  now: 24 * HOUR,
  previous: {
    at: 24 * HOUR - minutes * 60_000,
    reading: { at: 24 * HOUR - minutes * 60_000, volumes: [{ place: '/', total: 1000, available: before }], earlier },
  },
});

/** smartctl 7.3 `--json=c`, what is read of it and some of what is not. */
const scanned = (...names: string[]) =>
  JSON.stringify({
    json_format_version: [1, 0],
    devices: names.map((name) => ({ name, info_name: name, type: 'scsi', protocol: 'SCSI' })),
  });
const attribute = (id: number, raw: number, rest: object = {}) => ({
  id,
  name: `A${id}`,
  value: 100,
  worst: 100,
  thresh: 10,
  when_failed: '',
  raw: { value: raw, string: String(raw) },
  ...rest,
});
const sata = (exit_status: number, passed: boolean, table: object[] = [], rest: object = {}) =>
  JSON.stringify({
    smartctl: { exit_status },
    model_name: 'ST2000DM008',
    serial_number: 'SECRET',
    smart_status: { passed },
    ata_smart_attributes: { revision: 10, table },
    ...rest,
  });
const nvme = (log: object) =>
  JSON.stringify({
    smartctl: { exit_status: 0 },
    model_name: 'Samsung SSD 980',
    smart_status: { passed: true },
    nvme_smart_health_information_log: {
      critical_warning: 0,
      temperature: 41,
      available_spare: 100,
      available_spare_threshold: 10,
      percentage_used: 3,
      media_errors: 0,
      ...log,
    },
  });
const smart = (answers: Record<string, string | { stdout: string; exitCode: number }>) =>
  root({
    commands: {
      'smartctl --scan --json=c': scanned(...Object.keys(answers)),
      ...Object.fromEntries(
        Object.entries(answers).map(([name, answer]) => [`smartctl --all --json=c --nocheck=standby ${name}`, answer]),
      ),
    },
  });

const hwmon = (chip: string, files: Record<string, string | ProbeFailure>, rest: Omit<Recording, 'system'> = {}) =>
  linux({
    ...rest,
    folders: { '/sys/class/hwmon': ['hwmon0'], '/sys/class/hwmon/hwmon0': Object.keys(files), ...rest.folders },
    files: {
      '/sys/class/hwmon/hwmon0/name': `${chip}\n`,
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`/sys/class/hwmon/hwmon0/${name}`, text])),
    },
  });

const md = (...lines: string[]) =>
  linux({
    files: {
      '/proc/mdstat': ['Personalities : [raid1] [raid6] [raid5] [raid4] ', ...lines, 'unused devices: <none>', ''].join('\n'),
    },
  });
const stats = (busy: number) =>
  `   8       0 sda 100 0 800 50 200 0 1600 90 0 ${busy} 140 0 0 0 0 0 0\n   8       1 sda1 90 0 700 40 200 0 1600 90 0 ${busy} 130\n   7       0 loop0 1 0 8 0 0 0 0 0 0 999999 0\n`;
const apple = (smart_status: string) =>
  JSON.stringify({
    SPNVMeDataType: [
      {
        _name: 'Apple SSD Controller',
        _items: [
          {
            _name: 'APPLE SSD AP0512Q',
            bsd_name: 'disk0',
            device_model: 'APPLE SSD AP0512Q',
            device_serial: 'SECRET',
            smart_status,
          },
        ],
      },
    ],
    SPSerialATADataType: [],
  });
const PROFILER = 'system_profiler -json SPNVMeDataType SPSerialATADataType';

const rows: readonly [Check, string, Recording, string, (readonly string[])?][] = [
  [
    diskSpace,
    'somebody else’s stick',
    linux({
      files: { '/proc/self/mounts': MOUNTS },
      spaces: { '/': space(100, 50), '/media/robin/Aunt Mary': new ProbeFailure('denied') },
    }),
    'pass',
    ['freeShare /=0.5'],
  ],
  [
    diskSpace,
    'a system disk that may not be asked',
    linux({ files: { '/proc/self/mounts': MOUNTS }, spaces: { '/': new ProbeFailure('denied') } }),
    'unknown: denied',
  ],
  [diskSpace, 'a container', linux({ files: { '/proc/self/mounts': 'overlay / overlay rw 0 0\n' } }), 'unknown: unsupported'],
  [diskSpace, 'garbled', windows({ Win32_LogicalDisk: 'Get-CimInstance : Access denied' }), 'unknown: parse'],
  [diskSpace, 'a macOS that speaks otherwise', macos({ 'df -l -P -k': 'a\nb', mount: '' }), 'unknown: parse'],

  [diskInodes, 'plenty', disk(space(100, 50, 1000, 900)), 'pass', ['usedShare /=0.1']],
  [diskInodes, 'few left', disk(space(100, 50, 1000, 90)), 'warn', ['usedShare /=0.91']],
  [diskInodes, 'none left', disk(space(100, 50, 1000, 0)), 'fail', ['usedShare /=1']],
  [diskInodes, 'no file system that counts', disk(space(100, 50)), 'none'],
  [diskInodes, 'on Windows', windows({}), 'unknown: unsupported'],

  [diskFill, 'first look', { ...disk(space(1000, 300)), now: HOUR }, 'info'],
  [diskFill, 'too soon to tell', filling(310, 300, 5), 'info'],
  [diskFill, 'nothing written', filling(300, 300), 'pass', []],
  [diskFill, 'full tomorrow night', filling(310, 300), 'warn', ['left /=54000', 'freeShare /=0.3']],
  [diskFill, 'full in an hour', filling(150, 100), 'fail', ['left /=3600']],
  [diskFill, 'fast, but with plenty of room', filling(900, 700), 'pass'],
  [
    diskFill,
    'compared with the older look of the day',
    filling(300, 300, 5, { at: 23 * HOUR, volumes: [{ place: '/', total: 1000, available: 310 }] }),
    'pass',
    ['left /=108000'],
  ],
  [
    diskFill,
    'two disks of one size and no name of their own',
    {
      ...linux({
        files: { '/proc/self/mounts': '/dev/mapper/a /a ext4 rw 0 0\n/dev/mapper/b /b ext4 rw 0 0\n' },
        spaces: { '/a': space(1000, 900), '/b': space(1000, 20) },
      }),
      now: 24 * HOUR,
      previous: {
        at: 23 * HOUR,
        reading: {
          at: 23 * HOUR,
          volumes: [
            { place: '–', total: 1000, available: 900 },
            { place: '–', total: 1000, available: 20 },
          ],
          earlier: null,
        },
      },
    },
    'pass',
    [],
  ],
  [
    diskFill,
    'one more of that size than before',
    {
      ...linux({
        files: { '/proc/self/mounts': '/dev/mapper/a /a ext4 rw 0 0\n/dev/mapper/b /b ext4 rw 0 0\n' },
        spaces: { '/a': space(1000, 20), '/b': space(1000, 900) },
      }),
      now: 24 * HOUR,
      previous: {
        at: 23 * HOUR,
        reading: { at: 23 * HOUR, volumes: [{ place: '–', total: 1000, available: 900 }], earlier: null },
      },
    },
    'info',
    [],
  ],
  [
    diskFill,
    'a pool, which is as large as what is in it and left of it',
    {
      ...linux({
        files: { '/proc/self/mounts': 'rpool/ROOT/ubuntu / zfs rw 0 0\n' },
        spaces: { '/': space(990, 100) },
      }),
      now: 24 * HOUR,
      previous: {
        at: 23.5 * HOUR,
        reading: { at: 23.5 * HOUR, volumes: [{ place: '/', total: 1000, available: 150 }], earlier: null },
      },
    },
    'fail',
    ['left /=3600'],
  ],
  [
    diskFill,
    'an older look of a clock that ran ahead',
    filling(310, 300, 30, { at: 999 * HOUR, volumes: [{ place: '/', total: 1000, available: 300 }] }),
    'warn',
    ['left /=54000'],
  ],
  [diskFill, 'an earlier reading that is none', { ...filling(1, 1), previous: { at: 0, reading: { at: 'x' } } }, 'info'],

  [diskSmart, 'without rights', linux({}), 'unknown: needs_elevation'],
  [diskSmart, 'no disk', smart({}), 'none'],
  [diskSmart, 'without smartctl', root({}), 'unknown: unsupported'],
  [diskSmart, 'good', smart({ '/dev/sda': sata(0, true) }), 'pass', ['health sda=good', 'model sda=ST2000DM008']],
  [
    diskSmart,
    'errors in its log',
    smart({ '/dev/sda': sata(0, true), '/dev/sdb': { stdout: sata(64, true), exitCode: 64 } }),
    'warn',
    ['health sdb=worn', 'health sda=good'],
  ],
  [diskSmart, 'failing', smart({ '/dev/sda': { stdout: sata(8, false), exitCode: 8 } }), 'fail', ['health sda=failing']],
  [diskSmart, 'asleep', smart({ '/dev/sda': { stdout: '{"smartctl":{"exit_status":2}}', exitCode: 2 } }), 'unknown: unsupported'],
  [diskSmart, 'garbled', smart({ '/dev/sda': 'Smartctl open device: /dev/sda failed' }), 'unknown: parse'],
  [diskSmart, 'a device of a hostile name', smart({ '/dev/sda;x': sata(0, true) }), 'unknown: parse'],
  [
    diskSmart,
    'good',
    windows({ Win32_DiskDrive: '{"Index":0,"Model":"KINGSTON SA400","Status":"OK"}' }),
    'pass',
    ['health Disk 0=good'],
  ],
  [
    diskSmart,
    'failing',
    windows({ Win32_DiskDrive: '[{"Index":0,"Model":"A","Status":"OK"},{"Index":1,"Model":"B","Status":"Pred Fail"}]' }),
    'fail',
    ['health Disk 1=failing'],
  ],
  [
    diskSmart,
    'of an unknown state',
    windows({ Win32_DiskDrive: '[{"Index":0,"Model":"A","Status":"Unknown"}]' }),
    'unknown: unsupported',
  ],
  [diskSmart, 'garbled', windows({ Win32_DiskDrive: '[{"Index":"zero"}]' }), 'unknown: parse'],
  [diskSmart, 'good', macos({ [PROFILER]: apple('Verified') }), 'pass', ['health disk0=good']],
  [diskSmart, 'failing', macos({ [PROFILER]: apple('Failing') }), 'fail'],
  [diskSmart, 'not supported', macos({ [PROFILER]: apple('Not Supported') }), 'unknown: unsupported'],
  [diskSmart, 'garbled', macos({ [PROFILER]: '{"SPNVMeDataType": {' }), 'unknown: parse'],

  [
    diskAta,
    'good',
    smart({ '/dev/sda': sata(0, true, [attribute(5, 0), attribute(197, 0), attribute(194, 40)]) }),
    'pass',
    ['attributeReallocated sda=0', 'attributePending sda=0'],
  ],
  [diskAta, 'few given up', smart({ '/dev/sda': sata(0, true, [attribute(5, 5)]) }), 'warn', ['attributeReallocated sda=5']],
  [diskAta, 'many given up', smart({ '/dev/sda': sata(0, true, [attribute(5, 17)]) }), 'fail'],
  [diskAta, 'one waiting', smart({ '/dev/sda': sata(0, true, [attribute(197, 1)]) }), 'fail'],
  [diskAta, 'broken transfers', smart({ '/dev/sda': sata(0, true, [attribute(184, 3, { value: 97 })]) }), 'fail'],
  [
    diskAta,
    'three time-outs, packed by the vendor',
    smart({ '/dev/sda': sata(0, true, [attribute(188, 0, { raw: { value: 12885098499, string: '3 3 3' } })]) }),
    'pass',
    ['attributeTimeout sda=3'],
  ],
  [diskAta, 'at its threshold once', smart({ '/dev/sda': sata(32, true, [attribute(201, 0, { when_failed: 'past' })]) }), 'warn'],
  [diskAta, 'at its threshold now', smart({ '/dev/sda': sata(24, true, [attribute(201, 0, { when_failed: 'now' })]) }), 'fail'],
  [diskAta, 'NVMe alone', smart({ '/dev/nvme0': nvme({}) }), 'none'],
  [diskAta, 'garbled', smart({ '/dev/sda': sata(0, true, [{ id: 5, raw: 'many' }]) }), 'unknown: parse'],

  [
    diskNvme,
    'good',
    smart({ '/dev/nvme0': nvme({}) }),
    'pass',
    ['used nvme0=0.03', 'mediaErrors nvme0=0', 'warning nvme0=0', 'spare nvme0=1'],
  ],
  [diskNvme, 'worn', smart({ '/dev/nvme0': nvme({ percentage_used: 93 }) }), 'warn'],
  [diskNvme, 'outlived', smart({ '/dev/nvme0': nvme({ percentage_used: 130 }) }), 'fail', ['used nvme0=1.3']],
  [diskNvme, 'unreadable places', smart({ '/dev/nvme0': nvme({ media_errors: 2 }) }), 'fail'],
  [diskNvme, 'no spare left', smart({ '/dev/nvme0': nvme({ available_spare: 9 }) }), 'fail'],
  [diskNvme, 'a critical warning', smart({ '/dev/nvme0': nvme({ critical_warning: 4 }) }), 'fail'],
  [diskNvme, 'SATA alone', smart({ '/dev/sda': sata(0, true) }), 'none'],
  [diskNvme, 'garbled', smart({ '/dev/nvme0': nvme({ percentage_used: 'little' }) }), 'unknown: parse'],
  [diskNvme, 'without rights', windows({ StorageReliabilityCounter: '[]' }), 'unknown: needs_elevation'],
  [
    diskNvme,
    'worn',
    windows({ StorageReliabilityCounter: '[{"DeviceId":"0","Wear":95,"ReadErrorsUncorrected":0}]' }, true),
    'warn',
    ['used Disk 0=0.95'],
  ],
  [
    diskNvme,
    'silent',
    windows({ StorageReliabilityCounter: '[{"DeviceId":"0","Wear":null,"ReadErrorsUncorrected":null}]' }, true),
    'unknown: unsupported',
  ],

  [
    diskTemp,
    'cool',
    hwmon('nvme', { temp1_input: '41850\n', temp1_label: 'Composite\n', temp2_input: '79850\n', temp2_label: 'Sensor 1\n' }),
    'pass',
    ['temperature nvme=41.85'],
  ],
  [diskTemp, 'warm', hwmon('drivetemp', { temp1_input: '61000\n' }), 'warn'],
  [diskTemp, 'hot', hwmon('nvme', { temp1_input: '71850\n' }), 'fail'],
  [diskTemp, 'garbled', hwmon('nvme', { temp1_input: 'warm\n' }), 'unknown: parse'],
  [diskTemp, 'asleep', hwmon('nvme', { temp1_input: new ProbeFailure('failed', 'EAGAIN') }), 'unknown: failed'],
  [diskTemp, 'a virtual disk', linux({ folders: { '/sys/block': ['loop0', 'vda'] } }), 'none'],
  [diskTemp, 'a disk that tells administrators alone', linux({ folders: { '/sys/block': ['sda'] } }), 'unknown: needs_elevation'],
  [
    diskTemp,
    'the same for an administrator',
    { ...smart({ '/dev/sda': sata(0, true, [], { temperature: { current: 66 } }) }), folders: { '/sys/block': ['sda'] } },
    'warn',
    ['temperature sda=66'],
  ],
  [
    diskTemp,
    'hot',
    windows({ StorageReliabilityCounter: '[{"DeviceId":"0","Temperature":0},{"DeviceId":"1","Temperature":75}]' }, true),
    'fail',
    ['temperature Disk 1=75'],
  ],
  [diskTemp, 'without a sensor', windows({ StorageReliabilityCounter: '{"DeviceId":"0","Temperature":0}' }, true), 'none'],

  [diskRaid, 'no driver', linux({}), 'none'],
  [diskRaid, 'no set', md(), 'none'],
  [
    diskRaid,
    'whole',
    md(
      'md0 : active raid1 sdb1[1] sda1[0]',
      '      104320 blocks [2/2] [UU]',
      '      ',
      'md1 : active raid0 sdd1[1] sdc1[0]',
      '      208640 blocks super 1.2 512k chunks',
      '',
    ),
    'pass',
    ['state md0=2/2', 'state md1=2/2'],
  ],
  [
    diskRaid,
    'degraded',
    md(
      'md0 : active raid1 sdb1[1] sda1[0]',
      '      104320 blocks [2/2] [UU]',
      '',
      'md127 : active raid5 sdc1[2](F) sdb2[1] sda2[0]',
      '      1953519872 blocks level 5, 64k chunk, algorithm 2 [3/2] [UU_]',
      '      [==>..................]  recovery = 12.6% (37043392/292945152) finish=127.5min speed=33440K/sec',
    ),
    'fail',
    ['state md127=2/3', 'state md0=2/2'],
  ],
  [diskRaid, 'not started', md('md0 : inactive sdb1[1](S)', '      104320 blocks', ''), 'fail'],
  [
    diskRaid,
    'whole, of the firmware’s making',
    md(
      'md126 : active raid1 sda[1] sdb[0]',
      '      1953511424 blocks super external:/md127/0 [2/2] [UU]',
      '      ',
      'md127 : inactive sdb[1](S) sda[0](S)',
      '      6306 blocks super external:imsm',
      '       ',
    ),
    'pass',
    ['state md126=2/2'],
  ],
  [diskRaid, 'garbled', linux({ files: { '/proc/mdstat': 'md0 [UU]' } }), 'unknown: parse'],
  [
    diskRaid,
    'a pool',
    linux({
      folders: { '/proc/spl/kstat/zfs': ['arcstats', 'tank'] },
      files: { '/proc/spl/kstat/zfs/tank/state': 'DEGRADED\n' },
    }),
    'fail',
    ['state tank=DEGRADED'],
  ],
  [diskRaid, 'without rights', windows({}), 'unknown: needs_elevation'],
  [
    diskRaid,
    'degraded',
    windows({ 'Get-VirtualDisk': '[{"name":"Mirror","health":"Warning","state":"Degraded"}]' }, true),
    'fail',
    ['state Mirror=Degraded'],
  ],
  [diskRaid, 'whole', windows({ 'Get-VirtualDisk': '[{"name":"Mirror","health":"Healthy","state":"OK"}]' }, true), 'pass'],
  [diskRaid, 'none', macos({ 'diskutil appleRAID list': 'No AppleRAID sets found\n' }), 'none'],
  [
    diskRaid,
    'degraded',
    macos({
      'diskutil appleRAID list':
        'AppleRAID sets (1 found)\n=====\nName:                 Photos\nUnique ID:            A\nType:                 Mirror\nStatus:               Degraded\n-----\n#  DevNode   UUID  Status  Size\n0  disk2s2   B     Online  99\n',
    }),
    'fail',
    ['state Photos=Degraded'],
  ],
  [
    diskRaid,
    'garbled',
    macos({ 'diskutil appleRAID list': 'AppleRAID sets (2 found)\nName: Photos\nStatus: Online\n' }),
    'unknown: parse',
  ],

  [
    diskBusy,
    'at rest',
    linux({ files: { '/proc/diskstats': [stats(1000), stats(1100)] } }),
    'pass',
    ['busy sda=0.05', 'sample=2'],
  ],
  [diskBusy, 'without a pause', linux({ files: { '/proc/diskstats': [stats(1000), stats(2999)] } }), 'warn', ['busy sda=1']],
  [diskBusy, 'no disk', linux({ files: { '/proc/diskstats': '   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0\n' } }), 'none'],
  [diskBusy, 'garbled', linux({ files: { '/proc/diskstats': 'sda is quite busy\n' } }), 'unknown: parse'],
  [
    diskBusy,
    'busy',
    windows({ PerfDisk: '[{"name":"0 C:","idle":0,"base":20000000},{"name":"1 D:","idle":20000000,"base":20000000}]' }),
    'warn',
    ['busy 0 C:=1', 'busy 1 D:=0'],
  ],
  [diskBusy, 'garbled', windows({ PerfDisk: '[{"name":"0 C:","idle":null,"base":0}]' }), 'unknown: parse'],

  [fsReadonly, 'written', disk(space(1, 1)), 'pass', ['readOnly /=false']],
  [
    fsReadonly,
    'locked',
    linux({
      files: {
        '/proc/self/mounts': '/dev/sda2 / ext4 rw 0 0\n/dev/sda5 /home ext4 ro,relatime,errors=remount-ro 0 0\n',
        '/etc/fstab': 'UUID=1 / ext4 errors=remount-ro 0 1\nUUID=5 /home ext4 defaults 0 2\n',
      },
    }),
    'fail',
    ['readOnly /home=true', 'readOnly /=false'],
  ],
  [
    fsReadonly,
    'meant to be',
    linux({
      files: {
        '/proc/self/mounts': '/dev/sda2 / ext4 ro 0 0\n/dev/sda5 /var ext4 rw 0 0\n',
        '/etc/fstab': '# / rw\nUUID=1 / ext4 defaults,ro 0 1\n',
      },
    }),
    'pass',
    ['readOnly /var=false'],
  ],
  [fsReadonly, 'a live system', linux({ files: { '/proc/self/mounts': 'overlay / overlay ro 0 0\n' } }), 'unknown: unsupported'],
  [fsReadonly, 'garbled', linux({ files: { '/proc/self/mounts': 'x\n' } }), 'unknown: parse'],
];

it.each(
  rows.map(
    ([check, what, recording, status, evidence = []]) =>
      [check.id, recording.system, what, status, evidence, check, recording] as const,
  ),
)('%s on %s: %s is %s', async (_id, _system, _what, status, evidence, check, recording) => {
  const result = await recordedCheck(check, recording);
  expect(result).toMatchObject({ status, evidence: expect.arrayContaining([...evidence]) });
  expect(JSON.stringify(result)).not.toContain('SECRET');
  // P0 says nothing of anybody: not what people call their disks.
  if (check.privacy === 'P0') expect(JSON.stringify(result)).not.toMatch(/Mary|robin|ST2000|Samsung/u);
});
