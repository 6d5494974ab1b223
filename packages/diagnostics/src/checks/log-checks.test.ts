import { type Recording, recordedCheck } from '@alongside/testkit';
import { expect, it } from 'vitest';
import type { Check } from '../check.ts';
import { logApp } from './log-app.ts';
import { logCrash } from './log-crash.ts';
import { logDisk } from './log-disk.ts';
import { logHw } from './log-hw.ts';
import { memOom } from './mem-oom.ts';

const DAY = 86_400_000;
const NOW = 100 * DAY;
const linux = (rest: Omit<Recording, 'system'>): Recording => ({ system: 'linux', now: NOW, ...rest });
const windows = (powershell: Record<string, string>): Recording => ({ system: 'windows', now: NOW, powershell });
const macos = (folders: Record<string, readonly string[]>): Recording => ({
  system: 'macos',
  home: '/Users/robin',
  now: NOW,
  folders,
});

const MACHINE = { '/var/log/journal': ['3d1219c7c4c5404aaa1f6d2a48adfda4'] };
const READABLE = 'journalctl --no-pager --lines=0';
const query = (minutes: number) =>
  `journalctl --no-pager --output=json --output-fields=MESSAGE,PRIORITY,MESSAGE_ID --lines=2000 --since=-${minutes}min …`;
const MONTH = 30 * 24 * 60;
/** As systemd 252 prints it; `minutes` ago. */
const entry = (minutes: number, rest: object) =>
  JSON.stringify({
    __CURSOR: 's=dfcda39f;i=1a9',
    __MONOTONIC_TIMESTAMP: '15343055494',
    PRIORITY: '3',
    _BOOT_ID: 'cf4e2fadd92343c8be7e9c79714c92b9',
    __REALTIME_TIMESTAMP: String((NOW - minutes * 60_000) * 1000),
    ...rest,
  });
type Answer = NonNullable<Recording['commands']>[string];
const journal = (minutes: number, answer: Answer, rest: Omit<Recording, 'system'> = {}) =>
  linux({ folders: MACHINE, ...rest, commands: { [READABLE]: '-- No entries --\n', [query(minutes)]: answer } });
const says = (minutes: number, ...messages: string[]) =>
  journal(minutes, messages.map((MESSAGE, index) => entry(2 * index + 1, { MESSAGE })).join('\n'));
const NO_MATCH = { exitCode: 1 };
const HINT =
  "Hint: You are currently not seeing messages from other users and the system.\n      Users in the 'systemd-journal' group can see all messages.";
const ring = (text: string, rest: Omit<Recording, 'system'> = {}) =>
  linux({
    commands: { [READABLE]: { stderr: 'No journal files were found.\n' }, 'dmesg -r': text },
    ...rest,
    files: { '/proc/uptime': '10000.00 1.0\n', ...rest.files },
  });

/** Linux 6.18, recorded; the second as older kernels say it. */
const OOM = [
  'Memory cgroup out of memory: Killed process 10529 (perl) total-vm:86008kB, anon-rss:19328kB, file-rss:2668kB, shmem-rss:0kB, UID:0 pgtables:96kB oom_score_adj:0',
  'Out of memory: Kill process 4711 (Web Content) score 512 or sacrifice child',
];
const SEGFAULT =
  'python3[10562]: segfault at 0 ip 00007f0d43985ad8 sp 00007ffd19cf1228 error 4 in libc.so.6[167ad8,7f0d43844000+156000] likely on CPU 1 (core 1, socket 0)';
const TRAP = 'traps: gedit[99] general protection fault ip:7f0 sp:7ff error:0 in libgtk-3.so.0[7f0+100]';

const [STARTED, STOPPED, SHUTDOWN] = [
  'f77379a8490b408bbe5f6940505a777b',
  'd93fb3c9c24d451a97cea615ce59c00b',
  '98268866d1d54a499c4e98921d93bc40',
];
/** Starts, the oldest first, two days apart; the last is the present one. */
const boots = (...ends: (readonly (string | undefined)[])[]) =>
  journal(
    3 * MONTH,
    ends
      .flatMap((ids, index) =>
        ids.map((MESSAGE_ID, step) =>
          entry((ends.length - index) * 2 * 1440 - step * 10, {
            MESSAGE_ID,
            _BOOT_ID: index === ends.length - 1 ? 'cafe' : `b${index}`,
          }),
        ),
      )
      .join('\n'),
    { folders: MACHINE, files: { '/proc/sys/kernel/random/boot_id': 'ca-fe\n' } },
  );
