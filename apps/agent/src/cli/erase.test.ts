import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { verifyLedger } from '@alongside/consent';
import { webCrypto } from '@alongside/crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { ledgerSides, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { runErase } from './erase.ts';
import { runVerify } from './verify.ts';

let folder: string;
let good: string;
let file: string;

beforeAll(async () => {
  const sides = await ledgerSides();
  await tellStory(sides);
  good = await sides.ledger.export();
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-erase-'));
  file = join(folder, 'record.json');
  writeFileSync(file, good);
});
afterEach(() => rmSync(folder, { recursive: true }));

async function run(command: typeof runErase, ...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const said = { out: '', err: '' };
  const code = await command(args, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

test('a copy without words verifies, says so, and is its owner’s alone; the file stays', async () => {
  const copy = join(folder, 'copy.json');
  const { code, out, err } = await run(runErase, file, copy);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('The words of 7 entries are erased (0, 2, 5, 10, 11, 12, 13).');
  expect(readFileSync(file, 'utf8')).toBe(good);
  expect(statSync(copy).mode & 0o777).toBe(0o600);
  const told = await run(runVerify, copy);
  expect(told.code).toBe(0);
  expect(told.out).toContain('Words of 7 entries were erased (0, 2, 5, 10, 11, 12, 13).');
  expect(told.out).toContain('Command, as the shell reported it: [erased]');
  expect(told.out).toContain('“[erased]”');
  expect(told.out).not.toMatch(/lpstat|thank you|printer|queue/u);
});

test('in place, and only what was named', async () => {
  expect(await run(runErase, '--in-place', '--entries', '10,12-14', file)).toMatchObject({ code: 0, err: '' });
  const text = readFileSync(file, 'utf8');
  expect(text).not.toMatch(/lpstat|thank you/u);
  expect(text).toContain('The printer in room 2');
  expect(await verifyLedger(text, webCrypto())).toMatchObject({ verdict: 'good', proof: { erased: [10, 12, 13] } });
  expect(readdirSync(folder)).toEqual(['record.json']);
  expect((await run(runErase, '--in-place', '--entries', '1', file)).out).toContain('There were no words to erase.');
});

test('nothing is erased from a record that does not hold, and no file is written over', async () => {
  writeFileSync(file, good.replace('"allowed":false', '"allowed":true'));
  const copy = join(folder, 'copy.json');
  const broken = await run(runErase, file, copy);
  expect(broken).toMatchObject({ code: 1, out: '' });
  expect(broken.err).toContain('Entry number 4 was altered.\nNothing was erased.');
  expect(await run(runErase, '--in-place', file)).toMatchObject({ code: 1 });
  expect(readdirSync(folder)).toEqual(['record.json']);
  writeFileSync(file, good);
  expect(await run(runErase, file, file)).toMatchObject({ code: 73 });
  expect((await run(runErase, file, file)).err).toContain('there is a file of that name already. Nothing was erased.');
  expect(readFileSync(file, 'utf8')).toBe(good);
});

test.each<[string, string[]]>([
  ['no file', []],
  ['neither a new file nor in place', ['a']],
  ['both', ['--in-place', 'a', 'b']],
  ['entries that are none', ['--entries', 'all', 'a', 'b']],
  ['an option that there is not', ['--fast', 'a', 'b']],
  ['a file that is not there', ['/nowhere/record.json', 'b']],
])('wrong usage, %s: 64 and a clear line', async (_name, args) => {
  const { code, out, err } = await run(runErase, ...args);
  expect({ code, out }).toEqual({ code: 64, out: '' });
  expect(err).toMatch(/alongside erase \[options\]|there is no such file/u);
});

test('--help', async () => {
  expect((await run(runErase, '--help')).out).toContain('Other copies of the record keep their words.');
});
