import { type Recording, recordedCheck } from '@alongside/testkit';
import { expect, it } from 'vitest';
import type { Check } from '../check.ts';
import { ProbeFailure, type SystemInformation } from '../tools.ts';
import { batCond } from './bat-cond.ts';
import { batWear } from './bat-wear.ts';
import { cpuIowait } from './cpu-iowait.ts';
import { cpuLoad } from './cpu-load.ts';
import { cpuLoadavg } from './cpu-loadavg.ts';
import { cpuTemp } from './cpu-temp.ts';
import { cpuThrottle } from './cpu-throttle.ts';
import { cpuTop } from './cpu-top.ts';
import { memAvail } from './mem-avail.ts';
import { memEcc } from './mem-ecc.ts';
import { memSwap } from './mem-swap.ts';

const linux = (rest: Omit<Recording, 'system'>): Recording => ({ system: 'linux', ...rest });
const files = (found: Recording['files']) => linux(found ? { files: found } : {});
const windows = (powershell: Recording['powershell'], elevated = false): Recording => ({
  system: 'windows',
  elevated,
  ...(powershell ? { powershell } : {}),
});
const macos = (commands: Recording['commands']): Recording => ({ system: 'macos', ...(commands ? { commands } : {}) });

const meminfo = (swapTotal: number, swapFree: number, corrupted = 0) => ({
  '/proc/meminfo': `MemTotal:       16000000 kB\nMemFree:          500000 kB\nMemAvailable:    8000000 kB\nSwapTotal:      ${swapTotal} kB\nSwapFree:       ${swapFree} kB\nHardwareCorrupted:     ${corrupted} kB\n`,
});
const edac = (corrected: string, uncorrected: string, corrupted = 0) =>
  linux({
    folders: { '/sys/devices/system/edac/mc': ['mc0', 'power', 'uevent'] },
    files: {
      ...meminfo(0, 0, corrupted),
      '/sys/devices/system/edac/mc/mc0/ce_count': corrected,
      '/sys/devices/system/edac/mc/mc0/ue_count': uncorrected,
    },
  });
const events = (...found: { id: number; provider: string; level?: number }[]) =>
  JSON.stringify(found.map((one) => ({ level: 3, at: 1, first: '', ...one })));
const WHEA = 'Microsoft-Windows-WHEA-Logger';

/** user nice system idle iowait irq softirq steal guest guest_nice */
const stat = (...times: number[]) =>
  `cpu  ${times.join(' ')} 0 0\ncpu0 ${times.join(' ')} 0 0\ncpu1 0 0 0 0 0 0 0 0 0 0\nintr 1 2\nctxt 3\n`;
const between = (...later: number[]) => files({ '/proc/stat': [stat(1000, 500, 300, 9000, 100, 0, 10, 0), stat(...later)] });
const top = (idle: string) =>
  `Processes: 400 total\nCPU usage: 90.0% user, 9.0% sys, 1.0% idle\n\nProcesses: 400 total\nCPU usage: 4.10% user, 6.0% sys, ${idle} idle\n`;

const hwmon = (chip: string, found: Record<string, string>) =>
  linux({
    folders: { '/sys/class/hwmon': ['hwmon3'], '/sys/class/hwmon/hwmon3': Object.keys(found) },
    files: {
      '/sys/class/hwmon/hwmon3/name': `${chip}\n`,
      ...Object.fromEntries(Object.entries(found).map(([name, text]) => [`/sys/class/hwmon/hwmon3/${name}`, text])),
    },
  });
const core = (degrees: number) =>
  hwmon('coretemp', {
    temp1_input: `${degrees}000\n`,
    temp1_label: 'Package id 0\n',
    temp1_max: '86000\n',
    temp1_crit: '100000\n',
  });
const zone = (type: string, temp: string) =>
  linux({
    folders: { '/sys/class/thermal': ['cooling_device0', 'thermal_zone0'] },
    files: {
      '/sys/class/thermal/thermal_zone0/type': type,
      '/sys/class/thermal/thermal_zone0/temp': temp,
      '/sys/class/thermal/thermal_zone0/trip_point_0_type': 'critical\n',
      '/sys/class/thermal/thermal_zone0/trip_point_0_temp': '95000\n',
    },
  });
