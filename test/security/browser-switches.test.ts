import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Switches that open the screen, the pages or the sandbox to anybody but the user. */
const FORBIDDEN =
  /auto-select-(desktop|tab|window)-capture|auto-accept-(this-tab|camera)|use-fake-ui-for-media|remote-debugging|remote-allow-origins|enable-automation|disable-web-security|test-type|extraSwitches|enable-usermedia-screen-capturing/u;
/** What a person runs: the bin and everything that it can load. */
const SHIPPED = ['apps/agent/bin', 'apps/agent/src', 'packages'];

async function shippedFiles(): Promise<readonly string[]> {
  const entries = await Promise.all(
    SHIPPED.map((folder) => readdir(join(root, folder), { recursive: true, withFileTypes: true })),
  );
  return entries
    .flat()
    .filter((entry) => entry.isFile() && /\.(ts|tsx|mjs|js|json|html)$/u.test(entry.name) && !/\.test\.tsx?$/u.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => !/\/(node_modules|\.types|testkit|testing)\//u.test(file));
}

test('no shipped file has a browser switch that only tests may use, or a way to add one', async () => {
  const files = await shippedFiles();
  expect(files.map((file) => relative(root, file))).toEqual(
    expect.arrayContaining(['apps/agent/bin/alongside.mjs', 'packages/agent-node/src/host/browser-switches.ts']),
  );
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const found = files.filter((_file, at) => FORBIDDEN.test(texts[at] ?? ''));
  expect(found.map((file) => relative(root, file))).toEqual([]);
});

test('the sandbox is given up in one place only', async () => {
  const files = await shippedFiles();
  const texts = await Promise.all(files.map((file) => readFile(file, 'utf8')));
  const found = files.filter((_file, at) => texts[at]?.includes('--no-sandbox'));
  expect(found.map((file) => relative(root, file))).toEqual(['packages/agent-node/src/host/browser-switches.ts']);
});
