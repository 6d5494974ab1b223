import { Emitter } from '@alongside/base';
import { seededRandom } from '@alongside/testkit';
import { expect, test } from 'vitest';
import { ListedUpdates, MAC_LISTER, type UpdateLister, windowsLister } from './listed-updates.ts';

const parts = { random: seededRandom(1), watchdog: { watch: () => ({ release: () => undefined }) } };
const hooks = { onCancel: new Emitter<void>().event, onProgress: () => undefined };

/** The lister’s own reading, of what its program would write. */
const played = (lister: UpdateLister, output: string, code = 0) =>
  new ListedUpdates(parts, {
    ...lister,
    file: process.execPath,
    args: ['-e', `process.stdout.write(${JSON.stringify(output)}); process.exitCode = ${code}`],
  });

test('Windows: a line an update, and the way to its own window', async () => {
  const windows = windowsLister('C:\\Windows');
  expect(windows.file).toBe('C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe');
  const updates = played(windows, 'True\t2026-11 Cumulative Update (KB5046617)\r\nFalse\tIntel - net - 1.2.3\r\nnonsense\r\n');
  expect(await updates.list(hooks)).toEqual([
    { name: '2026-11 Cumulative Update (KB5046617)', from: '', to: '', security: true },
    { name: 'Intel - net - 1.2.3', from: '', to: '', security: false },
  ]);
  expect(await updates.look()).toEqual({
    by: 'Windows Update',
    install: { how: 'by-hand', steps: 'start ms-settings:windowsupdate' },
  });
});

test('macOS: the titles of its list', async () => {
  const listed = [
    'Software Update found the following new or updated software:',
    '* Label: macOS Tahoe 26.1-25B78',
    '\tTitle: macOS Tahoe 26.1, Version: 26.1, Size: 3141592KiB, Recommended: YES, Action: restart,',
    '* Label: Background Security Improvement-1',
    '\tTitle: Security Improvement, Version: 1, Size: 9KiB, Recommended: YES,',
  ].join('\n');
  expect(await played(MAC_LISTER, listed).list(hooks)).toEqual([
    { name: 'macOS Tahoe 26.1', from: '', to: '26.1', security: false },
    { name: 'Security Improvement', from: '', to: '1', security: true },
  ]);
  expect(await played(MAC_LISTER, '').list(hooks)).toEqual([]);
});

test('a program that fails is no list without updates', async () => {
  await expect(played(MAC_LISTER, '', 1).list(hooks)).rejects.toMatchObject({ code: 'action.failed' });
});
