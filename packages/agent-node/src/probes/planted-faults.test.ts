import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import os, { availableParallelism, setPriority } from 'node:os';
import { join } from 'node:path';
import { systemClock, systemRandom } from '@alongside/base';
import { CHECKS, judged } from '@alongside/diagnostics';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ProbeLane } from './probe-lane.ts';

/** Real faults in a mount namespace of the test's own: the machine around it stays as it is. */
const why = missing();
if (why !== undefined) process.stderr.write(`planted faults: skipped, ${why}\n`);

function missing(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'mounting needs root on Linux';
  for (const program of [
    '/usr/bin/unshare',
    '/usr/bin/nsenter',
    '/usr/bin/dmesg',
    '/usr/bin/journalctl',
    '/usr/sbin/mkfs.ext4',
  ]) {
    if (!existsSync(program)) return `${program} is not there`;
  }
  try {
    execFileSync('/usr/bin/unshare', ['--mount', '--propagation', 'private', 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'this machine gives no mount namespace';
  }
}

const OWN = /^(disk|fs|mem|cpu|bat|log)\./u;
/** What they answer depends on what else the machine does at the moment. */
const UNSTEADY = /^cpu\.(load|loadavg|iowait|top)$|^disk\.(busy|fill)$/u;
const STEADY = CHECKS.filter(({ id }) => OWN.test(id) && !UNSTEADY.test(id)).map(({ id }) => id);
const SURROUNDINGS = { home: '/root', uid: 0, session: {} };
const SENSORS = existsSync('/sys/class/hwmon');

/** As Linux 6.18 said it of a real one. */
const OOM =
  '<3>[AGO] Memory cgroup out of memory: Killed process 10529 (perl) total-vm:86008kB, anon-rss:19328kB, file-rss:2668kB, shmem-rss:0kB, UID:0 pgtables:96kB oom_score_adj:0';
const SEGFAULT =
  '<6>[AGO] planted[10562]: segfault at 0 ip 00007f0d43985ad8 sp 00007ffd19cf1228 error 4 in libc.so.6[167ad8,7f0d43844000+156000] likely on CPU 1 (core 1, socket 0)';

const image = (folder: string, options: string) =>
  `truncate -s 8M ${folder}.img; mkfs.ext4 -q -F -m 0 -O ^has_journal ${options} ${folder}.img; mkdir ${folder}; mount -o loop ${folder}.img ${folder}`;
/** A file of /proc, with some of its lines otherwise. */
const altered = (path: string, ...lines: readonly [name: string, value: string][]) => {
  const without = lines.map(([name]) => `-e '/^${name}/d'`).join(' ');
  const added = lines.map(([name, value]) => `${name} ${value}\\n`).join('');
  return `sed ${without} ${path} > altered; printf '${added}' >> altered; mount --bind altered ${path}`;
};
/** The kernel's ring says this, the last line a minute ago, the others two minutes before each other. */
const said = (...lines: string[]) => {
  const stamped = lines.map((line, index) => line.replace('AGO', (os.uptime() - 60 - 120 * index).toFixed(6).padStart(12)));
  return `printf '#!/bin/sh\\ncat <<END\\n${stamped.join('\\n')}\\nEND\\n' > said; chmod 755 said; mount --bind said /usr/bin/dmesg`;
};
const device = (at: string, entry: string, files: Record<string, string>) =>
  [
    `mount -t tmpfs none ${at}; mkdir ${at}/${entry}`,
    ...Object.entries(files).map(([name, text]) => `printf '${text}\\n' > ${at}/${entry}/${name}`),
  ].join('; ');

const UNDO_LOG = 'umount /usr/bin/dmesg';
const UNDO_MEMORY = 'umount /proc/meminfo';

/** What is done to the machine, how it is undone, and every check of which the answer then is another one. */
type Fault = readonly [what: string, plant: string, undo: string, turns: Readonly<Record<string, string>>];

/** Where systemd keeps a list of crashes, it is asked instead of the kernel. */
const CRASH: readonly Fault[] = existsSync('/usr/bin/coredumpctl')
  ? []
  : [['a program that crashes', said(SEGFAULT, SEGFAULT), UNDO_LOG, { 'log.app': 'warn' }]];

const FAULTS: readonly Fault[] = [
  ...CRASH,
  ['a full disk', `${image('full', '')}; head -c 100M /dev/zero > full/file || true`, 'umount full', { 'disk.space': 'fail' }],
  [
    'a disk without room for another file',
    `${image('crowded', '-N 32')}; n=0; while touch crowded/$n; do n=$((n+1)); done`,
    'umount crowded',
    { 'disk.inodes': 'fail' },
  ],
  [
    'a system volume that became read-only',
    `${image('locked', '')}; umount locked; mount -o loop,ro locked.img /home`,
    'umount /home',
    { 'fs.readonly': 'fail' },
  ],
  ['memory that is gone', altered('/proc/meminfo', ['MemAvailable:', '1000 kB']), UNDO_MEMORY, { 'mem.avail': 'fail' }],
  [
    'spare memory that is gone',
    altered('/proc/meminfo', ['SwapTotal:', '2000000 kB'], ['SwapFree:', '1000 kB']),
    UNDO_MEMORY,
    { 'mem.swap': 'fail' },
  ],
  ['memory that broke', altered('/proc/meminfo', ['HardwareCorrupted:', '4 kB']), UNDO_MEMORY, { 'mem.ecc': 'fail' }],
  ['programs that ran out of memory', said(OOM, OOM, OOM, OOM), UNDO_LOG, { 'mem.oom': 'fail' }],
  [
    'errors of a disk',
    said(
      ...Array.from({ length: 5 }, (_, n) => `<3>[AGO] I/O error, dev sda, sector ${n} op 0x0:(READ) flags 0x80700 phys_seg 1`),
    ),
    UNDO_LOG,
    { 'log.disk': 'fail' },
  ],
  [
    'an error of the processor',
    said('<0>[AGO] mce: [Hardware Error]: CPU 2: Machine Check Exception: 5 Bank 4: be00000000800400'),
    UNDO_LOG,
    { 'log.hw': 'fail' },
  ],
  [
    'a battery that is worn',
    device('/sys/class/power_supply', 'BAT0', {
      type: 'Battery',
      health: 'Good',
      energy_full: '20000000',
      energy_full_design: '50000000',
    }),
    'umount /sys/class/power_supply',
    { 'bat.wear': 'fail', 'bat.cond': 'pass' },
  ],
  [
    'a hot processor',
    SENSORS
      ? device('/sys/class/hwmon', 'hwmon0', { name: 'coretemp', temp1_input: '99000', temp1_max: '90000' })
      : device('/sys/class/thermal', 'thermal_zone0', { type: 'cpu-thermal', temp: '101000' }),
    `umount /sys/class/${SENSORS ? 'hwmon' : 'thermal'}`,
    { 'cpu.temp': 'fail' },
  ],
];

describe.skipIf(why !== undefined)('a planted fault', () => {
  const folder = why === undefined ? mkdtempSync(join(os.tmpdir(), 'planted-')) : '';
  const scan = new Map<string, string>();
  let holder: ChildProcess;
  let lane: ProbeLane;
  const within = (script: string) =>
    execFileSync('/usr/bin/nsenter', ['--target', String(holder.pid), '--mount', 'sh', '-e', '-c', `cd ${folder}; ${script}`], {
      stdio: ['ignore', 'ignore', 'pipe'],
      timeout: 20_000,
    });

  /** As a scan does: read in a lane, judged outside of it. */
  async function statusOf(id: string): Promise<string> {
    const check = CHECKS.find((one) => one.id === id);
    if (check === undefined) throw new Error(`there is no ${id}`);
    const read = await lane.read({ task: `check:${id}`, surroundings: SURROUNDINGS }, 20_000);
    const outcome = read.status === 'unknown' ? read : read.answer;
    const result = judged(check, outcome, { reportId: 'planted-report', at: 1, tookMs: 1 });
    return result.kind === 'unknown' ? `unknown: ${result.unknown.reason}` : result.finding.status;
  }

  async function statuses(): Promise<Record<string, string>> {
    const found: Record<string, string> = {};
    for (const id of STEADY) found[id] = await statusOf(id);
    return found;
  }

  beforeAll(async () => {
    holder = spawn('/usr/bin/unshare', ['--mount', '--propagation', 'private', 'sleep', '600'], { stdio: 'ignore' });
    const namespace = (pid: number | string) => readlinkSync(`/proc/${pid}/ns/mnt`);
    await vi.waitFor(() => expect(namespace(holder.pid ?? 0)).not.toBe(namespace('self')), { timeout: 5000, interval: 5 });
    lane = new ProbeLane({
      clock: systemClock(),
      random: systemRandom(),
      watchdog: { watch: () => ({ release: () => undefined }) },
      script: join(import.meta.dirname, 'lane-process.ts'),
      node: { file: '/usr/bin/nsenter', args: ['--target', String(holder.pid), '--mount', process.execPath], environment: {} },
    });
    // What the machine's own log has seen is not this test's: it has no journal here, and a ring that says nothing bad.
    writeFileSync(join(folder, 'journalctl'), '#!/bin/sh\necho "No journal files were found." >&2\n', { mode: 0o755 });
    writeFileSync(join(folder, 'vmstat'), readFileSync('/proc/vmstat', 'utf8').replace(/^oom_kill .*$/mu, 'oom_kill 1'));
    within('mount --bind journalctl /usr/bin/journalctl; mount --bind vmstat /proc/vmstat');
    within(said('<6>[    0.000000] Linux version 6.18').replace(/said/gu, 'quiet'));
    for (const [id, status] of Object.entries(await statuses())) scan.set(id, status);
  }, 60_000);

  afterAll(() => {
    lane.dispose();
    holder.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(FAULTS)(
    '%s turns its own check and no other',
    async (_what, plant, undo, turns) => {
      const before = Object.fromEntries(scan);
      for (const [id, status] of Object.entries(turns)) expect(before[id], id).not.toBe(status);
      within(plant);
      try {
        expect(await statuses()).toEqual({ ...before, ...turns });
      } finally {
        within(undo);
      }
    },
    30_000,
  );

  it('processors that are busy turn the check of their load', async () => {
    const hungry = Array.from({ length: availableParallelism() }, () =>
      spawn(process.execPath, ['-e', 'process.stdout.write("x"); for (;;);'], { stdio: ['ignore', 'pipe', 'ignore'] }),
    );
    try {
      // Their start is no load: what they do after it is.
      await Promise.all(hungry.map(({ stdout }) => once(stdout, 'data')));
      // Ahead of what else runs here: niced work does not count as busy.
      for (const { pid } of hungry) setPriority(pid ?? 0, -10);
      expect(await statusOf('cpu.load')).toBe('fail');
    } finally {
      for (const one of hungry) one.kill('SIGKILL');
    }
  }, 30_000);

  it('is gone when it is mended', async () => {
    expect(await statuses()).toEqual(Object.fromEntries(scan));
  }, 30_000);
});