const throttled = (first: string, second: string, before?: number): Recording =>
  linux({
    folders: { '/sys/devices/system/cpu': ['cpu0', 'cpu1', 'cpufreq', 'cpuidle'] },
    files: {
      '/sys/devices/system/cpu/cpu0/thermal_throttle/core_throttle_count': first,
      '/sys/devices/system/cpu/cpu1/thermal_throttle/core_throttle_count': second,
    },
    ...(before === undefined ? {} : { previous: { at: 1, reading: { kind: 'counter', count: before, before: null } } }),
  });

const battery = (found: object): Recording => ({
  system: 'windows',
  information: {
    battery: async () =>
      ({
        hasBattery: true,
        percent: 50,
        isCharging: false,
        designedCapacity: 50_000,
        maxCapacity: 45_000,
        cycleCount: 120,
        ...found,
      }) as Awaited<ReturnType<SystemInformation['battery']>>,
  },
});
const supplies = (found: Record<string, Record<string, string>>) =>
  linux({
    folders: { '/sys/class/power_supply': Object.keys(found) },
    files: Object.fromEntries(
      Object.entries(found).flatMap(([name, values]) =>
        Object.entries(values).map(([file, text]) => [`/sys/class/power_supply/${name}/${file}`, `${text}\n`]),
      ),
    ),
  });
const power = (condition: string) =>
  `Power:\n\n    Battery Information:\n\n      Model Information:\n          Serial Number: SECRET\n      Health Information:\n          Cycle Count: 412\n          Condition: ${condition}\n`;

const pid = (name: string, user: number) =>
  `7 (${name}) S 1 7 7 0 -1 4194304 100 0 0 0 ${user} 10 0 0 20 0 1 0 500 1000 200 18446744073709551615\n`;
const running = (name: string) =>
  linux({
    folders: { '/proc': ['7', '8', '9', 'cpuinfo', 'self'] },
    files: {
      '/proc/stat': stat(1, 1, 1, 1, 1, 1, 1, 1),
      '/proc/7/stat': [pid(name, 100), pid(name, 200)],
      '/proc/7/status': 'Name:\tx\nUid:\t1000\t1000\t1000\t1000\nVmRSS:\t    2048 kB\n',
      '/proc/8/stat': [pid('systemd', 10), pid('systemd', 12)],
      '/proc/8/status': 'Uid:\t0\t0\t0\t0\nVmRSS:\t    4096 kB\n',
      '/proc/9/stat': pid('of-others', 999),
      '/proc/9/status': 'Uid:\t1001\t1001\t1001\t1001\n',
    },
  });

