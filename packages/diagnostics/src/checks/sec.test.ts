import type { Recording } from '@alongside/testkit';
import { onLinux, onMac, onWindows, type VerdictRow, verdictTable } from '../../../../test/fixtures/verdict-table.ts';
import { secAdmins } from './sec-admins.ts';
import { secAv } from './sec-av.ts';
import { secBoot } from './sec-boot.ts';
import { secEnc } from './sec-enc.ts';
import { secFw } from './sec-fw.ts';
import { secLock } from './sec-lock.ts';
import { secPorts } from './sec-ports.ts';
import { secRemote } from './sec-remote.ts';
import { secUac } from './sec-uac.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const daysAgo = (days: number) => `${now / 1000 - days * 86_400}\n`;
const garbledOnWindows: VerdictRow = ['Windows, garbled', onWindows('#< CLIXML'), 'unknown/parse'];

const clamav = (written: string | undefined) =>
  onLinux({
    now,
    folders: { '/usr/bin': ['clamscan'] },
    commands: {
      'stat -L -c %Y /var/lib/clamav/daily.cld': { exitCode: 1 },
      'stat -L -c %Y /var/lib/clamav/daily.cvd': written === undefined ? { exitCode: 1 } : written,
    },
  });
const XPROTECT = 'stat -f %m /Library/Apple/System/Library/CoreServices/XProtect.bundle/Contents/Info.plist';
verdictTable(secAv, [
  ['none on Linux', onLinux(), 'info/none'],
  ['ClamAV', clamav(daysAgo(1)), 'pass'],
  ['ClamAV, not updated', clamav(daysAgo(6)), 'warn'],
  ['ClamAV without signatures', clamav(undefined), 'fail'],
  ['ClamAV, garbled', clamav('?'), 'unknown/parse'],
  ['Defender', onWindows('[{"Name":"Microsoft Defender","On":true,"Age":0}]'), 'pass'],
  ['Defender, not updated', onWindows('[{"Name":"Microsoft Defender","On":true,"Age":9}]'), 'warn'],
  ['Defender, off', onWindows('[{"Name":"Microsoft Defender","On":false,"Age":0}]'), 'fail'],
  [
    'another beside Defender',
    onWindows('[{"Name":"Microsoft Defender","On":false,"Age":65535},{"Name":"Vendor AV","On":null,"Age":null}]'),
    'info',
  ],
  ['none on Windows', onWindows('[]'), 'fail/missing'],
  garbledOnWindows,
  ['XProtect', onMac(XPROTECT, daysAgo(20), { now }), 'pass'],
  ['XProtect, not updated', onMac(XPROTECT, daysAgo(120), { now }), 'warn'],
  ['XProtect, garbled', onMac(XPROTECT, 'Mon Nov', { now }), 'unknown/parse'],
]);

const NFT = 'table inet filter {\n\tchain input {\n\t\ttype filter hook input priority filter; policy drop;\n\t}\n}\n';
const DOCKER = 'table ip nat {\n\tchain OUTPUT {\n\t\ttype nat hook output priority dstnat; policy accept;\n\t}\n}\n';
/** A server with Docker: what is forwarded is dropped, what comes in is not. `input`: the chain's rules. */
const forwarding = (...input: string[]) =>
  [
    '# Warning: table ip filter is managed by iptables-nft, do not touch!',
    'table ip filter {',
    '\tchain INPUT {',
    '\t\ttype filter hook input priority filter; policy accept;',
    ...input.map((rule) => `\t\t${rule}`),
    '\t}',
    '',
    '\tchain DOCKER-USER {',
    '\t\ttcp dport { 22, 80 } counter packets 0 bytes 0 drop',
    '\t}',
    '',
    '\tchain FORWARD {',
    '\t\ttype filter hook forward priority filter; policy drop;',
    '\t\tcounter packets 0 bytes 0 jump DOCKER-USER',
    '\t}',
    '}',
    '',
  ].join('\n');
const asRoot = (program: string, line: string, stdout: string) =>
  onLinux({ elevated: true, folders: { '/usr/sbin': [program] }, commands: { [line]: stdout } });
const firewalld = (exitCode: number) =>
  onLinux({
    folders: { '/usr/bin': ['firewall-cmd'], '/usr/sbin': ['nft'] },
    commands: { 'firewall-cmd --state': { exitCode } },
  });
const profiles = (...on: boolean[]) =>
  onWindows(JSON.stringify(on.map((On, index) => ({ Name: ['Domain', 'Private', 'Public'][index], On }))));
const alf = (state: string) =>
  onMac(
    'system_profiler -json SPFirewallDataType',
    `{"SPFirewallDataType":[{"spfirewall_globalstate":"spfirewall_globalstate_${state}"}]}`,
  );
