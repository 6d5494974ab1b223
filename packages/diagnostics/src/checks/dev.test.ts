import type { Recording } from '@alongside/testkit';
import { onLinux, onMac, onWindows, type VerdictRow, verdictTable } from '../../../../test/fixtures/verdict-table.ts';
import { devAudio } from './dev-audio.ts';
import { devBt } from './dev-bt.ts';
import { devCam } from './dev-cam.ts';
import { devDisplay } from './dev-display.ts';
import { devGpu } from './dev-gpu.ts';
import { devPnp } from './dev-pnp.ts';
import { devUsb } from './dev-usb.ts';

const garbledOnWindows: VerdictRow = ['Windows, garbled', onWindows('Get-CimInstance : Invalid class'), 'unknown/parse'];
const codes = (...found: number[]) =>
  onWindows(JSON.stringify(found.map((code, index) => ({ Name: `Device ${index}`, ConfigManagerErrorCode: code }))));

verdictTable(devPnp, [
  ['none', codes(), 'pass'],
  ['switched off', codes(22), 'info'],
  ['no driver', codes(22, 28), 'warn'],
  ['a fault', codes(28, 43), 'fail'],
  garbledOnWindows,
  ['Linux', onLinux(), 'unknown/unsupported'],
]);

const DRM = '/sys/class/drm';
const card = (driver: string) =>
  onLinux({
    folders: { [DRM]: ['card0', 'card0-eDP-1', 'renderD128'] },
    files: { [`${DRM}/card0/device/uevent`]: `DRIVER=${driver}\n` },
  });
verdictTable(devGpu, [
  ['none', onLinux(), 'info/none'],
  ['own driver', card('i915'), 'pass'],
  ['makeshift driver', card('simple-framebuffer'), 'fail'],
  ['Windows, recent', onWindows('[{"Basic":false,"Days":90.5}]'), 'pass'],
  ['Windows, old', onWindows('[{"Basic":false,"Days":900}]'), 'warn'],
  ['Windows, makeshift', onWindows('[{"Basic":true,"Days":7000}]'), 'fail'],
  garbledOnWindows,
  [
    'macOS',
    {
      system: 'macos',
      information: { graphics: async () => ({ controllers: [{ vendor: 'Apple', model: 'M4' }], displays: [] }) },
    },
    'pass',
  ],
]);

const socket = (status: string, modes = '') =>
  onLinux({
    folders: { [DRM]: ['card0', 'card0-HDMI-A-1'] },
    files: { [`${DRM}/card0-HDMI-A-1/status`]: `${status}\n`, [`${DRM}/card0-HDMI-A-1/modes`]: modes },
  });
const graphics = (displays: object[]): Recording => ({
  system: 'windows',
  information: { graphics: async () => ({ controllers: [{ vendor: 'x', model: 'y' }], displays: displays as never }) },
});
verdictTable(devDisplay, [
  ['no graphics', onLinux(), 'info/none'],
  ['connected', socket('connected', '1920x1080\n1280x720\n'), 'pass'],
  ['not connected', socket('disconnected'), 'warn'],
  ['Windows', graphics([{ main: true, builtin: false, currentResX: 1920, currentResY: 1080 }]), 'pass'],
  ['Windows, none', graphics([]), 'warn'],
]);

const PCM = '00-00: ALC257 Analog : ALC257 Analog : playback 1 : capture 1\n';
const alsa = (pcm: string, cards = ' 0 [PCH            ]: HDA-Intel - HDA Intel PCH\n') =>
  onLinux({ files: { '/proc/asound/cards': cards, '/proc/asound/pcm': pcm } });
const profiler = (items: object[]) =>
  onMac(
    'system_profiler -json SPAudioDataType',
    JSON.stringify({ SPAudioDataType: [{ _name: 'coreaudio_device', _items: items }] }),
  );
const OUT = { _name: 'Speakers', coreaudio_default_audio_output_device: 'spaudio_yes' };
verdictTable(devAudio, [
  ['none', onLinux(), 'info/none'],
  ['no cards', alsa('', '--- no soundcards ---\n'), 'info/none'],
  ['both ways', alsa(PCM), 'pass'],
  ['out alone', alsa('00-03: HDMI 0 : HDMI 0 : playback 1\n'), 'info'],
  ['in alone', alsa('01-00: USB Audio : USB Audio : capture 1\n'), 'warn/silent'],
  ['garbled', alsa('what'), 'unknown/parse'],
  ['Windows', onWindows('[{"Status":"OK"}]'), 'pass'],
  ['Windows, one is faulty', onWindows('[{"Status":"OK"},{"Status":"Error"}]'), 'warn'],
  garbledOnWindows,
  ['macOS', profiler([OUT, { _name: 'Microphone', coreaudio_default_audio_input_device: 'spaudio_yes' }]), 'pass'],
  ['macOS, out alone', profiler([OUT]), 'info'],
  ['macOS, garbled', onMac('system_profiler -json SPAudioDataType', '{}'), 'unknown/parse'],
]);