const rows: readonly [Check, string, Recording, string, (readonly string[])?][] = [
  [memAvail, 'plenty', files(meminfo(0, 0)), 'pass', ['availableShare=0.5']],
  [memAvail, 'garbled', files({ '/proc/meminfo': 'MemTotal: lots\n' }), 'unknown: parse'],
  [
    memAvail,
    'short',
    windows({ Win32_OperatingSystem: '[{"TotalVisibleMemorySize":8000000,"FreePhysicalMemory":500000}]' }),
    'warn',
  ],
  [memAvail, 'garbled', windows({ Win32_OperatingSystem: '' }), 'unknown: parse'],
  [
    memAvail,
    'gone',
    macos({
      'memory_pressure -Q':
        'The system has 17179869184 (1048576 pages with a page size of 16384).\nSystem-wide memory free percentage: 1%\n',
    }),
    'fail',
  ],
  [memAvail, 'garbled', macos({ 'memory_pressure -Q': 'fine\n' }), 'unknown: parse'],

  [memSwap, 'none', files(meminfo(0, 0)), 'none'],
  [memSwap, 'little', files(meminfo(2_000_000, 1_900_000)), 'pass', ['usedShare=0.05']],
  [memSwap, 'much', files(meminfo(2_000_000, 300_000)), 'warn'],
  [memSwap, 'all', files(meminfo(2_000_000, 0)), 'fail', ['usedShare=1']],
  [memSwap, 'garbled', files({ '/proc/meminfo': '\u0000\u0000' }), 'unknown: parse'],
  [memSwap, 'much', windows({ PageFileUsage: '{"AllocatedBaseSize":2048,"CurrentUsage":1900}' }), 'warn'],
  [memSwap, 'none', windows({ PageFileUsage: '[]' }), 'none'],
  [memSwap, 'garbled', windows({ PageFileUsage: '[{"AllocatedBaseSize":"2 GB"}]' }), 'unknown: parse'],
  [
    memSwap,
    'nearly all of what grows by itself',
    macos({ 'sysctl -n vm.swapusage': 'total = 2048.00M  used = 2010.25M  free = 37.75M  (encrypted)\n' }),
    'info',
    ['usedShare=0.982'],
  ],
  [memSwap, 'garbled', macos({ 'sysctl -n vm.swapusage': 'total = much\n' }), 'unknown: parse'],

  [memEcc, 'memory that does not correct', files(meminfo(0, 0)), 'none'],
  [memEcc, 'no error', edac('0\n', '0\n'), 'pass', ['uncorrected=0', 'corrected=0', 'corrupted=0']],
  [memEcc, 'one corrected', edac('1\n', '0\n'), 'warn'],
  [memEcc, 'one uncorrected', edac('4\n', '1\n'), 'fail'],
  [memEcc, 'a page taken out of use', files(meminfo(0, 0, 4)), 'fail', ['corrupted=4096']],
  [memEcc, 'garbled', edac('none\n', '0\n'), 'unknown: parse'],
  [memEcc, 'no error', windows({ WHEA: '[]' }), 'pass'],
  [memEcc, 'one corrected', windows({ WHEA: events({ id: 47, provider: WHEA }) }), 'warn'],
  [memEcc, 'garbled', windows({ WHEA: 'Get-WinEvent : The RPC server is unavailable' }), 'unknown: parse'],

  [cpuLoad, 'idle', between(1010, 500, 305, 9185, 100, 0, 10, 0), 'pass', ['busy=0.075', 'sample=2']],
  [cpuLoad, 'busy', between(1150, 500, 330, 9020, 100, 0, 10, 0), 'warn', ['busy=0.9']],
  [cpuLoad, 'all of it', between(1190, 500, 310, 9000, 100, 0, 10, 0), 'fail', ['busy=1']],
  [cpuLoad, 'work that gives way to other work', between(1000, 700, 300, 9000, 100, 0, 10, 0), 'pass', ['busy=0']],
  [cpuLoad, 'a counter that stands still', between(1000, 500, 300, 9000, 100, 0, 10, 0), 'unknown: parse'],
  [cpuLoad, 'garbled', files({ '/proc/stat': 'cpu user system idle\n' }), 'unknown: parse'],
  [cpuLoad, 'no such file', files({}), 'unknown: parse'],
  [cpuLoad, 'busy', windows({ PerfOS_Processor: '[{"idle":2000000,"all":20000000}]' }), 'warn', ['busy=0.9']],
  [cpuLoad, 'garbled', windows({ PerfOS_Processor: '[{"idle":0,"all":0}]' }), 'unknown: parse'],
  [cpuLoad, 'idle by the second sample', macos({ 'top -l 2 -n 0 -s 2': top('89.9%') }), 'pass', ['busy=0.101']],
  [cpuLoad, 'garbled', macos({ 'top -l 2 -n 0 -s 2': 'CPU usage: 1% user, 1% sys, 98% idle\n' }), 'unknown: parse'],

  [cpuIowait, 'no waiting', between(1010, 500, 305, 9185, 100, 0, 10, 0), 'pass', ['waiting=0']],
  [cpuIowait, 'half of the time', between(1000, 500, 300, 9100, 200, 0, 10, 0), 'warn', ['waiting=0.5', 'sample=2']],
  [cpuIowait, 'running backwards', between(1000, 500, 300, 9100, 90, 0, 10, 0), 'pass', ['waiting=0']],
  [cpuIowait, 'garbled', files({ '/proc/stat': '' }), 'unknown: parse'],

  [
    cpuLoadavg,
    'little',
    files({ '/proc/loadavg': '0.10 0.20 1.50 1/300 999\n', '/proc/stat': stat(1, 1, 1, 1, 1, 1, 1, 1) }),
    'pass',
    ['perProcessor=0.75', 'processors=2'],
  ],
  [
    cpuLoadavg,
    'too much',
    files({ '/proc/loadavg': '0.10 0.20 4.50 1/300 999\n', '/proc/stat': stat(1, 1, 1, 1, 1, 1, 1, 1) }),
    'warn',
    ['perProcessor=2.25'],
  ],
  [cpuLoadavg, 'garbled', files({ '/proc/loadavg': 'high\n', '/proc/stat': stat(1, 1, 1, 1, 1, 1, 1, 1) }), 'unknown: parse'],
  [
    cpuLoadavg,
    'too much',
    macos({ 'sysctl -n vm.loadavg hw.logicalcpu': '{ 20.10 21.00 22.05 }\n8\n' }),
    'warn',
    ['perProcessor=2.756'],
  ],
  [cpuLoadavg, 'garbled', macos({ 'sysctl -n vm.loadavg hw.logicalcpu': '{ 1,0 1,0 1,0 }\n8\n' }), 'unknown: parse'],

  [
    cpuTop,
    'one busy program',
    running('chrome) x ('),
    'info',
    ['busy chrome) x (=0.5', 'memory chrome) x (=2097152', 'busy systemd=0.01'],
  ],
  [
    cpuTop,
    'garbled',
    linux({ folders: { '/proc': ['7'] }, files: { '/proc/stat': stat(1, 1, 1, 1, 1, 1, 1, 1), '/proc/7/stat': 'x' } }),
    'unknown: parse',
  ],
  [
    cpuTop,
    'two of one name',
    windows({
      WorkingSet64:
        '[{"name":"msedge","busy":0.2,"memory":100},{"name":"msedge","busy":0.1,"memory":50},{"name":"System","busy":0,"memory":1}]',
    }),
    'info',
    ['busy msedge=0.3', 'memory msedge=150'],
  ],
  [cpuTop, 'garbled', windows({ WorkingSet64: '[{"name":1}]' }), 'unknown: parse'],
  [
    cpuTop,
    'paths and others’ programs',
    macos({
      'sysctl -n hw.logicalcpu': '8\n',
      'ps -axo uid=,%cpu=,rss=,comm=':
        ' 1000  80.0  2048 /Users/SECRET/Applications/My App\n  502  99.0 1 /x/of-others\n    0   0.0 9 /sbin/launchd\n',
    }),
    'info',
    ['busy My App=0.1'],
  ],
  [
    cpuTop,
    'garbled',
    macos({ 'sysctl -n hw.logicalcpu': '8\n', 'ps -axo uid=,%cpu=,rss=,comm=': 'UID CPU\n' }),
    'unknown: parse',
  ],

  [cpuTemp, 'no sensor', linux({}), 'none'],
  [cpuTemp, 'cool', core(50), 'pass', ['temperature Package id 0=50']],
  [cpuTemp, 'warm', core(76), 'warn'],
  [cpuTemp, 'hot', core(87), 'fail'],
  [
    cpuTemp,
    'a driver that makes its limit up',
    hwmon('k10temp', { temp1_input: '75000', temp1_label: 'Tctl', temp1_max: '70000' }),
    'pass',
  ],
  [
    cpuTemp,
    'a figure for the fans beside the real one',
    hwmon('k10temp', { temp1_input: '95000', temp1_label: 'Tctl', temp2_input: '68000', temp2_label: 'Tdie' }),
    'pass',
    ['temperature Tdie=68'],
  ],
  [cpuTemp, 'garbled', hwmon('coretemp', { temp1_input: 'hot' }), 'unknown: parse'],
  [cpuTemp, 'a zone', zone('cpu-thermal\n', '86000\n'), 'warn', ['temperature cpu-thermal=86']],
  [cpuTemp, 'a zone of something else', zone('iwlwifi_1\n', '99000\n'), 'none'],
  [cpuTemp, 'without rights', windows({}), 'unknown: needs_elevation'],
  [
    cpuTemp,
    'hot',
    windows({ ThermalZone: '{"CurrentTemperature":3712,"CriticalTripPoint":3711}' }, true),
    'fail',
    ['temperature Zone 1=98.1'],
  ],
  [cpuTemp, 'garbled', windows({ ThermalZone: '{"CurrentTemperature":"warm","CriticalTripPoint":1}' }, true), 'unknown: parse'],

  [cpuThrottle, 'no counter', linux({ folders: { '/sys/devices/system/cpu': ['cpu0'] } }), 'none'],
  [cpuThrottle, 'never', throttled('0\n', '0\n'), 'pass', ['times=0']],
  [cpuThrottle, 'some time since the start', throttled('3\n', '4\n'), 'info', ['times=7']],
  [cpuThrottle, 'no more than before', throttled('3\n', '4\n', 7), 'pass', ['rise=0', 'times=7']],
  [cpuThrottle, 'more than before', throttled('3\n', '9\n', 7), 'warn', ['rise=5']],
  [cpuThrottle, 'restarted in between', throttled('0\n', '1\n', 7), 'info'],
  [cpuThrottle, 'garbled', throttled('often\n', '0\n'), 'unknown: parse'],
  [
    cpuThrottle,
    'no',
    macos({
      'pmset -g therm':
        'Note: No thermal warning level has been recorded\nNote: No performance warning level has been recorded\n',
    }),
    'pass',
    ['speed=1'],
  ],
  [
    cpuThrottle,
    'yes',
    macos({
      'pmset -g therm': 'CPU Power notify\n\tCPU_Scheduler_Limit \t= 100\n\tCPU_Available_CPUs \t= 8\n\tCPU_Speed_Limit \t= 62\n',
    }),
    'warn',
    ['speed=0.62'],
  ],
  [cpuThrottle, 'garbled', macos({ 'pmset -g therm': 'hot\n' }), 'unknown: parse'],
  [
    cpuThrottle,
    'yes',
    windows({ 'Kernel-Processor-Power': events({ id: 37, provider: 'Microsoft-Windows-Kernel-Processor-Power' }) }),
    'warn',
    ['times=1'],
  ],
  [cpuThrottle, 'no', windows({ 'Kernel-Processor-Power': '[]' }), 'pass'],

  [batWear, 'none', battery({ hasBattery: false }), 'none'],
  [batWear, 'good', battery({}), 'pass', ['health=0.9', 'cycles=120']],
  [batWear, 'worn', battery({ maxCapacity: 39_000 }), 'warn'],
  [batWear, 'worn out', battery({ maxCapacity: 20_000 }), 'fail'],
  [batWear, 'silent', battery({ designedCapacity: 0, maxCapacity: 0 }), 'unknown: unsupported'],
  [batWear, 'garbled', battery({ maxCapacity: 9_999_999 }), 'unknown: parse'],

  [batWear, 'none', supplies({ AC: { type: 'Mains' } }), 'none'],
  [
    batWear,
    'by energy',
    supplies({ BAT0: { type: 'Battery', energy_full: '45000000', energy_full_design: '50000000', cycle_count: '0' } }),
    'pass',
    ['health=0.9'],
  ],
  [
    batWear,
    'by charge, the worse of two',
    supplies({
      BAT0: { type: 'Battery', charge_full: '4900000', charge_full_design: '5000000' },
      BAT1: { type: 'Battery', charge_full: '2000000', charge_full_design: '5000000', cycle_count: '900' },
    }),
    'fail',
    ['health=0.4', 'cycles=900'],
  ],
  [batWear, 'silent', supplies({ BAT0: { type: 'Battery' } }), 'unknown: unsupported'],
  [
    batWear,
    'garbled',
    supplies({ BAT0: { type: 'Battery', charge_full: 'full', charge_full_design: '5000000' } }),
    'unknown: parse',
  ],

  [batCond, 'none', supplies({ AC: { type: 'Mains' } }), 'none'],
  [batCond, 'a mouse', supplies({ hid: { type: 'Battery', scope: 'Device', health: 'Dead' } }), 'none'],
  [batCond, 'good', supplies({ BAT0: { type: 'Battery', health: 'Good' } }), 'pass', ['condition=Good']],
  [batCond, 'too warm', supplies({ BAT0: { type: 'Battery', health: 'Overheat' } }), 'warn'],
  [
    batCond,
    'dead',
    supplies({ BAT0: { type: 'Battery', health: 'Good' }, BAT1: { type: 'Battery', health: 'Dead' } }),
    'fail',
    ['condition=Dead'],
  ],
  [batCond, 'silent', supplies({ BAT0: { type: 'Battery' } }), 'unknown: unsupported'],
  [batCond, 'good', macos({ 'system_profiler SPPowerDataType': power('Normal') }), 'pass'],
  [batCond, 'worn', macos({ 'system_profiler SPPowerDataType': power('Service Recommended') }), 'warn'],
  [batCond, 'broken', macos({ 'system_profiler SPPowerDataType': power('Permanent Failure') }), 'fail'],
  [batCond, 'none', macos({ 'system_profiler SPPowerDataType': 'Power:\n\n    System Power Settings:\n' }), 'none'],
  [batCond, 'of an unknown word', macos({ 'system_profiler SPPowerDataType': power('Splendid') }), 'unknown: parse'],
  [batCond, 'not told in time', macos({ 'system_profiler SPPowerDataType': new ProbeFailure('timeout') }), 'unknown: timeout'],
];

it.each(
  rows.map(
    ([check, what, recording, status, evidence = []]) =>
      [check.id, recording.system, what, status, evidence, check, recording] as const,
  ),
)('%s on %s: %s is %s', async (_id, _system, _what, status, evidence, check, recording) => {
  const result = await recordedCheck(check, recording);
  expect(result).toMatchObject({ status, evidence: expect.arrayContaining([...evidence]) });
  expect(JSON.stringify(result)).not.toMatch(/SECRET|of-others/u);
});
