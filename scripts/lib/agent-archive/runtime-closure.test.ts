import { expect, test } from 'vitest';
import { type LockedFolders, runtimeClosure } from './runtime-closure.ts';

const TARGET = { os: 'linux', cpu: 'x64', libc: 'glibc' };

const closure = (folders: LockedFolders, leftOut: readonly string[] = []) =>
  [...runtimeClosure(folders, { start: 'apps/agent', target: TARGET, leftOut: new Set(leftOut) })].sort();

test('follows workspaces, their packages and the packages of these, each once', () => {
  const folders: LockedFolders = {
    'apps/agent': { dependencies: { '@x/core': '1', a: '1' } },
    'node_modules/@x/core': { link: true, resolved: 'packages/core' },
    'packages/core': { dependencies: { a: '1', b: '1' } },
    'node_modules/a': { dependencies: { b: '1' } },
    'node_modules/b': { dependencies: { a: '1' } },
    'node_modules/never': {},
  };
  expect(closure(folders)).toEqual(['apps/agent', 'node_modules/@x/core', 'node_modules/a', 'node_modules/b', 'packages/core']);
});

test('takes the nearest of several versions, as Node does', () => {
  const folders: LockedFolders = {
    'apps/agent': { dependencies: { a: '1', b: '2' } },
    'apps/agent/node_modules/b': { version: '2' },
    'node_modules/a': { dependencies: { b: '1' } },
    'node_modules/a/node_modules/c': {},
    'node_modules/b': { version: '1', dependencies: { c: '1' } },
    'node_modules/c': {},
  };
  expect(closure(folders)).toEqual([
    'apps/agent',
    'apps/agent/node_modules/b',
    'node_modules/a',
    'node_modules/b',
    'node_modules/c',
  ]);
});

test('leaves out what develops, what is for other systems, and what it is told to', () => {
  const folders: LockedFolders = {
    'apps/agent': { dependencies: { a: '1', told: '1' }, ...{ devDependencies: { dev: '1' } } },
    'node_modules/dev': {},
    'node_modules/told': { dependencies: { 'of-told': '1' } },
    'node_modules/of-told': {},
    'node_modules/a': {
      optionalDependencies: { linux: '1', mac: '1', arm: '1', musl: '1', 'not-windows': '1', unlocked: '1' },
      peerDependencies: { peer: '1', 'optional-peer': '1' },
      peerDependenciesMeta: { 'optional-peer': { optional: true } },
    },
    'node_modules/linux': { os: ['linux'], cpu: ['x64'] },
    'node_modules/mac': { os: ['darwin'] },
    'node_modules/arm': { os: ['linux'], cpu: ['arm64'] },
    'node_modules/musl': { os: ['linux'], libc: ['musl'] },
    'node_modules/not-windows': { os: ['!win32'] },
    'node_modules/peer': {},
    'node_modules/optional-peer': {},
  };
  expect(closure(folders, ['told'])).toEqual([
    'apps/agent',
    'node_modules/a',
    'node_modules/linux',
    'node_modules/not-windows',
    'node_modules/peer',
  ]);
});

test('refuses a lockfile that lacks something', () => {
  expect(() => closure({ 'apps/agent': { dependencies: { gone: '1' } } })).toThrow('apps/agent needs gone');
  expect(() => closure({})).toThrow('apps/agent is not in the lockfile');
  const foreign = { 'apps/agent': { dependencies: { mac: '1' } }, 'node_modules/mac': { os: ['darwin'] } };
  expect(() => closure(foreign)).toThrow('not for linux on x64');
});
