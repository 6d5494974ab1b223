import type { Recording } from '@alongside/testkit';
import { onLinux, onMac, onWindows, verdictTable } from '../../../../test/fixtures/verdict-table.ts';
import { ProbeFailure } from '../tools.ts';
import { osActivation } from './os-activation.ts';
import { osAutoupd } from './os-autoupd.ts';
import { osEol } from './os-eol.ts';
import { osNtp } from './os-ntp.ts';
import { osReboot } from './os-reboot.ts';
import { osUpdates } from './os-updates.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const DAY = 86_400;
const linux = (rest: Omit<Recording, 'system'>) => onLinux({ now, ...rest });
const windows = (answer: string, rest: Omit<Recording, 'system'> = {}) => onWindows(answer, { now, ...rest });
const macos = (line: string, stdout: string) => onMac(line, stdout, { now });

const MARK = 'stat -L -c %Y /run/reboot-required';
const marked = (daysAgo: number) => linux({ commands: { [MARK]: `${now / 1000 - daysAgo * DAY}\n` } });
const unmarked = { [MARK]: { exitCode: 1, stderr: 'stat: cannot statx' } };
const kernel = (running: string, ...boot: string[]) =>
  linux({ commands: unmarked, files: { '/proc/sys/kernel/osrelease': `${running}\n` }, folders: { '/boot': boot } });
verdictTable(osReboot, [
  ['marked yesterday', marked(1), 'warn'],
  ['marked long ago', marked(8), 'fail'],
  ['not marked', linux({ commands: unmarked, folders: { '/usr/share/update-notifier': ['notify-reboot-required'] } }), 'pass'],
  ['newest kernel runs', kernel('6.1.0-10-amd64', 'vmlinuz-6.1.0-10-amd64', 'vmlinuz-6.1.0-9-amd64', 'initrd.img'), 'pass'],
  ['newer kernel installed', kernel('6.1.0-9-amd64', 'vmlinuz-6.1.0-10-amd64', 'vmlinuz-6.1.0-9-amd64'), 'warn'],
  ['kernel from outside', kernel('6.1.0-9-amd64'), 'unknown/unsupported'],
  ['garbled time', linux({ commands: { [MARK]: 'yesterday' } }), 'unknown/parse'],
  ['Windows, nothing waits', windows('[false,false,false,false]'), 'pass'],
  ['Windows, servicing waits', windows('[true,false,false,false]'), 'warn'],
  ['Windows, an answer is missing', windows('[true]'), 'unknown/parse'],
  ['Windows, garbled', windows('Test-Path : denied'), 'unknown/parse'],
]);

const release = (text: string, rest: Recording['files'] = {}) => linux({ files: { '/etc/os-release': text, ...rest } });
const build = (CurrentBuild: string, EditionID: string) =>
  windows(JSON.stringify([{ CurrentBuild, EditionID, InstallationType: 'Client' }]));
const pro = { '/var/lib/ubuntu-advantage/status.json': '{"_schema_version": "0.1", "attached": true}' };
verdictTable(osEol, [
  ['Debian 13', release('ID=debian\nVERSION_ID="13"\n'), 'pass'],
  ['Debian 12, whose longer support runs', release('NAME="Debian GNU/Linux"\nID=debian\nVERSION_ID="12"\n'), 'warn/extended'],
  ['Debian 11, long over', release('ID=debian\nVERSION_ID="11"\n'), 'fail'],
  ['Fedora 43, days before its end', release('ID=fedora\nVERSION_ID=43\n'), 'warn'],
  ['Ubuntu 20.04', release('ID=ubuntu\nVERSION_ID="20.04"\n'), 'fail'],
  ['Ubuntu 20.04 with longer support', release('ID=ubuntu\nVERSION_ID="20.04"\n', pro), 'warn/extended'],
  ['a rolling release', release('ID=arch\n'), 'unknown/unsupported'],
  ['no os-release', linux({}), 'unknown/unsupported'],
  ['garbled', release('%PDF-1.7'), 'unknown/parse'],
  ['Windows 11 25H2', build('26200', 'Professional'), 'pass'],
  ['Windows 10 22H2', build('19045', 'Core'), 'fail'],
  ['Windows 10 LTSC 2021', build('19044', 'EnterpriseS'), 'warn'],
  ['Windows newer than the table', build('31000', 'Core'), 'unknown/unsupported'],
  ['Windows, garbled', build('', 'Core'), 'unknown/parse'],
  ['macOS 26', macos('sw_vers -productVersion', '26.1\n'), 'pass'],
  ['macOS 13', macos('sw_vers -productVersion', '13.7.8\n'), 'fail'],
  ['macOS, garbled', macos('sw_vers -productVersion', 'ProductName: macOS'), 'unknown/parse'],
]);