verdictTable(secFw, [
  ['ufw', onLinux({ files: { '/etc/ufw/ufw.conf': '# /etc/ufw/ufw.conf\nENABLED=yes\nLOGLEVEL=low\n' } }), 'pass'],
  [
    'ufw off, as a user',
    onLinux({ files: { '/etc/ufw/ufw.conf': 'ENABLED=no\n' }, folders: { '/usr/sbin': ['nft'] } }),
    'unknown/needs_elevation',
  ],
  ['firewalld', firewalld(0), 'pass'],
  ['firewalld not running, as a user', firewalld(252), 'unknown/needs_elevation'],
  ['nft', asRoot('nft', 'nft list ruleset', NFT), 'pass'],
  ['nft, other rules alone', asRoot('nft', 'nft list ruleset', DOCKER), 'warn/off'],
  ['nft, only forwarding is filtered', asRoot('nft', 'nft list ruleset', forwarding()), 'warn/off'],
  [
    'nft, a rule that only speaks of it',
    asRoot('nft', 'nft list ruleset', forwarding('counter comment "drop nothing"')),
    'warn/off',
  ],
  [
    'nft, by another chain',
    asRoot('nft', 'nft list ruleset', forwarding('iifname "eth0" counter packets 0 bytes 0 jump DOCKER-USER')),
    'pass',
  ],
  ['nft, garbled', asRoot('nft', 'nft list ruleset', 'netlink: Error'), 'unknown/parse'],
  ['iptables', asRoot('iptables', 'iptables -S INPUT', '-P INPUT ACCEPT\n-A INPUT -p tcp -j REJECT\n'), 'pass'],
  ['iptables, no rules', asRoot('iptables', 'iptables -S INPUT', '-P INPUT ACCEPT\n'), 'warn/off'],
  ['iptables, garbled', asRoot('iptables', 'iptables -S INPUT', 'iptables v1.8.9: no chain'), 'unknown/parse'],
  ['no program', onLinux(), 'unknown/unsupported'],
  ['Windows, on', profiles(true, true, true), 'pass'],
  ['Windows, one off', profiles(true, false, true), 'warn'],
  ['Windows, all off', profiles(false, false, false), 'fail/off'],
  garbledOnWindows,
  ['macOS, on', alf('limit_connections'), 'pass'],
  ['macOS, off', alf('allow_all'), 'warn/off'],
  ['macOS, garbled', alf('maybe'), 'unknown/parse'],
]);

const disk = (types: readonly string[], chassis?: string): Recording => {
  const tree = types.reduceRight<object[]>(
    (children, type) => [{ name: type, type, ...(children.length ? { children } : {}) }],
    [],
  );
  return onLinux({
    files: {
      '/proc/self/mounts': '/dev/mapper/root / ext4 rw 0 0\n',
      ...(chassis ? { '/sys/class/dmi/id/chassis_type': chassis } : {}),
    },
    commands: { 'lsblk -J -s -o NAME,TYPE /dev/mapper/root': JSON.stringify({ blockdevices: tree }) },
  });
};
const vault = (text: string, battery: string): Recording => ({
  system: 'macos',
  commands: { 'fdesetup status': text, 'pmset -g batt': battery },
});
verdictTable(secEnc, [
  ['LUKS below LVM', disk(['lvm', 'crypt', 'part', 'disk'], '10\n'), 'pass'],
  ['plain notebook', disk(['part', 'disk'], '10\n'), 'warn'],
  ['plain desktop', disk(['part', 'disk'], '3\n'), 'info'],
  ['container', onLinux({ files: { '/proc/self/mounts': 'overlay / overlay rw 0 0\n' } }), 'unknown/unsupported'],
  ['garbled', disk([]), 'unknown/parse'],
  ['Windows, on', onWindows('[{"Status":1,"Chassis":[10]}]'), 'pass'],
  ['Windows, off', onWindows('[{"Status":0,"Chassis":[10]}]'), 'warn'],
  garbledOnWindows,
  ['macOS, on', vault('FileVault is On.\n', ' -InternalBattery-0 (id=1)\t95%; charging'), 'pass'],
  ['macOS, off', vault('FileVault is Off.\n', "Now drawing from 'AC Power'"), 'info'],
  ['macOS, garbled', vault('fdesetup: Error', ''), 'unknown/parse'],
]);

const desktop = (comm: string, rest: Omit<Recording, 'system' | 'folders'>) =>
  onLinux({ folders: { '/proc': ['1', '42', 'self'] }, ...rest, files: { '/proc/42/comm': `${comm}\n`, ...rest.files } });