const CLEAN = [STARTED, STOPPED, STARTED, SHUTDOWN, STOPPED];

const events = (...found: [id: number, provider: string, level: number, minutes: number, first?: string][]) =>
  JSON.stringify(
    found.map(([id, provider, level, minutes, first = '']) => ({ id, provider, level, at: NOW - minutes * 60_000, first })),
  );
const WHEA = 'Microsoft-Windows-WHEA-Logger';

const rows: readonly [Check, string, Recording, string, (readonly string[])?][] = [
  [
    memOom,
    'never since the start, without any log',
    linux({ files: { '/proc/vmstat': 'nr_free_pages 1\noom_kill 0\n' } }),
    'pass',
    ['count=0'],
  ],
  [memOom, 'none now', journal(30, NO_MATCH, { files: { '/proc/vmstat': 'oom_kill 2\n' } }), 'pass'],
  [memOom, 'two', says(30, ...OOM), 'warn', ['count=2', 'program perl=perl']],
  [memOom, 'many', says(30, ...OOM, ...OOM), 'fail', ['count=4']],
  [
    memOom,
    'in the kernel’s ring',
    ring(`<6>[    0.000000] Linux version 6.18\n<3>[ 9500.655813] ${OOM[0]}\n`),
    'warn',
    ['program perl=perl'],
  ],
  [memOom, 'an hour ago', ring(`<3>[ 6400.655813] ${OOM[0]}\n`), 'pass'],
  [memOom, 'said by a program, not by the kernel', ring(`<11>[ 9500.655813] ${OOM[0]}\n`), 'pass'],
  [memOom, 'a journal of others', linux({ commands: { [READABLE]: { stderr: HINT } } }), 'unknown: needs_elevation'],
  [
    memOom,
    'a journal that root may not read',
    linux({
      elevated: true,
      commands: { [READABLE]: { exitCode: 1, stderr: 'No journal files were opened due to insufficient permissions.' } },
    }),
    'unknown: denied',
  ],
  [
    memOom,
    'a ring of administrators',
    linux({ commands: { 'dmesg -r': { exitCode: 1, stderr: 'dmesg: read kernel buffer failed: Operation not permitted' } } }),
    'unknown: needs_elevation',
  ],
  [memOom, 'no log at all', linux({}), 'unknown: unsupported'],
  [
    memOom,
    'a damaged journal',
    journal(30, { exitCode: 1, stderr: 'Failed to iterate through journal: Bad message' }),
    'unknown: failed',
  ],
  [memOom, 'garbled', journal(30, 'Nov 29 kernel: all is well'), 'unknown: parse'],
  [memOom, 'a garbled ring', ring('all is well\n'), 'unknown: parse'],
  [memOom, 'a counter that is none', journal(30, entry(1, { MESSAGE: null, __REALTIME_TIMESTAMP: 'soon' })), 'unknown: parse'],

  [logDisk, 'quiet', journal(MONTH, NO_MATCH), 'pass', ['count=0', 'days=30']],
  [
    logDisk,
    'quiet since the last start, further than which the journal does not go',
    journal(MONTH, NO_MATCH, { folders: {}, files: { '/proc/uptime': '43200.00 1.0\n' } }),
    'pass',
    ['count=0', 'days=0.5'],
  ],
  [
    logDisk,
    'quiet as far as the ring goes',
    ring('<14>[ 1360.000000] systemd: hello\n<6>[ 9500.000000] usb 1-1: new device\n'),
    'pass',
    ['count=0', 'days=0.1'],
  ],
  [logDisk, 'an empty ring', ring(''), 'unknown: unsupported'],
  [
    logDisk,
    'one trouble of many lines',
    journal(
      MONTH,
      [
        'I/O error, dev sda, sector 1234 op 0x0:(READ) flags 0x80700',
        'Buffer I/O error on dev sda1, logical block 154, async page read',
      ]
        .map((MESSAGE) => entry(1, { MESSAGE }))
        .join('\n'),
    ),
    'warn',
    ['count sda=1'],
  ],
  [
    logDisk,
    'again and again',
    says(MONTH, ...Array.from({ length: 5 }, () => 'blk_update_request: critical medium error, dev nvme0n1, sector 99')),
    'fail',
    ['count nvme0n1=5'],
  ],
  [
    logDisk,
    'file systems and ports',
    says(
      MONTH,
      'EXT4-fs error (device dm-0): ext4_find_entry:1455: inode #2',
      'ata1.00: failed command: READ FPDMA QUEUED',
      'nvme nvme0: I/O 128 QID 2 timeout, aborting',
    ),
    'warn',
    ['count dm-0=1', 'count ata1=1', 'count nvme0=1'],
  ],
  [
    logDisk,
    'a disc that is not there',
    says(MONTH, 'blk_update_request: I/O error, dev sr0, sector 0', 'Buffer I/O error on dev fd0, logical block 0'),
    'pass',
  ],
  [
    logDisk,
    'bytes that are no text',
    journal(MONTH, entry(1, { MESSAGE: [...Buffer.from('I/O error, dev sdb, sector 1'), 255] })),
    'warn',
    ['count sdb=1'],
  ],
  [
    logDisk,
    'one',
    windows({ "ProviderName='disk'": events([7, 'disk', 2, 5, '\\Device\\Harddisk1\\DR1']) }),
    'warn',
    ['count Harddisk1=1'],
  ],
  [logDisk, 'quiet', windows({ "ProviderName='disk'": '[]' }), 'pass'],
  [logDisk, 'garbled', windows({ "ProviderName='disk'": '' }), 'unknown: parse'],

  [logHw, 'quiet', journal(MONTH, NO_MATCH), 'pass', ['count=0']],
  [
    logHw,
    'quiet since the last start',
    journal(MONTH, NO_MATCH, { folders: {}, files: { '/proc/uptime': '43200.00 1.0\n' } }),
    'pass',
    ['days=0.5'],
  ],
  [
    logHw,
    'corrected',
    says(
      MONTH,
      'mce: [Hardware Error]: Machine check events logged',
      'EDAC MC0: 1 CE memory read error on CPU_SrcID#0_Ha#0_Chan#1_DIMM#0',
      '{1}[Hardware Error]: event severity: corrected',
    ),
    'warn',
    ['count=3', 'uncorrected=0'],
  ],
  [
    logHw,
    'not corrected',
    says(MONTH, 'mce: [Hardware Error]: CPU 2: Machine Check Exception: 5 Bank 4: be00000000800400'),
    'fail',
    ['uncorrected=1'],
  ],
  [
    logHw,
    'a bank that was corrected',
    says(MONTH, 'mce: [Hardware Error]: CPU 2: Machine Check: 0 Bank 4: 9c00000000800400'),
    'warn',
  ],
  [logHw, 'fatal, told by the firmware', says(MONTH, '{1}[Hardware Error]: event severity: fatal'), 'fail'],
  [logHw, 'garbled', journal(MONTH, '{'), 'unknown: parse'],
  [logHw, 'corrected', windows({ WHEA: events([17, WHEA, 3, 5], [1, WHEA, 4, 5]) }), 'warn', ['count=1']],
  [logHw, 'fatal', windows({ WHEA: events([18, WHEA, 2, 5]) }), 'fail'],

  [
    logApp,
    'nothing',
    linux({ commands: { 'coredumpctl …': { exitCode: 1, stderr: 'No coredumps found.\n' } } }),
    'pass',
    ['count=0', 'days=3'],
  ],
  [
    logApp,
    'one program twice',
    linux({
      commands: {
        'coredumpctl …': '[{"time":1,"pid":1,"sig":11,"exe":"/home/SECRET/bin/gedit"},{"exe":"/usr/bin/gedit"},{"exe":null}]',
      },
    }),
    'warn',
    ['count gedit=2', 'count ?=1'],
  ],
  [logApp, 'garbled', linux({ commands: { 'coredumpctl …': 'TIME PID\n' } }), 'unknown: parse'],
  [
    logApp,
    'by the kernel’s lines',
    says(3 * 1440, SEGFAULT, SEGFAULT, SEGFAULT, SEGFAULT, SEGFAULT, TRAP),
    'fail',
    ['count python3=5', 'count gedit=1'],
  ],
  [logApp, 'one crash is none too many', ring(`<6>[ 9531.572533] ${SEGFAULT}\n`), 'pass', ['count python3=1']],
  [
    logApp,
    'names that mislead',
    says(3 * 1440, ...Array.from({ length: 2 }, () => `a\u202egpj.exe${'x'.repeat(20)}[1]: segfault at 0`)),
    'warn',
    [`count agpj.exe${'x'.repeat(20)}=2`],
  ],
  [
    logApp,
    'one program twice',
    windows({
      "LogName='Application'": events(
        [1000, 'Application Error', 2, 5, 'excel.exe'],
        [1002, 'Application Hang', 2, 6, 'excel.exe'],
        [1000, 'Another', 2, 6, 'x'],
      ),
    }),
    'warn',
    ['count excel.exe=2'],
  ],
  [logApp, 'garbled', windows({ "LogName='Application'": '[{}]' }), 'unknown: parse'],
  [
    logApp,
    'reports of both ages',
    macos({
      '/Users/robin/Library/Logs/DiagnosticReports': [
        'Safari-1970-04-10-101010.ips',
        'Safari_1970-04-10-111111_SECRET.crash',
        'Safari-1970-01-01-101010.ips',
        'JetsamEvent-1970-04-10-101010.ips',
      ],
    }),
    'warn',
    ['count Safari=2'],
  ],

  [logCrash, 'all shut down', boots(CLEAN, [STARTED, SHUTDOWN], [STARTED]), 'pass', ['count=0', 'days=30']],
  [
    logCrash,
    'one that was not',
    boots(CLEAN, [STARTED, STOPPED, STARTED], [STARTED]),
    'warn',
    ['count=1', `when=${NOW - 2 * DAY}`],
  ],
  [logCrash, 'three that were not', boots([STARTED], [STARTED], [STARTED], [STARTED]), 'fail', ['count=3']],
  [logCrash, 'longer ago', boots([STARTED], ...Array.from({ length: 20 }, () => CLEAN), [STARTED]), 'pass'],
  [logCrash, 'a journal kept in memory', linux({}), 'unknown: unsupported'],
  [
    logCrash,
    'a journal of others',
    linux({ folders: MACHINE, commands: { [READABLE]: { stderr: HINT } } }),
    'unknown: needs_elevation',
  ],
  [logCrash, 'garbled', journal(3 * MONTH, 'boots: 3', { folders: MACHINE }), 'unknown: parse'],
  [
    logCrash,
    'one, in three events',
    windows({
      "LogName='System'": events(
        [41, 'Microsoft-Windows-Kernel-Power', 1, 100],
        [6008, 'EventLog', 2, 99],
        [1001, 'Microsoft-Windows-WER-SystemErrorReporting', 2, 98],
        [1001, 'Windows Error Reporting', 4, 5000],
      ),
    }),
    'warn',
    ['count=1'],
  ],
  [logCrash, 'none', windows({ "LogName='System'": '[]' }), 'pass'],
  [logCrash, 'garbled', windows({ "LogName='System'": '{"id":41}' }), 'unknown: parse'],
  [
    logCrash,
    'two',
    macos({
      '/Library/Logs/DiagnosticReports': [
        'Kernel_1970-04-01-101010_SECRET.panic',
        'panic-full-1970-04-02-101010.0002.panic',
        'x.diag',
      ],
    }),
    'warn',
    ['count=2'],
  ],
  [logCrash, 'garbled', macos({ '/Library/Logs/DiagnosticReports': ['yesterday.panic'] }), 'unknown: parse'],
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
});
