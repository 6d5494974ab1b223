import { chmodSync, chownSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Logger, silentLogger } from '@alongside/base';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { scanFileOf } from './scan-file.ts';

const enrollment = {
  server: 'https://help.harbour.example',
  organisation: { name: 'Harbour IT', phone: '', timeZone: 'UTC', hours: [] },
} as unknown as Parameters<typeof scanFileOf>[0];
const clock = new FakeClock(Date.parse('2026-11-29T12:00:00Z'));
/** Who may write as root decides; elsewhere nobody can plant such a file. */
const isRoot = process.getuid?.() === 0;
let folder: string;
let file: string;
let warned: unknown[];
const logger: Logger = { ...silentLogger, warn: (_message, fields) => warned.push(fields?.code) };
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-scan-file-'));
  file = join(folder, 'scan-consent.json');
  warned = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (change: object = {}) => {
  const consent = { format: 'scan-consent/v1', organisation: 'Harbour IT', server: enrollment.server, levels: ['P0'], ...change };
  writeFileSync(file, JSON.stringify(consent), { mode: 0o644 });
};
const read = () => scanFileOf(enrollment, clock, logger, file);

test('none is what most machines have: nothing is allowed, and nobody is told', async () => {
  expect(await read()).toBeNull();
  expect(warned).toEqual([]);
});

test.runIf(isRoot)('root’s file allows its levels, until its day begins, and read anew each time', async () => {
  write();
  expect(await read()).toEqual({ levels: ['P0'], until: null });
  write({ levels: ['P0', 'P1'], until: '2026-12-01' });
  expect(await read()).toEqual({ levels: ['P0', 'P1'], until: Date.parse('2026-12-01T00:00:00Z') });
  rmSync(file);
  expect(await read()).toBeNull();
  expect(warned).toEqual([]);
});

test.runIf(isRoot).each([
  ['it ended', () => write({ until: '2026-11-29' }), 'consent.expired'],
  ['others may write it', () => chmodSync(file, 0o666), 'consent.refused'],
  ['it is another’s', () => chownSync(file, 65534, 65534), 'consent.refused'],
])('one that does not count allows nothing, and says why: %s', async (_why, spoil, code) => {
  write();
  spoil();
  expect(await read()).toBeNull();
  expect(warned).toEqual([code]);
});

test.runIf(isRoot)('one of another organisation allows nothing', async () => {
  write({ organisation: 'Someone else' });
  expect(await read()).toBeNull();
});
