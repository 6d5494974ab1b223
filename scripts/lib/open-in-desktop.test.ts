import { expect, test } from 'vitest';
import { openerOf, ownDesktop } from './open-in-desktop.ts';

test('a Mac and Windows have a desktop, others where they say so', () => {
  expect(ownDesktop({}, 'win32')).toBe('this desktop');
  expect(ownDesktop({}, 'darwin')).toBe('this desktop');
  expect(ownDesktop({ DISPLAY: ':3' }, 'linux')).toBe('this desktop (:3)');
  expect(ownDesktop({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe('this desktop (wayland-0)');
  expect(ownDesktop({ DISPLAY: '' }, 'linux')).toBeUndefined();
});

test('an address is opened by the system’s own program, without a shell', () => {
  expect(openerOf({}, 'darwin')).toEqual(['/usr/bin/open']);
  expect(openerOf({ SystemRoot: 'D:\\W' }, 'win32')).toEqual(['D:\\W\\System32\\rundll32.exe', 'url.dll,FileProtocolHandler']);
  expect(openerOf({}, 'linux')).toBeUndefined();
});
