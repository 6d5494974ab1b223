import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { temporaryFolder } from '../../test/fixtures/temporary-folder.ts';
import { hashOfSources, sourcesOf } from './build-sources.ts';
import { root } from './paths.ts';

const folder = temporaryFolder();
const write = (path: string, text: string) => {
  mkdirSync(dirname(join(folder.path, path)), { recursive: true });
  writeFileSync(join(folder.path, path), text);
};

beforeEach(() => {
  write('package-lock.json', '{}');
  write('content/kb/article.md', 'Turn it off and on.');
  write('apps/page/package.json', '{"dependencies":{"@alongside/near":"1","zod":"1"}}');
  write('apps/page/src/main.ts', 'near();');
  write('packages/near/package.json', '{"devDependencies":{"@alongside/far":"1"}}');
  write('packages/far/package.json', '{"dependencies":{"@alongside/near":"1"}}');
  write('packages/far/src/index.ts', 'far();');
  write('packages/other/package.json', '{}');
});
afterEach(() => rmSync(folder.path, { recursive: true }));

test('a workspace is built again where anything changed that goes into it', () => {
  for (const path of ['package-lock.json', 'content/kb/article.md', 'apps/page/src/main.ts', 'packages/far/src/index.ts']) {
    const before = hashOfSources(folder.path, 'apps/page');
    write(path, '{ "changed": true }');
    expect(hashOfSources(folder.path, 'apps/page'), path).not.toBe(before);
  }
});

test('nothing is built again for what was built, for tests and for others', () => {
  const before = hashOfSources(folder.path, 'apps/page');
  for (const path of ['apps/page/dist/main.js', 'packages/far/src/index.test.ts', 'packages/other/src/index.ts']) {
    write(path, 'changed');
  }
  expect(hashOfSources(folder.path, 'apps/page')).toBe(before);
});

test.each(['packages/agent-ui', 'apps/console', 'apps/agent'])(
  '%s: what is agreed to, what is advised, what is spoken',
  (workspace) => {
    const sources = sourcesOf(root, workspace);
    expect(sources).toEqual([...new Set(sources)]);
    expect(sources).toEqual(expect.arrayContaining(['consent', 'desk', 'identity', 'ui'].map((name) => `packages/${name}`)));
  },
);
