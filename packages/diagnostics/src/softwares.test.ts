import { MAX_REPORT_BYTES } from '@alongside/protocol';
import { recordedTools } from '@alongside/testkit';
import { describe, expect, it } from 'vitest';
import { dpkgFormat } from './parse/dpkg.ts';
import { softwareEnded } from './software-support.ts';
import { readSoftwares } from './softwares.ts';

const now = Date.parse('2026-11-29T12:00:00Z');
const QUERY = `dpkg-query -W -f ${dpkgFormat('Package', 'Version', 'Maintainer', 'db:Status-Status')}`;
const dpkg = (stdout: string) =>
  recordedTools({ system: 'linux', now, folders: { '/usr/bin': ['dpkg-query'] }, commands: { [QUERY]: stdout } });
const windows = (answer: string) => recordedTools({ system: 'windows', now, powershell: { Uninstall: answer } });

describe('installed programs', () => {
  it('are read from dpkg: what is installed, without addresses of its maintainers', async () => {
    const text =
      'unzip\t6.0-28\tSantiago <x@debian.org>\tinstalled\nold\t1\tX <x@y>\tconfig-files\nnodejs\t18.20.4\tY <y@z>\tinstalled\n';
    expect(await readSoftwares(dpkg(text))).toEqual({
      count: 2,
      listed: [
        { name: 'nodejs', version: '18.20.4', publisher: 'Y' },
        { name: 'unzip', version: '6.0-28', publisher: 'Santiago' },
      ],
    });
  });

  it('are read from rpm, the registry and the profiler', async () => {
    const rpm = recordedTools({
      system: 'linux',
      folders: { '/usr/bin': ['rpm'] },
      commands: { 'rpm -qa --qf %{NAME}\\t%{VERSION}\\t%{VENDOR}\\n': 'bash\t5.3.0\tFedora Project\ngpg-pubkey\t1\t(none)\n' },
    });
    expect((await readSoftwares(rpm)).listed.map(({ publisher }) => publisher)).toEqual(['Fedora Project', '']);
    const registry = '[{"DisplayName":"7-Zip 24.09 (x64)","DisplayVersion":"24.09","Publisher":null}]';
    expect((await readSoftwares(windows(registry))).listed).toEqual([
      { name: '7-Zip 24.09 (x64)', version: '24.09', publisher: '' },
    ]);
    const signed_by = ['Developer ID Application: Mozilla Corporation (43AQ936H96)', 'Apple Root CA'];
    const mac = recordedTools({
      system: 'macos',
      commands: {
        'system_profiler -json SPApplicationsDataType': JSON.stringify({
          SPApplicationsDataType: [{ _name: 'Firefox', version: '154.0', signed_by }, { _name: 'Script' }],
        }),
      },
    });
    expect((await readSoftwares(mac)).listed.map(({ publisher }) => publisher)).toEqual(['Mozilla Corporation', '']);
  });

  it.each(['', 'dpkg-query: error', 'unzip\t6.0-28\tx\n'])('are not known from %j', async (text) => {
    await expect(readSoftwares(dpkg(text))).rejects.toMatchObject({ reason: 'parse' });
    await expect(readSoftwares(windows(text))).rejects.toMatchObject({ reason: 'parse' });
  });

  it('are bounded, and those that have ended stay', async () => {
    const line = (index: number) => `package-with-a-long-name-${index}\t1.0\t${'m'.repeat(80)}\tinstalled\n`;
    const many = Array.from({ length: 5000 }, (_, index) => line(index)).join('');
    const { count, listed } = await readSoftwares(dpkg(`${many}zz\t1\tx\tinstalled\nnodejs\t12.1.0\tx\tinstalled\n`));
    expect([count, listed[0]?.name, listed.length < 2000]).toEqual([5002, 'nodejs', true]);
  });

  it.each([
    // As many have it: 44 letters each, and as much again of quotes and names of fields.
    ['Debian', (index: number) => `libthing${index}-perl\t1.2.3-4+b1\tDebian Perl Group\tinstalled\n`],
    ['letters that take three bytes', (index: number) => `文字${index}${'字'.repeat(20)}\t1\t${'字'.repeat(20)}\tinstalled\n`],
  ])('leave room for the rest of a report: %s', async (_name, line) => {
    const { listed } = await readSoftwares(dpkg(Array.from({ length: 5000 }, (_, index) => line(index)).join('')));
    const bytes = Buffer.byteLength(JSON.stringify(listed));
    expect(bytes).toBeGreaterThan(100 * 1024);
    expect(bytes).toBeLessThan(MAX_REPORT_BYTES - 60 * 1024);
  });

  it.each([
    ['nodejs', '18.20.4+dfsg-1', '2025-04-30'],
    ['Mozilla Firefox (x64 en-US)', '152.0', '2026-07-21'],
    ['firefox-esr', '1:153.1.0esr-1', undefined],
    ['Google Chrome', '98.0.1', '2024-11-12'],
    ['chromium', '156.0.8078.108-1', undefined],
    ['Python 3.8.10 (64-bit)', '3.8.10150.0', '2024-10-07'],
    ['python3.11', '3.11.2-6', undefined],
    ['unzip', '1.0', undefined],
  ])('%s %s has ended: %s', (name, version, day) => {
    const ended = softwareEnded({ name, version }, now);
    expect(ended === undefined ? ended : new Date(ended).toISOString().slice(0, 10)).toBe(day);
  });
});
