import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter, type Event } from '@alongside/base';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { isOff, switchedOff, switchedOn } from './desktop-entry.ts';
import { StartupItems } from './startup-items.ts';

const never = new Emitter<void>().event;
const CHAT = '[Desktop Entry]\nName=Chat\nHidden=false\nExec=chat --quiet\n\n[Desktop Action new]\nName=New\nHidden=true\n';
const UPDATER = '[Desktop Entry]\nName=Updater\nExec=updater\n';
let folder: ReturnType<typeof temporaryFolder>;
let own: string;
let system: string;

beforeEach(() => {
  folder = temporaryFolder();
  own = join(folder.path, 'own');
  system = join(folder.path, 'system');
  mkdirSync(own);
  mkdirSync(system);
  writeFileSync(join(own, 'chat.desktop'), CHAT);
  writeFileSync(join(system, 'updater.desktop'), UPDATER);
});
afterEach(() => folder.remove());

test('switches off by a file of the user’s, and on again byte for byte', async () => {
  const fix = new StartupItems({ own, system });
  const look = await fix.look();
  expect(look.items.map(({ name, detail, chosen }) => ({ name, detail, chosen }))).toEqual([
    { name: 'Chat', detail: 'chat --quiet', chosen: false },
    { name: 'Updater', detail: 'updater', chosen: false },
  ]);
  expect(await fix.apply(['chat.desktop', 'updater.desktop'], never)).toEqual({ done: 2, bytes: 0, left: [] });
  expect(isOff(readFileSync(join(own, 'chat.desktop'), 'utf8'))).toBe(true);
  expect(isOff(readFileSync(join(own, 'updater.desktop'), 'utf8'))).toBe(true);
  expect(readFileSync(join(system, 'updater.desktop'), 'utf8')).toBe(UPDATER);
  const after = await new StartupItems({ own, system }).look();
  expect(after.items).toEqual([]);
  expect(after.undoable.map(({ name }) => name)).toEqual(['Chat', 'Updater']);
  for (const { key } of after.undoable) await fix.undo(key);
  expect(readFileSync(join(own, 'chat.desktop'), 'utf8')).toBe(CHAT);
  expect(readdirSync(own)).toEqual(['chat.desktop']);
});

test('what the user switched off is not ours to switch on', async () => {
  writeFileSync(join(own, 'chat.desktop'), UPDATER.replace('Exec', 'Hidden=true\nExec'));
  const fix = new StartupItems({ own, system });
  expect((await fix.look()).undoable).toEqual([]);
  for (const key of ['chat.desktop', 'updater.desktop', '../own/chat.desktop', '/etc/passwd']) {
    await expect(fix.undo(key)).rejects.toMatchObject({ code: 'fix.unavailable' });
  }
});

test('nothing is switched after a cancel that came before', async () => {
  const cancelled: Event<void> = (listener) => {
    queueMicrotask(listener);
    return { dispose: () => undefined };
  };
  const fix = new StartupItems({ own, system });
  expect((await fix.apply(['updater.desktop'], cancelled)).done).toBe(0);
  expect(readdirSync(own)).toEqual(['chat.desktop']);
});

test('one without a name that can be read has that of its file', async () => {
  writeFileSync(join(own, 'chat.desktop'), CHAT.replace('Name=Chat', 'Name=\u200b '));
  expect((await new StartupItems({ own, system }).look()).items.map(({ name }) => name)).toEqual(['chat.desktop', 'Updater']);
});

test('links and odd files are neither listed nor written through', async () => {
  const target = join(folder.path, 'target');
  writeFileSync(target, UPDATER);
  symlinkSync(target, join(own, 'linked.desktop'));
  symlinkSync(target, join(own, 'updater.desktop'));
  mkdirSync(join(own, 'folder.desktop'));
  writeFileSync(join(own, 'empty.desktop'), '');
  writeFileSync(join(own, 'large.desktop'), UPDATER + '#'.repeat(70_000));
  const fix = new StartupItems({ own, system });
  expect((await fix.look()).items.map(({ key }) => key)).toEqual(['chat.desktop']);
  await fix.apply(['linked.desktop', 'updater.desktop', 'folder.desktop', 'large.desktop'], never);
  expect(readFileSync(target, 'utf8')).toBe(UPDATER);
});

test('property: off and on again is what it was', () => {
  const row = fc.constantFrom(
    'Exec=a',
    'Hidden=false',
    'Hidden = maybe',
    'Name=x',
    '',
    '# note',
    '[Desktop Action b]',
    'X-Y=1\r',
  );
  fc.assert(
    fc.property(fc.array(row), fc.array(row), (before, after) => {
      const text = [...before.filter((line) => !line.startsWith('[')), '[Desktop Entry]', ...after].join('\n');
      const off = switchedOff(text) ?? '';
      expect(isOff(off)).toBe(true);
      expect(switchedOn(off)).toBe(text);
    }),
  );
});
