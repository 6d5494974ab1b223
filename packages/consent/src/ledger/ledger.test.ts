import { AppError } from '@alongside/base';
import { Recorder, settle } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ledgerSides, MemoryFile, type Sides, signBoth, startFields, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { Ledger } from './ledger.ts';
import { readLedger } from './ledger-lines.ts';
import { verifyLedger } from './verify-ledger.ts';

const chat = (n: number) => ({ messageId: `message-${1000 + n}`, from: 'user', saidAt: n }) as const;
const full = new AppError('storage.full', 'the disk is full');

async function started(): Promise<Sides> {
  const sides = await ledgerSides();
  await sides.ledger.append('session/start', startFields(sides), { request: 'printer' });
  return sides;
}
/** Up to where nothing new may begin. */
async function fill({ ledger }: Sides): Promise<void> {
  const text = 'x'.repeat(16_000);
  while (ledger.record.sizeBytes <= 6 * 1024 * 1024) await ledger.append('chat/said', chat(1), { text });
}
const types = ({ ledger }: Sides) => ledger.record.links.map(({ entry }) => entry.type);

describe('append', () => {
  test('keeps the order of the calls, whatever the file does', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { minLength: 1, maxLength: 20 }), async (delays) => {
        const sides = await started();
        const { file } = sides;
        const append = file.append.bind(file);
        let n = 0;
        file.append = async (line) => {
          for (let i = delays[n++ % delays.length] ?? 0; i > 0; i -= 1) await Promise.resolve();
          await append(line);
        };
        const said = delays.map((_delay, i) => sides.ledger.append('chat/said', chat(i), { text: `${i}` }));
        const links = await Promise.all(said);
        expect(links.map(({ entry }) => [entry.seq, entry.data.saidAt])).toEqual(delays.map((_delay, i) => [i + 1, i]));
        expect(sides.replica.record.links).toEqual(sides.ledger.record.links);
      }),
      { numRuns: 25 },
    );
  });

  test('is durable before it is told and part of the chain', async () => {
    const sides = await started();
    const events = new Recorder(sides.ledger.onEntry);
    sides.file.failWith = full;
    await expect(sides.ledger.append('chat/said', chat(0), { text: 'lost' })).rejects.toMatchObject({ code: 'storage.full' });
    expect(types(sides)).toEqual(['session/start']);
    events.nonePending();
    sides.file.failWith = undefined;
    await sides.ledger.append('chat/said', chat(1), { text: 'kept' });
    expect((await events.next()).link.entry).toMatchObject({ seq: 1, data: { saidAt: 1 } });
    await signBoth(sides);
  });

  test('an error that is not an AppError becomes one', async () => {
    const sides = await started();
    sides.file.failWith = new Error('strange');
    await expect(sides.ledger.append('link/lost', {})).rejects.toMatchObject({ code: 'ledger.append' });
  });

  test('words stand beside the chain, cleaned; the same words twice cannot be told from their hashes', async () => {
    const sides = await started();
    const texts = ['a\u202eb\ud800\u0007', 'yes', 'yes'];
    for (const [i, text] of texts.entries()) await sides.ledger.append('chat/said', chat(i), { text });
    const { contents, links } = sides.ledger.record;
    expect(Object.values(contents).map((kept) => ('text' in kept ? kept.text : undefined))).toEqual([
      'printer',
      'ab\ufffd',
      'yes',
      'yes',
    ]);
    expect(links.map((link) => link.canonical).join('')).not.toContain('yes');
  });

  test.each<[string, (sides: Sides) => Promise<unknown>]>([
    ['anything before the start', async () => (await ledgerSides()).ledger.append('link/lost', {})],
    ['a second start', (sides) => sides.ledger.append('session/start', startFields(sides), { request: '' })],
    [
      'a start with another key',
      async () => {
        const sides = await ledgerSides();
        return sides.ledger.append('session/start', { ...startFields(sides), agentKey: 'A'.repeat(43) }, { request: '' });
      },
    ],
    ['data of another type', (sides) => sides.ledger.append('link/lost', { extra: 1 } as never)],
    [
      'anything after the end',
      async (sides) => {
        await sides.ledger.append('session/end', { reason: 'finished' });
        return sides.ledger.append('link/lost', {});
      },
    ],
  ])('refuses %s', async (_name, act) => {
    const sides = await started();
    await expect(act(sides)).rejects.toMatchObject({ code: 'ledger.invalid' });
  });

  test('a record that is full takes ends only', async () => {
    const sides = await started();
    const text = 'x'.repeat(16_000);
    let refused: unknown;
    for (let i = 0; i < 500 && !refused; i += 1) {
      await sides.ledger.append('chat/said', chat(i), { text }).catch((error: unknown) => {
        refused = error;
      });
    }
    expect(refused).toMatchObject({ code: 'ledger.append' });
    expect(await sides.ledger.appendLate('session/end', { reason: 'failed' })).toBe(true);
    expect((await verifyLedger(await sides.ledger.export(), sides.crypto)).verdict).toBe('good');
  });

  test('says that it is full to whoever wants to enter more, late or not', async () => {
    const sides = await started();
    const told = new Recorder(sides.ledger.onFull);
    await fill(sides);
    told.nonePending();
    expect(() => sides.ledger.mustHaveRoom()).toThrow(expect.objectContaining({ code: 'ledger.append' }));
    await told.next();
    await expect(sides.ledger.append('link/lost', {})).rejects.toMatchObject({ code: 'ledger.append' });
    await told.next();
    expect(await sides.ledger.appendLate('link/lost', {})).toBe(true);
    await told.next();
  });
});

