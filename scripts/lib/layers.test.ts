import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { checkLayers } from './layers.ts';
import { root } from './paths.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function tree(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'layers-'));
  folders.push(folder);
  mkdirSync(join(folder, 'packages'));
  mkdirSync(join(folder, 'apps'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

function breaches(files: Record<string, string>): readonly string[] {
  return checkLayers(tree(files)).map(({ what }) => what);
}

describe('layers', () => {
  test('the checkout keeps its own rules', () => {
    expect(checkLayers(root)).toEqual([]);
  });

  test.each([
    ['an import upwards', 'packages/rpc/src/a.ts', "import { x } from '@alongside/protocol';", 'rpc may not import protocol'],
    [
      'a type import upwards',
      'packages/rpc/src/a.ts',
      "import type { X } from '@alongside/protocol';",
      'rpc may not import protocol',
    ],
    ['a re-export upwards', 'packages/base/src/a.ts', "export * from '@alongside/rpc';", 'base may not import rpc'],
    ['a dynamic import upwards', 'packages/base/src/a.ts', "void import('@alongside/rpc');", 'base may not import rpc'],
    ['an app in an app', 'apps/server/src/a.ts', "import { x } from '@alongside/agent';", 'server may not import agent'],
    [
      'a path into another workspace',
      'packages/rpc/src/a.ts',
      "import { x } from '../../base/src/b.ts';",
      'reaches into another workspace by path: ../../base/src/b.ts',
    ],
    [
      'a deep import',
      'packages/rpc/src/a.ts',
      "import { x } from '@alongside/base/src/ids.ts';",
      'deep import: @alongside/base/src/ids.ts',
    ],
    [
      'a confined vendor',
      'packages/agent-core/src/a.ts',
      "import pty from 'node-pty';",
      'node-pty belongs to packages/agent-node',
    ],
    [
      'test code in the product',
      'packages/rpc/src/a.ts',
      "import { x } from '@alongside/testkit';",
      'rpc may not import testkit',
    ],
  ])('%s is found', (_, file, text, what) => {
    expect(breaches({ [file]: text })).toEqual([what]);
  });

  test('a cycle is found', () => {
    const found = breaches({
      'packages/rpc/src/a.ts': "import { b } from './b.ts'; export const a = b;",
      'packages/rpc/src/b.ts': "import { a } from './a.ts'; export const b = a;",
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^import cycle: /u);
  });

  test('folders that import one another are found, though their files do not', () => {
    const found = breaches({
      'packages/rpc/src/one/a.ts': "import { b } from '../two/b.ts'; export const a = b;",
      'packages/rpc/src/two/b.ts': 'export const b = 1;',
      'packages/rpc/src/two/c.ts': "import { a } from '../one/a.ts'; export const c = a;",
    });
    expect(found).toHaveLength(1);
    expect(found[0]).toMatch(/^folders in a circle: packages.rpc.src.(one|two) → packages.rpc.src.(one|two)$/u);
  });

  test('what the table allows passes', () => {
    expect(breaches({ 'packages/rpc/src/a.ts': "import { x } from '@alongside/base'; import { z } from 'zod';" })).toEqual([]);
  });
});
