import { beforeAll, describe, expect, test } from 'vitest';
import { ledgerSides, type Sides, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { canonical } from '../canonical.ts';
import { commitmentsOf, ERASED, type LedgerEntry } from './entry.ts';
import { eraseFromExport, eraseFromLines } from './erase-ledger.ts';
import { exportLedger } from './export-ledger.ts';
import { Ledger } from './ledger.ts';
import { readLedger } from './ledger-lines.ts';
import { LedgerReplica } from './ledger-replica.ts';
import { verifyLedger } from './verify-ledger.ts';

interface File {
  entries: LedgerEntry[];
  contents: Record<string, object>;
}

const SECRETS = ['The printer in room 2', 'to look at the queue', 'lpstat -t', 'thank you', 'c2FsdA'];

let sides: Sides;
let good: string;
let unfinished: string;

beforeAll(async () => {
  sides = await ledgerSides();
  await tellStory(sides);
  good = await sides.ledger.export();
  const open = await ledgerSides();
  await tellStory(open, { end: false });
  unfinished = await open.ledger.export();
});

const erased = async (text: string, what: Parameters<typeof eraseFromExport>[1] = 'all') => {
  const result = await eraseFromExport(text, what, sides.crypto);
  if (result.outcome !== 'erased') throw new Error(JSON.stringify(result));
  return result;
};

describe('an export without its words', () => {
  test('verifies as before and says where words were erased; chain and signatures are the same bytes', async () => {
    const { text, entries } = await erased(good);
    const before = await verifyLedger(good, sides.crypto);
    const after = await verifyLedger(text, sides.crypto);
    if (after.verdict !== 'good' || before.verdict !== 'good') throw new Error(JSON.stringify(after));
    expect(after.proof).toEqual({ ...before.proof, erased: entries });
    expect(after.events).toEqual(before.events.map((event) => ({ ...event, texts: {} })));
    for (const part of ['entries', 'heads', 'keys', 'session'] as const) {
      expect(canonical(JSON.parse(text)[part])).toBe(canonical(JSON.parse(good)[part]));
    }
  });

  test('has neither a word nor a salt of it, so that nothing can be guessed and tried', async () => {
    const { text } = await erased(good);
    for (const secret of SECRETS) {
      expect(good).toContain(secret);
      expect(text).not.toContain(secret);
    }
    expect(Object.values((JSON.parse(text) as File).contents).every((kept) => canonical(kept) === canonical(ERASED))).toBe(true);
    for (const { salt } of Object.values((JSON.parse(good) as File).contents) as { salt: string }[]) {
      expect(text).not.toContain(salt);
    }
  });

  test('of some entries only: the others keep their words', async () => {
    const seq = (JSON.parse(good) as File).entries.findIndex(({ type }) => type === 'shell/command');
    const { text, entries } = await erased(good, new Set([seq, 1]));
    expect(entries).toEqual([seq]);
    expect(text).not.toContain('lpstat');
    expect(text).toContain('thank you');
    expect(await verifyLedger(text, sides.crypto)).toMatchObject({ verdict: 'good', proof: { erased: [seq] } });
  });

  test('twice is once; without an end it stays without an end', async () => {
    const { text } = await erased(good);
    expect(await erased(text)).toMatchObject({ text, entries: [] });
    expect(await verifyLedger((await erased(unfinished)).text, sides.crypto)).toMatchObject({ verdict: 'unfinished' });
  });

  test('is refused where the record does not hold', async () => {
    expect(await eraseFromExport(good.replace('lpstat -t', 'rm -rf /'), 'all', sides.crypto)).toMatchObject({
      outcome: 'broken',
      verification: { problem: { kind: 'altered', part: 'content' } },
    });
    expect(await eraseFromExport('', 'all', sides.crypto)).toMatchObject({ outcome: 'broken' });
  });
});

describe('what an erased record cannot be used for', () => {
  test('words that are put back must be the ones that were said', async () => {
    const { text } = await erased(good);
    const file = JSON.parse(text) as File;
    const command = file.entries.find(({ type }) => type === 'shell/command');
    const [hash = ''] = command ? [...commitmentsOf(command).values()] : [];
    const put = (content: object) => canonical({ ...file, contents: { ...file.contents, [hash]: content } });
    const original = (JSON.parse(good) as File).contents[hash] ?? {};
    expect(await verifyLedger(put(original), sides.crypto)).toMatchObject({ verdict: 'good' });
    for (const forged of [
      { ...original, text: 'rm -rf /' },
      { salt: 'A'.repeat(22), text: 'lpstat -t' },
      { erased: true, text: 'lpstat -t' },
      { erased: false },
      {},
    ]) {
      expect(await verifyLedger(put(forged), sides.crypto)).toMatchObject({ problem: { kind: 'altered', part: 'content' } });
    }
  });

  test('a tombstone of nothing, and words that are simply left out', async () => {
    const file = JSON.parse(good) as File;
    const stray = canonical({ ...file, contents: { ...file.contents, ['ef'.repeat(32)]: ERASED } });
    expect(await verifyLedger(stray, sides.crypto)).toMatchObject({ problem: { kind: 'altered', part: 'content' } });
    const [gone = ''] = Object.keys(file.contents);
    const { [gone]: _left, ...rest } = file.contents;
    expect(await verifyLedger(canonical({ ...file, contents: rest }), sides.crypto)).toMatchObject({
      problem: { kind: 'missing', part: 'content' },
    });
  });

  test('over the link no text comes erased: the technician’s side takes words or breaks', async () => {
    const { agentKey, technicianKey, crypto, ledger } = sides;
    const replica = new LedgerReplica({
      session: ledger.record.session,
      agentKey: agentKey.publicKey,
      crypto,
      signingKey: technicianKey,
    });
    const [first] = ledger.entriesAfter(-1);
    if (!first) throw new Error('no entry');
    const contents = Object.fromEntries(Object.keys(first.contents).map((hash) => [hash, ERASED]));
    expect(replica.handleEntry({ ...first, contents: contents as never })).toMatchObject({
      outcome: 'broken',
      problem: { kind: 'missing', part: 'content' },
    });
  });
});

describe('the agent’s own file', () => {
  test('is read back, exported and verified as before, without a word', async () => {
    const lines = eraseFromLines(sides.file.lines, 'all', sides.crypto);
    for (const secret of SECRETS) expect(lines.join('\n')).not.toContain(secret);
    const record = readLedger(lines, sides.crypto);
    expect(exportLedger(record)).toBe((await erased(good)).text);
    expect(eraseFromLines(lines, 'all', sides.crypto)).toEqual(lines);
    // It can be taken up again, as after a core that died.
    expect(Ledger.resume(sides.parts, lines).record.ended).toBe(true);
  });

  test('of a session that is not over is left alone', async () => {
    const open = await ledgerSides();
    await tellStory(open, { end: false });
    expect(() => eraseFromLines(open.file.lines, 'all', open.crypto)).toThrow('not over');
  });
});
