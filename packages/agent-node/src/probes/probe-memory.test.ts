import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AppError } from '@alongside/base';
import { CHECKS, type Check } from '@alongside/diagnostics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProbeMemory } from './probe-memory.ts';
import type { JobOutcome } from './run-lanes.ts';

const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.UTC(2026, 10, 21);
const [memAvail, osUptime] = ['mem.avail', 'os.uptime'].map((id) => CHECKS.find((check) => check.id === id)) as [Check, Check];
const checks = [memAvail, osUptime];
const read = (reading: unknown): JobOutcome => ({ status: 'read', reading, tookMs: 1, hung: false });
const hung: JobOutcome = { status: 'unknown', reason: 'timeout', tookMs: 1, hung: true };
const cutOff: JobOutcome = { status: 'unknown', reason: 'timeout', tookMs: 1, hung: false };

let root: string;
let folder: string;
let troubles: AppError[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'probe-memory-'));
  folder = join(root, 'data', 'alongside');
  troubles = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const file = () => join(folder, 'check-readings.json');
async function memory(
  options: { folder?: string | undefined; checks?: readonly Check[]; now?: number } = {},
): Promise<ProbeMemory> {
  const made = new ProbeMemory({ checks, folder, tellTrouble: (error) => troubles.push(error), ...options });
  await made.load(options.now ?? NOW);
  return made;
}
const write = (text: string) => {
  mkdirSync(folder, { recursive: true });
  writeFileSync(file(), text);
};
const kept = (entries: object) => JSON.stringify({ format: 'check-readings/v1', checks: entries });

describe('what checks read last', () => {
  it('is there in the next run, from a private file of a private folder', async () => {
    const first = await memory();
    expect(first.previous(memAvail)).toBeUndefined();
    first.note(memAvail, read({ total: 10, available: 5 }), NOW);
    await first.save();
    expect((await memory()).previous(memAvail)).toEqual({ at: NOW, reading: { total: 10, available: 5 } });
    expect([statSync(folder).mode & 0o777, statSync(file()).mode & 0o777]).toEqual([0o700, 0o600]);
    expect(troubles).toEqual([]);
  });

  it('stays in this process without a folder', async () => {
    const only = await memory({ folder: undefined });
    only.note(memAvail, read({ total: 10, available: 5 }), NOW);
    await only.save();
    expect(only.previous(memAvail)?.at).toBe(NOW);
  });

  it('is no reading of that check: forgotten', async () => {
    const first = await memory();
    first.note(memAvail, read({ total: 'lots' }), NOW);
    first.note(osUptime, read('none-present'), NOW);
    expect([first.previous(memAvail), first.previous(osUptime)]).toEqual([undefined, undefined]);
  });

  it('of level P2, or too large, never gets into the file', async () => {
    const names: Check = { ...memAvail, privacy: 'P2', reading: osUptime.reading };
    const first = await memory({ checks: [names, osUptime] });
    first.note(names, read({ seconds: 1 }), NOW);
    first.note(osUptime, read({ seconds: 2 }), NOW);
    await first.save();
    expect(Object.keys(JSON.parse(readFileSync(file(), 'utf8')).checks)).toEqual(['os.uptime']);
  });

  it.each([
    ['no JSON', '{'],
    ['another format', JSON.stringify({ format: 'check-readings/v2', checks: {} })],
    ['a surplus field', JSON.stringify({ format: 'check-readings/v1', checks: {}, more: 1 })],
    ['an id that is none', kept({ '../../etc': {} })],
    ['a count that is none', kept({ 'mem.avail': { hung: { times: -1, at: NOW } } })],
    ['more than a file of readings can be', kept({ 'mem.avail': { previous: { at: 1, reading: 'x'.repeat(600_000) } } })],
  ])('is nothing where the file has %s, and that is told', async (_, text) => {
    write(text);
    expect((await memory()).previous(memAvail)).toBeUndefined();
    expect(troubles.map(({ code }) => code)).toEqual(['storage.broken']);
  });

  it.each([
    ['of another check', { 'mem.avail': { previous: { at: NOW, reading: { seconds: 1 } } } }],
    ['from the future', { 'mem.avail': { previous: { at: NOW + 1, reading: { total: 1, available: 1 } } } }],
    ['of a check that is no more', { 'gone.check': { previous: { at: NOW, reading: {} } } }],
  ])('is dropped quietly where it is %s', async (_, entries) => {
    write(kept(entries));
    expect((await memory()).previous(memAvail)).toBeUndefined();
    expect(troubles).toEqual([]);
  });

  it('a pipe in its place is not waited for', async () => {
    mkdirSync(folder, { recursive: true });
    execFileSync('mkfifo', [file()]);
    await memory();
    expect(troubles.map(({ code }) => code)).toEqual(['storage.broken']);
  });

  it('of another program that ran meanwhile counts, where it is newer', async () => {
    const [long, short] = [await memory(), await memory()];
    long.note(osUptime, read({ seconds: 1 }), NOW - 5);
    short.note(osUptime, read({ seconds: 9 }), NOW);
    await short.save();
    await long.load(NOW);
    expect(long.previous(osUptime)).toEqual({ at: NOW, reading: { seconds: 9 } });
  });

  it.runIf(process.getuid?.() === 0)('is not left by root in a user’s folder, nor below one', async () => {
    mkdirSync(join(root, 'data'));
    chmodSync(root, 0o755);
    chownSync(join(root, 'data'), 65534, 65534);
    const first = await memory();
    first.note(memAvail, read({ total: 10, available: 5 }), NOW);
    await first.save();
    expect(troubles.map(({ code }) => code)).toEqual(['storage.read-only']);
    expect(() => statSync(folder)).toThrow('ENOENT');
  });
});

describe('a check that hangs', () => {
  it('is left alone after two times in a row, for a day, also by the next program', async () => {
    const first = await memory();
    first.note(memAvail, hung, NOW);
    expect(first.isLeftAlone(memAvail, NOW)).toBe(false);
    first.note(memAvail, hung, NOW);
    await first.save();
    const second = await memory({ now: NOW + 1 });
    expect([second.isLeftAlone(memAvail, NOW + DAY - 1), second.isLeftAlone(memAvail, NOW + DAY)]).toEqual([true, false]);
    // Once more, and it is left alone for another day.
    second.note(memAvail, hung, NOW + DAY);
    expect(second.isLeftAlone(memAvail, NOW + 2 * DAY - 1)).toBe(true);
  });

  it('starts anew where it answered in between, and is not blamed for the end of the run', async () => {
    const first = await memory();
    first.note(memAvail, hung, NOW);
    first.note(memAvail, cutOff, NOW);
    expect(first.hung(memAvail)).toBe(1);
    first.note(memAvail, read({ total: 2, available: 1 }), NOW);
    first.note(memAvail, hung, NOW);
    expect([first.hung(memAvail), first.isLeftAlone(memAvail, NOW)]).toEqual([1, false]);
    expect(first.previous(memAvail)?.at).toBe(NOW);
  });
});
