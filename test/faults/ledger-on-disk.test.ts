import { execFileSync, spawn } from 'node:child_process';
import { appendFileSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { FileLedgerStore } from '@alongside/agent-node';
import { systemRandom, toBase64Url } from '@alongside/base';
import { exportLedger, Ledger, readLedger, type Verification, verifyLedger } from '@alongside/consent';
import { importSigningKey, webCrypto } from '@alongside/crypto';
import { FakeClock } from '@alongside/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { ledgerSides, SESSION, tellStory } from '../fixtures/ledger-story.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';

const WRITER = fileURLToPath(new URL('../fixtures/ledger-writer.ts', import.meta.url));
const KILLS = 8;
const crypto = webCrypto();

let folder: ReturnType<typeof temporaryFolder>;
let path: string;

beforeEach(() => {
  folder = temporaryFolder();
  path = join(folder.path, `${SESSION}.jsonl`);
});
afterEach(() => folder.remove());

async function verifyFile(): Promise<Exclude<Verification, { verdict: 'broken' }>> {
  const file = await (await FileLedgerStore.open(folder.path)).open(SESSION);
  const result = await verifyLedger(exportLedger(readLedger(await file.readAll(), crypto)), crypto);
  if (result.verdict === 'broken') throw new Error(JSON.stringify(result.problem));
  return result;
}

/** What the next start does with it: its end, marked late, and a signature. */
async function close(seed: string): Promise<Verification> {
  const file = await (await FileLedgerStore.open(folder.path)).open(SESSION);
  const signingKey = await importSigningKey(seed);
  const ledger = Ledger.resume(
    { clock: new FakeClock(), random: systemRandom(), crypto, signingKey, file },
    await file.readAll(),
  );
  await ledger.appendLate('session/end', { reason: 'core-died' });
  await ledger.signHead();
  ledger.dispose();
  return verifyFile();
}

/** Runs the writer, kills it with -9 once it has told `after` things, and gives all that it told. */
async function killed(mode: 'append' | 'erase', seed: string, after: number): Promise<readonly string[]> {
  const child = spawn(process.execPath, [WRITER, mode, folder.path, seed], { stdio: ['ignore', 'pipe', 'inherit'] });
  const told: string[] = [];
  for await (const line of createInterface(child.stdout)) {
    told.push(line);
    if (told.length === after) child.kill('SIGKILL');
  }
  return told;
}

describe('kill -9', () => {
  test('at many points: every entry that was told is there, all of it verifies, and it can be gone on with', async () => {
    const seed = toBase64Url(systemRandom().bytes(32));
    let last = -1;
    for (let round = 0; round < KILLS; round += 1) {
      const told = await killed('append', seed, 1 + ((round * 7) % 17));
      last = Math.max(last, ...told.map(Number));
      const { verdict, events } = await verifyFile();
      expect(verdict).toBe('unfinished');
      expect(events.length).toBeGreaterThan(last);
      expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
      last = events.length - 1;
    }
    expect(await close(seed)).toMatchObject({ verdict: 'good' });
  }, 120_000);

  test('while words are erased: the record is the old one or the new one, and verifies', async () => {
    const seed = toBase64Url(systemRandom().bytes(32));
    await killed('append', seed, 40);
    const whole = await close(seed);
    const before = readFileSync(path);
    for (let round = 1; round <= 4; round += 1) {
      writeFileSync(path, before);
      await killed('erase', seed, round);
      const { verdict, events, proof } = await verifyFile();
      expect(verdict).toBe('good');
      expect(events).toHaveLength(whole.events.length);
      // All or nothing.
      expect([0, events.length - 1]).toContain(proof.erased.length);
      // What a replacement left behind was swept away.
      expect(readdirSync(folder.path)).toEqual([`${SESSION}.jsonl`]);
    }
  }, 120_000);
});

/** A session without its end, as lines. */
async function storyLines(): Promise<readonly string[]> {
  const sides = await ledgerSides();
  await tellStory(sides, { end: false });
  return sides.file.lines;
}

describe('a torn write', () => {
  test('cut at every byte of the last entry: it verifies up to the entry before, and the next one follows', async () => {
    const lines = await storyLines();
    const at = lines.findLastIndex((line) => line.includes('"kind":"entry"'));
    const head = `${lines.slice(0, at).join('\n')}\n`;
    const torn = Buffer.from(`${lines[at]}\n`, 'utf8');
    const whole = readLedger(lines.slice(0, at), crypto).links.length;
    for (let length = 0; length <= torn.length; length += 1) {
      rmSync(path, { force: true });
      writeFileSync(path, head);
      appendFileSync(path, torn.subarray(0, length));
      const file = await (await FileLedgerStore.open(folder.path)).open(SESSION);
      const read = readLedger(await file.readAll(), crypto);
      expect(read.links.length, `${length} bytes`).toBe(length === torn.length ? whole + 1 : whole);
    }
    truncateSync(path, Buffer.byteLength(head) + 100);
    const { verdict, events } = await verifyFile();
    expect({ verdict, entries: events.length }).toEqual({ verdict: 'unfinished', entries: whole });
  }, 60_000);

  test('cut all over the file, read without the store: a half line is passed over, what is whole holds', async () => {
    const lines = await storyLines();
    const bytes = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
    const entries = (of: readonly string[]) => of.filter((line) => line.startsWith('{"contents"')).length;
    for (let length = (lines[0] ?? '').length + 1; length < bytes.length; length += 13) {
      const kept = bytes.subarray(0, length).toString('utf8').split('\n');
      const whole = lines[kept.length - 1] === kept.at(-1) ? kept : kept.slice(0, -1);
      expect(readLedger(kept, crypto).links).toHaveLength(entries(whole));
    }
  }, 60_000);

  test('blocks that were never written, with whole lines behind them: up to the last line before, and nothing is thrown away', async () => {
    const lines = await storyLines();
    const bytes = Buffer.from(`${lines.join('\n')}\n`, 'utf8');
    const BLOCK = 512;
    for (let block = 1; (block + 1) * BLOCK < bytes.length; block += 1) {
      const torn = Buffer.from(bytes);
      torn.fill(0, block * BLOCK, (block + 1) * BLOCK);
      writeFileSync(path, torn);
      const kept = bytes
        .subarray(0, block * BLOCK)
        .toString('utf8')
        .split('\n')
        .slice(0, -1);
      const file = await (await FileLedgerStore.open(folder.path)).open(SESSION);
      expect(await file.readAll()).toEqual(kept);
      if (kept.length > 1) await verifyFile();
      const aside = readFileSync(`${path}.torn`);
      expect(Buffer.concat([readFileSync(path), aside])).toEqual(torn);
    }
  }, 60_000);
});

const prlimit = process.platform === 'linux' && canLimit();
if (!prlimit) console.warn('skipped: a disk that is full at a given byte needs prlimit');

describe('a disk that is full', () => {
  /** The kernel lets no file of this process grow beyond: a write is cut at that byte, then fails. */
  const limit = (bytes: number | 'unlimited') =>
    execFileSync('prlimit', ['--pid', String(process.pid), `--fsize=${bytes}:unlimited`]);
  // Node ignores it. What another file of this worker loaded may have asked for it (signal-exit), and ends the process unless
  // somebody else heeds it.
  const heed = () => undefined;
  beforeAll(() => void process.on('SIGXFSZ', heed));
  afterAll(() => void process.off('SIGXFSZ', heed));

  test.skipIf(!prlimit)(
    'at any byte of a write: the entry is refused, all before it verifies, and it goes on with room',
    async () => {
      const file = await (await FileLedgerStore.open(folder.path)).open(SESSION);
      const sides = await ledgerSides(SESSION, undefined, file);
      const { ledger } = sides;
      await tellStory(sides, { end: false });
      const size = readFileSync(path).length;
      const entries = ledger.record.links.length;
      try {
        for (let room = 0; room < 700; room += 23) {
          limit(size + room);
          const entered = ledger.append(
            'chat/said',
            { messageId: 'message-0009', from: 'user', saidAt: 1 },
            { text: 'x'.repeat(700) },
          );
          await expect(entered).rejects.toMatchObject({ code: 'storage.full' });
          limit('unlimited');
          expect(readLedger(await file.readAll(), crypto).links).toHaveLength(entries);
        }
        // An end that could not be written is owed, and comes first once there is room.
        limit(size + 10);
        const owed = ledger.appendLate('session/end', { reason: 'user-stopped' });
        await expect(ledger.signHead()).resolves.toMatchObject({ seq: entries - 1 });
        limit('unlimited');
        await sides.clock.advance(5_000);
        expect(await owed).toBe(true);
        await ledger.signHead();
      } finally {
        limit('unlimited');
      }
      expect(await verifyFile()).toMatchObject({ verdict: 'good' });
    },
    60_000,
  );

  test.skipIf(!prlimit)(
    'while words are erased: the record stays as it was',
    async () => {
      const lines = await storyLines();
      writeFileSync(path, `${lines.join('\n')}\n`);
      const before = readFileSync(path);
      const file = await (await FileLedgerStore.open(folder.path)).open(SESSION);
      try {
        for (let room = 0; room < before.length - 100; room += 997) {
          limit(room);
          await expect(file.rewrite((all) => all)).rejects.toMatchObject({ code: 'storage.full' });
          limit('unlimited');
          expect(readFileSync(path)).toEqual(before);
          expect(readdirSync(folder.path)).toEqual([`${SESSION}.jsonl`]);
        }
      } finally {
        limit('unlimited');
      }
    },
    60_000,
  );
});

function canLimit(): boolean {
  try {
    execFileSync('prlimit', ['--pid', String(process.pid), '--fsize'], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // util-linux is not everywhere.
  }
}
