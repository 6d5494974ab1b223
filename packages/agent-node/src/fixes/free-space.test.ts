import { linkSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Emitter } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { temporaryFolder } from '../../../../test/fixtures/temporary-folder.ts';
import { FreeSpace, sessionFiles } from './free-space.ts';

const DAY_MS = 86_400_000;
const never = new Emitter<void>().event;
let folder: ReturnType<typeof temporaryFolder>;
let root: string;
let outside: string;

beforeEach(() => {
  folder = temporaryFolder();
  root = join(folder.path, 'root');
  outside = join(folder.path, 'outside');
  mkdirSync(root);
  mkdirSync(outside);
  writeFileSync(join(outside, 'precious'), 'precious');
});
afterEach(() => folder.remove());

/** Everything that was just written is old for it, where `days` have passed. */
function freeSpace(days = 2, keep: readonly string[] = []) {
  const clock = new FakeClock(Date.now() + days * DAY_MS);
  return new FreeSpace({ roots: [{ path: root, kind: 'temporary' }], uid: process.getuid?.() ?? -1, clock, keep });
}

function put(path: string, text = 'x'.repeat(10)) {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), text);
}

/** Links as what they are, which `recursive` would follow. */
function all(of: string, way = ''): string[] {
  return readdirSync(join(of, way))
    .flatMap((name) => (lstatSync(join(of, way, name)).isDirectory() ? all(of, join(way, name)) : join(way, name)))
    .sort();
}

const applyAll = async (fix: FreeSpace) => {
  const { items } = await fix.look();
  return fix.apply(
    items.map(({ key }) => key),
    never,
  );
};

test('lists by what stands below the root, largest first, with sizes, and removes just that', async () => {
  put('one/a/b', 'x'.repeat(100));
  put('one/c', 'x'.repeat(50));
  put('two', 'x'.repeat(20));
  const fix = freeSpace();
  const look = await fix.look();
  expect(look.items.map(({ name, bytes, chosen }) => ({ name, bytes, chosen }))).toEqual([
    { name: 'one', bytes: 150, chosen: true },
    { name: 'two', bytes: 20, chosen: true },
  ]);
  expect(all(root)).toEqual(['one/a/b', 'one/c', 'two']);
  expect(await fix.apply([look.items[0]?.key ?? ''], never)).toEqual({ done: 1, bytes: 150, left: [] });
  expect(all(root)).toEqual(['two']);
});

test('what was touched within a day stays, what is ours stays, and keys of before or of nobody do nothing', async () => {
  put('young');
  expect((await freeSpace(0.5).look()).items).toEqual([]);
  put('agent/state');
  const fix = freeSpace(2, [join(root, 'agent')]);
  const [item] = (await fix.look()).items;
  expect(item?.name).toBe('young');
  expect(await fix.apply([`${outside}\0precious`, '../outside/precious', `${root}\0agent`], never)).toEqual({
    done: 0,
    bytes: 0,
    left: [],
  });
  expect(await fix.apply([item?.key ?? ''], never)).toEqual({ done: 0, bytes: 0, left: [] });
  expect(all(folder.path)).toEqual(['outside/precious', 'root/agent/state', 'root/young']);
});

test('stops in the middle when asked', async () => {
  put('one');
  put('two');
  const fix = freeSpace();
  const cancel = new Emitter<void>();
  const { items } = await fix.look();
  const going = fix.apply(
    items.map(({ key }) => key),
    cancel.event,
  );
  cancel.fire();
  expect((await going).done).toBeLessThan(2);
  expect(all(root).length).toBeGreaterThan(0);
});