const apt = (lines: readonly string[], listsDaysAgo = 1) =>
  linux({
    folders: {
      '/usr/bin': ['apt-get'],
      '/var/lib/apt/lists': ['deb.debian.org_debian_dists_bookworm_main_binary-amd64_Packages.lz4'],
    },
    commands: {
      'apt-get -s -q -o Debug::NoLocking=1 dist-upgrade': lines.join('\n'),
      'stat -L -c %Y /var/lib/apt/lists': `${now / 1000 - listsDaysAgo * DAY}\n`,
    },
  });
const SECURITY = 'Inst unzip [6.0-28] (6.0-28+deb12u1 Debian-Security:12/oldstable-security [amd64])';
const PLAIN = 'Inst libss2 [1.47.0-2] (1.47.0-2+b2 Debian:12.15/oldstable [amd64])';
const NEW = 'Inst linux-image-6.1.0-50 (6.1.192-3 Debian-Security:12/oldstable-security [amd64])';
const dnf = (all: string, security: string) =>
  linux({
    folders: { '/usr/bin': ['dnf'] },
    commands: {
      'dnf -q -C check-update': { exitCode: all ? 100 : 0, stdout: all },
      'dnf -q -C check-update --security': { exitCode: security ? 100 : 0, stdout: security },
    },
  });
const DNF =
  '\nkernel.x86_64    6.17.8-300.fc43    updates\n\nObsoleting Packages\nx.noarch  1-1  updates\n    y.noarch  1-1  @fedora\n';
const mac = (text: string, stderr = ''): Recording => ({
  system: 'macos',
  now,
  commands: { 'softwareupdate --list --no-scan': { stdout: text, stderr } },
});
verdictTable(osUpdates, [
  ['none', apt(['0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.']), 'pass'],
  ['security', apt([SECURITY, PLAIN, '2 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.']), 'warn'],
  ['others alone', apt([PLAIN, NEW, '1 upgraded, 1 newly installed, 0 to remove and 0 not upgraded.']), 'pass'],
  ['lists of last month', apt(['0 upgraded, 0 newly installed, 0 to remove and 0 not upgraded.'], 30), 'warn/stale'],
  ['garbled', apt(['Reading package lists...']), 'unknown/parse'],
  ['no lists', linux({ folders: { '/usr/bin': ['apt-get'], '/var/lib/apt/lists': ['lock', 'partial'] } }), 'unknown/unsupported'],
  ['dnf, none', dnf('', ''), 'pass'],
  ['dnf, security', dnf(DNF, DNF), 'warn'],
  ['dnf 5, security', dnf(DNF.replace('Packages', 'packages'), DNF.replace('Packages', 'packages')), 'warn'],
  ['dnf, garbled', dnf('Error: Cache-only enabled but no cache', ''), 'unknown/parse'],
  ['no package manager', linux({}), 'unknown/unsupported'],
  ['Windows, none', windows('[]'), 'pass'],
  ['Windows, new', windows('[{"Security":true,"Days":3},{"Security":false,"Days":90}]'), 'warn'],
  ['Windows, old', windows('[{"Security":true,"Days":45}]'), 'fail'],
  ['Windows, garbled', windows('{"Security":"yes"}'), 'unknown/parse'],
  ['macOS, none', mac('Software Update Tool\n\n', 'No new software available.\n'), 'pass'],
  [
    'macOS, one',
    mac(
      'Software Update found the following new or updated software:\n* Label: macOS Tahoe 26.2-25C56\n\tTitle: macOS Tahoe 26.2, Version: 26.2, Size: 3001024KiB, Recommended: YES, Action: restart, \n',
    ),
    'warn',
  ],
  ['macOS, garbled', mac('softwareupdate: unknown option'), 'unknown/parse'],
]);

const periodic = (stdout: string, programs = ['apt-config', 'unattended-upgrade']) =>
  linux({ folders: { '/usr/bin': programs }, commands: { 'apt-config dump APT::Periodic': stdout } });