describe('appendLate', () => {
  test('waits for the disk, keeps its place before what comes after it, and is marked', async () => {
    const sides = await started();
    sides.file.failWith = full;
    const ended = sides.ledger.appendLate('link/lost', {});
    const told = sides.ledger.appendLate('chat/said', chat(1), { text: 'late' });
    await expect(sides.ledger.append('chat/said', chat(2), { text: 'new' })).rejects.toMatchObject({ code: 'storage.full' });
    expect(types(sides)).toEqual(['session/start']);
    sides.file.failWith = undefined;
    await sides.ledger.append('chat/said', chat(3), { text: 'newer' });
    expect(await Promise.all([ended, told])).toEqual([true, true]);
    expect(sides.ledger.record.links.map(({ entry }) => [entry.type, entry.data.late])).toEqual([
      ['session/start', undefined],
      ['link/lost', true],
      ['chat/said', true],
      ['chat/said', undefined],
    ]);
  });

  test('is tried again by itself', async () => {
    const sides = await started();
    sides.file.failWith = full;
    const ended = sides.ledger.appendLate('session/end', { reason: 'user-stopped' });
    await sides.clock.advance(60_000);
    expect(types(sides)).toEqual(['session/start']);
    sides.file.failWith = undefined;
    await sides.clock.advance(5_000);
    expect(await ended).toBe(true);
    expect(sides.clock.pending).toBe(0);
  });

  test('cannot make the record too large to be verified, nor can signatures that were kept back', async () => {
    const sides = await started();
    const heads = [await sides.ledger.signHead()];
    await fill(sides);
    const text = 'x'.repeat(16_000);
    let written = 0;
    while (await sides.ledger.appendLate('chat/said', chat(written), { text })) {
      heads.push(await sides.ledger.signHead());
      written += 1;
    }
    expect(written).toBeGreaterThan(20);
    expect(await sides.ledger.appendLate('session/end', { reason: 'flooded' })).toBe(true);
    const last = await sides.ledger.signHead();
    const answers: boolean[] = [];
    for (const head of [...heads, last]) {
      const signed = await sides.replica.handleHead(head);
      if (signed) answers.push(await sides.ledger.acceptCountersignature(signed));
    }
    expect([answers.length, answers.filter(Boolean).length, answers.at(-1)]).toEqual([heads.length + 1, 1, true]);
    expect((await verifyLedger(await sides.ledger.export(), sides.crypto)).verdict).toBe('good');
  });

  test('never rejects: what cannot be entered, and what dispose cuts off, is false', async () => {
    const sides = await started();
    await sides.ledger.append('session/end', { reason: 'finished' });
    expect(await sides.ledger.appendLate('link/lost', {})).toBe(false);
    const other = await started();
    other.file.failWith = full;
    const pending = other.ledger.appendLate('link/lost', {});
    await settle();
    other.ledger.dispose();
    expect(await pending).toBe(false);
    expect(await other.ledger.appendLate('link/lost', {})).toBe(false);
    expect(other.clock.pending).toBe(0);
  });
});