const devices = (camera: number, microphone: number) =>
  onLinux({
    folders: { '/dev': ['null', 'video0'], '/dev/snd': ['controlC0', 'pcmC0D0c', 'pcmC0D0p'] },
    commands: { 'test -r /dev/video0': { exitCode: camera }, 'test -r /dev/snd/pcmC0D0c': { exitCode: microphone } },
  });
const store = (...values: (string | null)[]) =>
  onWindows(JSON.stringify(values.map((Value, index) => ({ Name: index < 2 ? 'webcam' : 'microphone', Value }))));
verdictTable(devCam, [
  ['none', onLinux({ folders: { '/dev': ['null'] } }), 'info/none'],
  ['allowed', devices(0, 0), 'pass'],
  ['no camera for this user', devices(1, 0), 'warn/camera'],
  ['neither for this user', devices(1, 1), 'warn/both'],
  ['Windows, allowed', store('Allow', 'Allow', 'Allow', null), 'pass'],
  ['Windows, microphone off', store('Allow', 'Allow', 'Allow', 'Deny'), 'warn/microphone'],
  ['Windows, an answer is missing', store('Allow'), 'unknown/parse'],
  garbledOnWindows,
  ['macOS', { system: 'macos' }, 'unknown/unsupported'],
]);

const usb = (dmesg: string) =>
  onLinux({
    now: 7_200_000,
    elevated: true,
    folders: { '/sys/bus/usb/devices': ['usb1'] },
    files: { '/proc/uptime': '3600.00 100.00\n' },
    commands: { 'journalctl --no-pager --lines=0': { exitCode: 1, stderr: 'No journal files were found.' }, 'dmesg -r': dmesg },
  });
const trouble = (count: number) =>
  Array.from({ length: count }, (_, index) => `<3>[ ${10 + index}.000001] usb 1-3: device descriptor read/64, error -71\n`).join(
    '',
  );
verdictTable(devUsb, [
  ['no USB', onLinux(), 'info/none'],
  ['quiet', usb('<6>[    1.000000] usb 1-3: new high-speed USB device number 2 using xhci_hcd\n'), 'pass'],
  ['twice', usb(trouble(2)), 'warn'],
  ['ten times', usb(trouble(10)), 'fail'],
  ['garbled', usb('dmesg'), 'unknown/parse'],
  ['Windows', codes(), 'pass'],
  ['Windows, one is marked', codes(43), 'warn'],
  garbledOnWindows,
]);

const HCI = '/sys/class/bluetooth/hci0';
const hci = (soft: string, folders: readonly string[] = ['address', 'rfkill2']) =>
  onLinux({
    folders: { '/sys/class/bluetooth': ['hci0'], [HCI]: folders },
    files: { [`${HCI}/rfkill2/soft`]: soft, [`${HCI}/rfkill2/hard`]: '0\n' },
  });
const bluetooth = (state: string) =>
  onMac(
    'system_profiler -json SPBluetoothDataType',
    JSON.stringify({ SPBluetoothDataType: [{ controller_properties: { controller_state: state } }] }),
  );
verdictTable(devBt, [
  ['none', onLinux(), 'info/none'],
  ['on', hci('0\n'), 'pass'],
  ['off', hci('1\n'), 'info'],
  ['did not come up', hci('0\n', ['address']), 'warn'],
  ['garbled', hci('?\n'), 'unknown/parse'],
  ['Windows', codes(0, 0), 'pass'],
  ['Windows, off', codes(0, 22), 'info'],
  ['Windows, a fault', codes(0, 10), 'warn'],
  ['Windows, none', onWindows('[]'), 'info/none'],
  garbledOnWindows,
  ['macOS', bluetooth('attrib_on'), 'pass'],
  ['macOS, off', bluetooth('attrib_off'), 'info'],
  ['macOS, garbled', bluetooth('perhaps'), 'unknown/parse'],
]);