describe('an attack', () => {
  test('by links: none is listed, followed or removed', async () => {
    symlinkSync(outside, join(root, 'to-folder'));
    symlinkSync(join(outside, 'precious'), join(root, 'to-file'));
    put('real/file');
    symlinkSync(outside, join(root, 'real', 'inner'));
    linkSync(join(outside, 'precious'), join(root, 'second-name'));
    expect(await applyAll(freeSpace())).toEqual({ done: 1, bytes: 10, left: [] });
    expect(all(folder.path)).toEqual([
      'outside/precious',
      'root/real/inner',
      'root/second-name',
      'root/to-file',
      'root/to-folder',
    ]);
  });

  test('by a link put in the place of a listed folder', async () => {
    put('cache/precious', 'precious');
    const fix = freeSpace();
    const { items } = await fix.look();
    renameSync(join(root, 'cache'), join(root, 'moved'));
    symlinkSync(outside, join(root, 'cache'));
    expect(
      await fix.apply(
        items.map(({ key }) => key),
        never,
      ),
    ).toEqual({ done: 0, bytes: 0, left: [{ name: 'cache', why: 'changed' }] });
    expect(all(folder.path)).toEqual(['outside/precious', 'root/cache', 'root/moved/precious']);
  });

  test('by another folder, or a file that is newer, in the place of a listed one', async () => {
    put('cache/precious', 'old');
    put('file', 'old');
    const fix = freeSpace();
    const { items } = await fix.look();
    rmSync(join(root, 'cache'), { recursive: true });
    renameSync(outside, join(root, 'cache'));
    writeFileSync(join(root, 'fresh'), 'mine');
    renameSync(join(root, 'fresh'), join(root, 'file'));
    const { done, left } = await fix.apply(
      items.map(({ key }) => key),
      never,
    );
    expect(done).toBe(0);
    expect(left.map(({ why }) => why)).toEqual(['changed', 'changed']);
    expect(all(root)).toEqual(['cache/precious', 'file']);
  });

  test('by odd names', async () => {
    const names = ['-rf', '--', '*', ' ', 'a\nb', '..hidden', '$(reboot)', 'ü\u202Egnp', '%2e%2e'];
    for (const name of names) put(name);
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.from([0xff, 0xfe])]), 'not UTF-8');
    const { done } = await applyAll(freeSpace());
    expect(done).toBe(names.length);
    expect(all(outside)).toEqual(['precious']);
    // A name that cannot be written down is left.
    expect(readdirSync(root, { encoding: 'buffer' })).toHaveLength(1);
  });

  test('property: whatever stands there, what goes is what was listed, and nothing else', async () => {
    const name = fc.constantFrom('a', 'b', 'c', '.d', '-e');
    const thing = fc.record({
      way: fc.array(name, { minLength: 1, maxLength: 3 }),
      kind: fc.constantFrom('file', 'link-out', 'link-in', 'hard'),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(thing, { maxLength: 8 }),
        fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }),
        async (things, ticks) => {
          rmSync(root, { recursive: true });
          mkdirSync(root);
          for (const { way, kind } of things) {
            const path = join(root, ...way);
            try {
              mkdirSync(join(path, '..'), { recursive: true });
              if (kind === 'file') writeFileSync(path, 'xyz', { flag: 'wx' });
              else if (kind === 'hard') linkSync(join(outside, 'precious'), path);
              else symlinkSync(kind === 'link-out' ? outside : root, path);
            } catch (error) {
              expect((error as NodeJS.ErrnoException).code).toMatch(/^(EEXIST|ENOTDIR|ELOOP|EISDIR)$/u);
            }
          }
          const before = all(folder.path);
          const plain = before.filter((path) => {
            const stats = lstatSync(join(folder.path, path));
            return stats.isFile() && stats.nlink === 1 && path.startsWith('root/');
          });
          const fix = freeSpace();
          const { items } = await fix.look();
          const ticked = items.filter((_item, index) => ticks[index % ticks.length]);
          await fix.apply(
            ticked.map(({ key }) => key),
            never,
          );
          const tops = new Set(ticked.map((item) => `root/${item.name}`));
          const expected = before.filter(
            (path) => !(plain.includes(path) && [...tops].some((top) => path === top || path.startsWith(`${top}/`))),
          );
          expect(all(folder.path)).toEqual(expected);
        },
      ),
      { numRuns: 40 },
    );
  });
});

test('leaves what the session stands on: the X server’s lock, and the file that lets programs in to it', async () => {
  put('.X0-lock', '      4711\n');
  put('xauth_AbCdEf', 'cookie');
  put('ccache', 'ticket');
  put('old');
  const environment = {
    XAUTHORITY: join(root, 'xauth_AbCdEf'),
    KRB5CCNAME: `FILE:${join(root, 'ccache')}`,
    SSH_AUTH_SOCK: 'nowhere',
  };
  const { items } = await freeSpace(2, sessionFiles(environment)).look();
  expect(items.map(({ name }) => name)).toEqual(['old']);
});