const gnome = (enabled: string, idle: string, delay: string) =>
  desktop('gnome-shell', {
    commands: {
      'gsettings get org.gnome.desktop.screensaver lock-enabled': enabled,
      'gsettings get org.gnome.desktop.session idle-delay': idle,
      'gsettings get org.gnome.desktop.screensaver lock-delay': delay,
    },
  });
const plasma = (rc: string) => desktop('plasmashell', { files: { '/home/robin/.config/kscreenlockerrc': rc } });
const screenLock = (said: string, power = ' displaysleep         10 (display sleep prevented)\n'): Recording => ({
  system: 'macos',
  commands: { 'sysadminctl -screenLock status': { stderr: said }, 'pmset -g': power },
});
verdictTable(secLock, [
  ['GNOME', gnome('true\n', 'uint32 300\n', 'uint32 0\n'), 'pass'],
  ['GNOME, late', gnome('true\n', 'uint32 900\n', 'uint32 1800\n'), 'warn'],
  ['GNOME, never idle', gnome('true\n', 'uint32 0\n', 'uint32 0\n'), 'warn/off'],
  ['GNOME, off', gnome('false\n', 'uint32 300\n', 'uint32 0\n'), 'warn/off'],
  ['GNOME, garbled', gnome('No such schema\n', '', ''), 'unknown/parse'],
  ['Plasma as it comes', desktop('plasmashell', {}), 'pass'],
  ['Plasma, off', plasma('[Daemon]\nAutolock=false\n\n[Greeter]\nTheme=x\n'), 'warn/off'],
  ['Plasma, late', plasma('[Daemon]\nTimeout=60\n'), 'warn'],
  ['Plasma, garbled', plasma('[Daemon]\nTimeout=soon\n'), 'unknown/parse'],
  ['no desktop', desktop('bash', {}), 'unknown/unsupported'],
  ['Windows, by policy', onWindows('[{"Limit":900,"Active":null,"Secure":null,"Timeout":null}]'), 'pass'],
  ['Windows, screen saver', onWindows('[{"Limit":null,"Active":"1","Secure":"1","Timeout":"3600"}]'), 'warn'],
  ['Windows, unset', onWindows('[{"Limit":0,"Active":"1","Secure":"0","Timeout":"600"}]'), 'warn/off'],
  garbledOnWindows,
  ['macOS', screenLock('sysadminctl[1:2] screenLock delay is immediate\n'), 'pass'],
  ['macOS, late', screenLock('screenLock delay is 3600 seconds\n'), 'warn'],
  ['macOS, off', screenLock('screenLock is off\n'), 'warn/off'],
  ['macOS, garbled', screenLock('Usage: sysadminctl'), 'unknown/parse'],
]);

const SECURE_BOOT = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';
const efi = (bytes: string) => onLinux({ files: { [SECURE_BOOT]: bytes } });
const guards = (csrutil: string, spctl: string): Recording => ({
  system: 'macos',
  commands: { 'csrutil status': csrutil, 'spctl --status': { stdout: spctl, exitCode: spctl.includes('disabled') ? 1 : 0 } },
});
verdictTable(secBoot, [
  ['on', efi('\u0006\0\0\0\u0001'), 'pass'],
  ['off', efi('\u0006\0\0\0\0'), 'warn'],
  ['garbled', efi('\u0006'), 'unknown/parse'],
  ['no UEFI', onLinux(), 'unknown/unsupported'],
  ['Windows, on', onWindows('[true]'), 'pass'],
  ['Windows, off', onWindows('[false]'), 'warn'],
  garbledOnWindows,
  ['macOS, on', guards('System Integrity Protection status: enabled.\n', 'assessments enabled\n'), 'pass'],
  ['macOS, Gatekeeper off', guards('System Integrity Protection status: enabled.\n', 'assessments disabled\n'), 'warn'],
  ['macOS, garbled', guards('csrutil: unknown', ''), 'unknown/parse'],
]);

const id = (line: string) => onLinux({ commands: { 'id -Gn': line } });
const whoami = (uac: string, groups: string): Recording => onWindows(uac, { commands: { 'whoami /groups /fo csv /nh': groups } });
const ADMIN = '"VORDEFINIERT\\Administratoren","Alias","S-1-5-32-544","Gruppe"\r\n';
const USERS = '"BUILTIN\\Users","Alias","S-1-5-32-545","Group"\r\n';
verdictTable(secUac, [
  ['user', id('robin audio video\n'), 'pass'],
  ['may use sudo', id('robin sudo\n'), 'info'],
  ['root', onLinux({ elevated: true }), 'info'],
  ['garbled', id(''), 'unknown/parse'],
  ['Windows, user', whoami('[1]', USERS), 'pass'],
  ['Windows, administrator', whoami('[1]', ADMIN), 'info'],
  ['Windows, asks nobody', whoami('[0]', ADMIN), 'warn'],
  ['Windows, garbled groups', whoami('[1]', ''), 'unknown/parse'],
  garbledOnWindows,
  ['macOS, administrator', onMac('id -Gn', 'staff admin everyone\n'), 'info'],
]);

