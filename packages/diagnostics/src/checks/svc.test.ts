import type { Recording } from '@alongside/testkit';
import { onLinux, onMac, onWindows, verdictTable } from '../../../../test/fixtures/verdict-table.ts';
import { ProbeFailure } from '../tools.ts';
import { svcFailed } from './svc-failed.ts';
import { svcLoop } from './svc-loop.ts';

const systemd = { folders: { '/run/systemd': ['system'] } };
const list = (scope: string) => `systemctl --${scope} list-units --type=service --state=failed --plain --no-legend --no-pager`;
const units = (system: string, user: string | ProbeFailure = '') =>
  onLinux({ ...systemd, commands: { [list('system')]: system, [list('user')]: user } });
verdictTable(svcFailed, [
  ['none', units(''), 'pass'],
  ['one', units('backup.service loaded failed failed Nightly backup\n'), 'warn'],
  [
    'an important one',
    units('backup.service loaded failed failed x\ncups.service  loaded failed failed CUPS Scheduler\n'),
    'fail',
  ],
  ['of the user', units('', 'pipewire.service loaded failed failed PipeWire\n'), 'fail'],
  ['without a user manager', units('', new ProbeFailure('failed', 'bus')), 'pass'],
  ['garbled', units('System has not been booted with systemd'), 'unknown/parse'],
  ['another init system', onLinux(), 'unknown/unsupported'],
  ['Windows, none', onWindows('[{"Name":"edgeupdate","ExitCode":0},{"Name":"sppsvc","ExitCode":1077}]'), 'pass'],
  ['Windows, one', onWindows('[{"Name":"VendorSync","ExitCode":1067}]'), 'warn'],
  ['Windows, the spooler', onWindows('[{"Name":"VendorSync","ExitCode":1067},{"Name":"Spooler","ExitCode":0}]'), 'fail'],
  ['Windows, garbled', onWindows('Get-CimInstance: access denied'), 'unknown/parse'],
  ['macOS, none', onMac('launchctl list', 'PID\tStatus\tLabel\n512\t0\tcom.vendor.sync\n-\t78\tcom.apple.thing\n'), 'pass'],
  ['macOS, one', onMac('launchctl list', 'PID\tStatus\tLabel\n-\t78\tcom.vendor.sync\n-\t0\tcom.vendor.rest\n'), 'warn'],
  ['macOS, garbled', onMac('launchctl list', 'Could not find domain'), 'unknown/parse'],
]);

const SHOW = 'systemctl show *.service --property=Id,NRestarts,SubState';
const block = (name: string, restarts: number, state = 'running') => `NRestarts=${restarts}\nId=${name}\nSubState=${state}\n`;
const loop = (stdout: string, before?: Recording['previous']) =>
  onLinux({ ...systemd, now: 600_000, commands: { [SHOW]: stdout }, ...(before ? { previous: before } : {}) });
const before = (secondsAgo: number, restarts: number) => ({
  at: 600_000 - secondsAgo * 1000,
  reading: { units: [{ name: 'x.service', restarts, waiting: false }], before: null },
});
verdictTable(svcLoop, [
  ['quiet', loop(`${block('a.service', 0)}\n${block('b.service', 0)}`), 'pass'],
  ['restarted long ago', loop(block('x.service', 9)), 'pass'],
  ['caught in the act', loop(block('x.service', 9, 'auto-restart')), 'warn'],
  ['thrice since a minute ago', loop(block('x.service', 5), before(60, 2)), 'warn'],
  ['twice since a minute ago', loop(block('x.service', 4), before(60, 2)), 'pass'],
  ['thrice since ten minutes ago', loop(block('x.service', 5), before(600, 2)), 'pass'],
  ['garbled', loop('NRestarts=many\nId=x.service\nSubState=running'), 'unknown/parse'],
  ['nothing', loop(''), 'unknown/parse'],
  ['another init system', onLinux(), 'unknown/unsupported'],
]);
