import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { writeNewFile } from './write-new-file.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-new-file-'));
  file = join(folder, 'organisation.key');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('is its owner’s alone, and replaces nothing', async () => {
  await writeNewFile(file, 'one');
  expect([readFileSync(file, 'utf8'), statSync(file).mode & 0o777]).toEqual(['one', 0o600]);
  await expect(writeNewFile(file, 'two')).rejects.toMatchObject({ code: 'EEXIST' });
  expect(readFileSync(file, 'utf8')).toBe('one');
});

test.skipIf(process.platform === 'win32')('that cannot be written whole leaves nothing behind, and keeps what was there', () => {
  writeFileSync(join(folder, 'before'), '');
  const script = `const { writeNewFile } = await import(${JSON.stringify(new URL('./write-new-file.ts', import.meta.url).href)});
    for (const name of ['organisation.key', 'before']) {
      await writeNewFile(${JSON.stringify(folder)} + '/' + name, 'text').catch(({ code }) => console.log(code));
    }`;
  // No file may grow here, as on a full disk.
  const small = ['-c', 'trap "" XFSZ; ulimit -f 0; exec "$@"', 'sh', process.execPath, '--input-type=module', '-e', script];
  const { stdout } = spawnSync('sh', small, { encoding: 'utf8', env: { PATH: process.env.PATH } });
  expect(stdout).toBe('EFBIG\nEEXIST\n');
  expect(readdirSync(folder)).toEqual(['before']);
});