describe('countersigning', () => {
  test('resolves who waits, for this entry and those before it', async () => {
    const sides = await started();
    await sides.ledger.append('chat/said', chat(0), { text: '' });
    const waits = [sides.ledger.countersigned(0), sides.ledger.countersigned(1)];
    expect(sides.ledger.countersignedUpTo).toBe(-1);
    await signBoth(sides);
    await Promise.all([...waits, sides.ledger.countersigned(1)]);
    expect(sides.ledger.countersignedUpTo).toBe(1);
  });

  test('an abort and a dispose end the wait', async () => {
    const sides = await started();
    const controller = new AbortController();
    const aborted = sides.ledger.countersigned(0, controller.signal);
    const disposed = sides.ledger.countersigned(0);
    controller.abort();
    await expect(aborted).rejects.toMatchObject({ code: 'request.cancelled' });
    await expect(sides.ledger.countersigned(0, controller.signal)).rejects.toMatchObject({ code: 'request.cancelled' });
    sides.ledger.dispose();
    await expect(disposed).rejects.toMatchObject({ code: 'request.cancelled' });
  });

  test('takes only the technician’s signature of this chain', async () => {
    const sides = await started();
    const head = await sides.ledger.signHead();
    const good = await sides.replica.handleHead(head);
    if (!good) throw new Error('not signed');
    const other = await started();
    const foreign = await other.replica.handleHead(await other.ledger.signHead());
    const refused = [
      head,
      foreign,
      { ...good, seq: 7 },
      { ...good, seq: -1 },
      { ...good, hash: 'ab'.repeat(32) },
      { ...good, jws: `${good.jws}A` },
      { ...good, extra: 1 },
      null,
    ];
    for (const wrong of refused) expect(await sides.ledger.acceptCountersignature(wrong as never)).toBe(false);
    expect(sides.ledger.countersignedUpTo).toBe(-1);
    expect(await sides.ledger.acceptCountersignature(good)).toBe(true);
    expect(await sides.ledger.acceptCountersignature(good)).toBe(true);
    expect(sides.ledger.record.heads.map(({ by }) => by)).toEqual(['agent', 'technician']);
  });

  test('signing an entry again gives the same signature and one line', async () => {
    const sides = await started();
    const before = sides.file.lines.length;
    const [first, second] = await Promise.all([sides.ledger.signHead(), sides.ledger.signHead()]);
    expect(second).toEqual(first);
    expect(sides.file.lines.length).toBe(before + 1);
  });

  test('nothing entered, nothing to sign', async () => {
    const { ledger } = await ledgerSides();
    await expect(ledger.signHead()).rejects.toMatchObject({ code: 'ledger.invalid' });
  });
});

describe('the file', () => {
  test('gives back the same export, countersignatures included', async () => {
    const sides = await ledgerSides();
    await tellStory(sides);
    await settle();
    const again = Ledger.resume(sides.parts, sides.file.lines);
    expect(await again.export()).toBe(await sides.ledger.export());
    expect(again.countersignedUpTo).toBe(sides.ledger.countersignedUpTo);
  });

  test('a core that died is followed by its end, wherever it was cut', async () => {
    const sides = await ledgerSides();
    await tellStory(sides, { end: false });
    await settle();
    const { lines } = sides.file;
    for (let kept = 2; kept <= lines.length; kept += 1) {
      const torn = [...lines.slice(0, kept), lines[kept]?.slice(0, 40) ?? '{"kind":"ent'];
      const file = new MemoryFile();
      const resumed = Ledger.resume({ ...sides.parts, file }, torn);
      await resumed.appendLate('session/end', { reason: 'core-died' });
      const result = await verifyLedger(await resumed.export(), sides.crypto);
      expect(result.verdict).toBe('good');
      expect(result.events.at(-1)?.data).toEqual({ reason: 'core-died', late: true });
      expect(file.lines.map((line) => JSON.parse(line).kind)).toEqual(['entry', 'head']);
    }
  });

  test('is refused where its chain does not hold, or it is of another key', async () => {
    const sides = await ledgerSides();
    await tellStory(sides);
    const { lines } = sides.file;
    const broken = [
      [],
      lines.slice(1),
      lines.toSpliced(2, 1),
      lines.map((line) => line.replace('"allowed":false', '"allowed":true')),
      [...lines, '{"kind":"other"}'],
      [...lines, lines[0] ?? ''],
    ];
    for (const wrong of broken) {
      expect(() => readLedger(wrong, sides.crypto)).toThrow(expect.objectContaining({ code: 'ledger.invalid' }));
    }
    const other = await ledgerSides();
    expect(() => Ledger.resume(other.parts, lines)).toThrow(expect.objectContaining({ code: 'auth.key-mismatch' }));
  });
});