const ON = 'APT::Periodic "";\nAPT::Periodic::Update-Package-Lists "1";\nAPT::Periodic::Unattended-Upgrade "1";\n';
const defaults = (text: string) => macos('defaults read /Library/Preferences/com.apple.SoftwareUpdate', text);
verdictTable(osAutoupd, [
  ['on', periodic(ON), 'pass'],
  ['configured, not installed', periodic(ON, ['apt-config']), 'warn'],
  ['switched off', periodic('APT::Periodic::Unattended-Upgrade "0";\n'), 'warn'],
  ['never configured', periodic(''), 'warn'],
  ['garbled', periodic('E: Syntax error /etc/apt/apt.conf'), 'unknown/parse'],
  ['dnf-automatic', linux({ files: { '/etc/dnf/automatic.conf': '[commands]\napply_updates = yes\n' } }), 'pass'],
  ['dnf without it', linux({ folders: { '/usr/bin': ['dnf'] } }), 'warn'],
  ['neither', linux({}), 'unknown/unsupported'],
  ['Windows, on', windows('[{"Level":4,"Policy":null,"Start":3}]'), 'pass'],
  ['Windows, off by policy', windows('[{"Level":0,"Policy":1,"Start":3}]'), 'warn'],
  ['Windows, garbled', windows('[]'), 'unknown/parse'],
  ['macOS, on', defaults('{\n    AutomaticCheckEnabled = 1;\n    LastUpdatesAvailable = 0;\n}\n'), 'pass'],
  ['macOS, off', defaults('{\n    AutomaticCheckEnabled = 0;\n}\n'), 'warn'],
  ['macOS, garbled', defaults('The domain does not exist'), 'unknown/parse'],
]);

verdictTable(osActivation, [
  ['licensed', windows('[{"LicenseStatus":1}]'), 'pass'],
  ['in a grace period', windows('[{"LicenseStatus":3}]'), 'warn'],
  ['in notification', windows('[{"LicenseStatus":5}]'), 'fail'],
  ['without a key', windows('[]'), 'fail'],
  ['garbled', windows('[{"LicenseStatus":"1"}]'), 'unknown/parse'],
  ['Linux', linux({}), 'unknown/unsupported'],
]);

const timedatectl = (stdout: string) =>
  linux({
    folders: { '/run/systemd': ['system'] },
    commands: { 'timedatectl show --property=NTP --property=NTPSynchronized': stdout },
  });
const w32tm = (answer: Parameters<typeof Object.entries>[0], type = 'NTP'): Recording =>
  windows(`[{"Type":"${type}","Start":3}]`, { commands: { 'w32tm /query /status': answer as { stdout: string } } });
verdictTable(osNtp, [
  ['right', timedatectl('NTP=yes\nNTPSynchronized=yes\n'), 'pass'],
  ['kept by another program', timedatectl('NTP=no\nNTPSynchronized=yes\n'), 'pass'],
  ['not yet', timedatectl('NTP=yes\nNTPSynchronized=no\n'), 'warn'],
  ['off', timedatectl('NTP=no\nNTPSynchronized=no\n'), 'warn/off'],
  ['garbled', timedatectl('Failed to connect to bus'), 'unknown/parse'],
  ['another init system', linux({}), 'unknown/unsupported'],
  ['Windows, right', w32tm({ stdout: 'Sprungindikator: 0(keine Warnung)\r\nStratum: 4' }), 'pass'],
  ['Windows, not yet', w32tm({ stdout: 'Leap Indicator: 3(not synchronized)\r\nStratum: 0' }), 'warn'],
  ['Windows, asleep', w32tm({ exitCode: 0x80070426 }), 'pass'],
  ['Windows, off', w32tm({}, 'NoSync'), 'warn/off'],
  ['Windows, garbled', w32tm({ stdout: 'w32tm' }), 'unknown/parse'],
  ['Windows, denied', { system: 'windows', powershell: { W32Time: new ProbeFailure('denied') } }, 'unknown/denied'],
  ['macOS, on', macos('systemsetup -getusingnetworktime', 'Network Time: On\n'), 'pass'],
  ['macOS, off', macos('systemsetup -getusingnetworktime', 'Network Time: Off\n'), 'warn/off'],
  ['macOS, garbled', macos('systemsetup -getusingnetworktime', 'You need administrator access'), 'unknown/parse'],
]);