const group = (stdout: string, exitCode = 2) => onLinux({ commands: { 'getent group sudo wheel admin': { stdout, exitCode } } });
const admins = (line: string) => onMac('dscl . -read /Groups/admin GroupMembership', line);
verdictTable(secAdmins, [
  ['three', group('sudo:x:27:ann,bo,cy\nwheel:x:10:root,ann\n'), 'pass'],
  ['four', group('sudo:x:27:ann,bo\nadmin:x:110:cy,di\n'), 'warn'],
  ['no such group', group(''), 'pass'],
  ['garbled', group('sudo'), 'unknown/parse'],
  ['Windows, two', onWindows('[2]'), 'pass'],
  ['Windows, five', onWindows('[5]'), 'warn'],
  ['Windows, nothing', onWindows('[]'), 'unknown/parse'],
  garbledOnWindows,
  ['macOS', admins('GroupMembership: root ann\n'), 'pass'],
  ['macOS, many', admins('GroupMembership: root ann bo cy di\n'), 'warn'],
  ['macOS, garbled', admins('DS Error: -14136'), 'unknown/parse'],
]);

const HEAD = '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid\n';
const line = (address: string, state = '0A') =>
  `   0: ${address} ${'0'.repeat(address.length - 5)}:0000 ${state} 00000000:00000000 00:00000000 00000000     0        0 1\n`;
const sockets = (...lines: string[]) => onLinux({ files: { '/proc/net/tcp': HEAD + lines.join('') } });
const six = (address: string) => onLinux({ files: { '/proc/net/tcp': HEAD, '/proc/net/tcp6': HEAD + line(address) } });
const listening = (...rows: [string, number][]) =>
  onWindows(JSON.stringify(rows.map(([LocalAddress, LocalPort]) => ({ LocalAddress, LocalPort }))));
const netstat = (rows: string) =>
  onMac(
    'netstat -an -p tcp',
    `Active Internet connections\nProto Recv-Q Send-Q  Local Address  Foreign Address  (state)\n${rows}`,
  );
verdictTable(secPorts, [
  ['none', sockets(line('00000000:07E8')), 'pass'],
  ['ssh', sockets(line('00000000:0016')), 'warn'],
  ['ssh on loopback', sockets(line('0100007F:0016')), 'pass'],
  ['telnet', sockets(line('0A00000A:0017'), line('00000000:0016')), 'fail'],
  ['a connection of ssh', sockets(line('0A00000A:0016', '01')), 'pass'],
  ['VNC over IPv6', six('00000000000000000000000000000000:170C'), 'warn'],
  ['VNC on IPv6 loopback', six('00000000000000000000000001000000:170C'), 'pass'],
  ['VNC on mapped loopback', six('0000000000000000FFFF00000100007F:170C'), 'pass'],
  ['garbled', sockets('   0: nonsense\n'), 'unknown/parse'],
  ['no such table', onLinux(), 'unknown/unsupported'],
  ['Windows as it comes', listening(['::', 445], ['0.0.0.0', 135]), 'info'],
  ['Windows, remote desktop', listening(['0.0.0.0', 3389], ['::', 445]), 'warn'],
  ['Windows, on loopback', listening(['127.0.0.1', 3389], ['::1', 5900]), 'pass'],
  garbledOnWindows,
  ['macOS, ssh', netstat('tcp4       0      0  *.22                   *.*                    LISTEN\n'), 'warn'],
  ['macOS, printing', netstat('tcp4       0      0  127.0.0.1.631          *.*                    LISTEN\n'), 'pass'],
  ['macOS, garbled', onMac('netstat -an -p tcp', 'netstat: sysctl'), 'unknown/parse'],
]);

verdictTable(secRemote, [
  ['none', desktop('bash', {}), 'pass'],
  ['AnyDesk', desktop('anydesk', {}), 'info'],
  ['no processes', onLinux(), 'unknown/parse'],
  ['Windows', onWindows('[{"Name":"explorer.exe"},{"Name":"AnyDesk.exe"}]'), 'info'],
  garbledOnWindows,
  ['macOS', onMac('ps -axco comm', 'COMM\nlaunchd\nTeamViewer\n'), 'info'],
]);
