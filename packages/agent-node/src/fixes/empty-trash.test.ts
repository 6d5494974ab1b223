import { existsSync, mkdirSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter } from '@alongside/base';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { EmptyTrash } from './empty-trash.ts';

const never = new Emitter<void>().event;
let folder: ReturnType<typeof temporaryFolder>;
let trash: string;

beforeEach(() => {
  folder = temporaryFolder();
  trash = join(folder.path, 'Trash');
  for (const inner of ['files/letters/old', 'info']) mkdirSync(join(trash, inner), { recursive: true });
  writeFileSync(join(trash, 'files/letters/old/one'), 'x'.repeat(30));
  writeFileSync(join(trash, 'files/photo'), 'x'.repeat(5));
  for (const name of ['letters', 'photo']) writeFileSync(join(trash, `info/${name}.trashinfo`), '[Trash Info]');
  mkdirSync(join(folder.path, 'outside'));
  writeFileSync(join(folder.path, 'outside/precious'), 'precious');
});
afterEach(() => folder.remove());

test('lists what is in it with sizes, and removes what was chosen with what is known of it', async () => {
  const fix = new EmptyTrash(trash);
  const { items } = await fix.look();
  expect(items.map(({ name, bytes }) => ({ name, bytes }))).toEqual([
    { name: 'letters', bytes: 30 },
    { name: 'photo', bytes: 5 },
  ]);
  expect(await fix.apply(['letters'], never)).toEqual({ done: 1, bytes: 30, left: [] });
  expect(readdirSync(join(trash, 'files'))).toEqual(['photo']);
  expect(readdirSync(join(trash, 'info'))).toEqual(['photo.trashinfo']);
});

test('links go as links: what they point to stays', async () => {
  symlinkSync(join(folder.path, 'outside'), join(trash, 'files/link'));
  symlinkSync(join(folder.path, 'outside'), join(trash, 'files/letters/inner'));
  const fix = new EmptyTrash(trash);
  const { items } = await fix.look();
  expect(
    (
      await fix.apply(
        items.map(({ key }) => key),
        never,
      )
    ).done,
  ).toBe(3);
  expect(readdirSync(join(trash, 'files'))).toEqual([]);
  expect(existsSync(join(folder.path, 'outside/precious'))).toBe(true);
});

test('what came after the look stays, also in the place of what was listed', async () => {
  const fix = new EmptyTrash(trash);
  await fix.look();
  writeFileSync(join(trash, 'files/later'), 'later');
  renameSync(join(trash, 'files/letters'), join(folder.path, 'saved'));
  symlinkSync(join(folder.path, 'outside'), join(trash, 'files/letters'));
  renameSync(join(folder.path, 'outside/precious'), join(trash, 'files/photo'));
  const { done, left } = await fix.apply(['letters', 'photo', 'later', '../../outside'], never);
  expect({ done, left }).toEqual({
    done: 0,
    left: [
      { name: 'letters', why: 'changed' },
      { name: 'photo', why: 'changed' },
    ],
  });
  expect(readdirSync(join(trash, 'files'))).toEqual(['later', 'letters', 'photo']);
});

test('a trash folder that is a link is not entered, and none at all is nothing to do', async () => {
  symlinkSync(join(folder.path, 'outside'), join(folder.path, 'files'));
  expect((await new EmptyTrash(folder.path).look()).items).toEqual([]);
  expect((await new EmptyTrash(join(folder.path, 'none')).look()).items).toEqual([]);
});
