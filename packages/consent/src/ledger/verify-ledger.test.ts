import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { ledgerSides, type Sides, signBoth, startFields, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { canonical } from '../canonical.ts';
import type { LedgerEntry, LedgerHead } from './entry.ts';
import { parseEntry } from './entry.ts';
import { MAX_LEDGER_BYTES, type Verification, verifyLedger } from './verify-ledger.ts';

interface File {
  format: string;
  session: string;
  keys: { agent: string; technician: string };
  entries: LedgerEntry[];
  heads: LedgerHead[];
  contents: Record<string, { salt: string; text: string }>;
}

let sides: Sides;
let good: string;
let unfinished: string;
/** Another session of the same two keys. */
let foreign: File;

const parse = (text: string) => JSON.parse(text) as File;
const change = (edit: (file: File) => void, text = good): string => {
  const file = parse(text);
  edit(file);
  return canonical(file);
};
const verify = (text: string): Promise<Verification> => verifyLedger(text, sides.crypto);
const verdict = async (text: string) => {
  const result = await verify(text);
  return result.verdict === 'broken' ? `${result.problem.kind} ${result.problem.part} ${result.problem.seq}` : result.verdict;
};
const at = (file: File, type: string) => file.entries.findIndex((entry) => entry.type === type);

beforeAll(async () => {
  sides = await ledgerSides();
  await tellStory(sides);
  good = await sides.ledger.export();
  const second = await ledgerSides();
  await tellStory(second, { end: false });
  unfinished = await second.ledger.export();
  const third = await ledgerSides('session-0002', sides);
  await tellStory(third);
  foreign = parse(await third.ledger.export());
});

describe('an export', () => {
  test('is good, says what happened and what it cannot prove', async () => {
    const result = await verify(good);
    if (result.verdict !== 'good') throw new Error(JSON.stringify(result));
    const { entries } = parse(good);
    expect(result.events.map(({ seq, at: when, type }) => [seq, when, type])).toEqual(
      entries.map(({ seq, at: when, type }) => [seq, when, type]),
    );
    expect(result.events.find(({ type }) => type === 'shell/command')?.texts).toEqual({ line: 'lpstat -t' });
    expect(result.proof).toEqual({
      agentKey: sides.agentKey.publicKey,
      technicianKey: sides.technicianKey.publicKey,
      technicianVerified: 'unverified',
      agentSignedUpTo: entries.length - 1,
      technicianSignedUpTo: entries.length - 1,
      erased: [],
    });
  });

  test('is the same on both sides, byte for byte', () => {
    expect(sides.replica.export()).toBe(good);
  });

  test('has the form that the issue names', () => {
    const file = parse(good);
    expect(Object.keys(file).sort()).toEqual(['contents', 'entries', 'format', 'heads', 'keys', 'session']);
    expect(file.format).toBe('alongside-ledger/1');
    expect(good.endsWith('}')).toBe(true);
    expect(file.entries[0]).toMatchObject({ seq: 0, prev: '0'.repeat(64) });
    file.entries.slice(1).forEach((entry, before) => {
      expect(entry.prev).toBe(sides.crypto.sha256(canonical(file.entries[before])));
    });
    expect(canonical(file.entries)).not.toContain('lpstat');
  });

  test('without an end is unfinished', async () => {
    expect(await verdict(unfinished)).toBe('unfinished');
  });
});

describe('what is no ledger', () => {
  test.each([
    ['', 'no-ledger file null'],
    ['no JSON', 'no-ledger file null'],
    ['[]', 'no-ledger file null'],
    ['{"a":1}', 'no-ledger file null'],
    ['{"format":"other/1"}', 'no-ledger file null'],
    [`${'['.repeat(100_000)}${']'.repeat(100_000)}`, 'no-ledger file null'],
    ['{"format":"alongside-ledger/1"}', 'altered file null'],
    [' '.repeat(MAX_LEDGER_BYTES + 1), 'too-large file null'],
  ])('%.30s', async (text, expected) => {
    expect(await verdict(text)).toBe(expected);
  });
});

describe('spelling', () => {
  test.each<[string, (text: string) => string]>([
    ['a final newline', (text) => `${text}\n`],
    ['a byte order mark', (text) => `\ufeff${text}`],
    ['indented', (text) => JSON.stringify(JSON.parse(text), null, 2)],
    ['an escape that need not be', (text) => text.replace('lpstat', '\\u006cpstat')],
    ['a number with a fraction', (text) => text.replace('"seq":3', '"seq":3.0')],
    ['a key twice', (text) => text.replace('"session":', '"session":"x","session":')],
    ['a lone surrogate', (text) => text.replace('lpstat', 'lpst\\ud800at')],
  ])('%s', async (_name, edit) => {
    const text = edit(good);
    expect(text).not.toBe(good);
    expect(await verdict(text)).toMatch(/^(not-canonical|no-ledger) file null$/u);
  });

  test('a hidden __proto__ is not passed over', async () => {
    const text = good
      .replace('{"capability":"screen.view","askId"', '{"askId"')
      .replace('"data":{', '"data":{"__proto__":{"a":1},');
    expect(await verdict(text)).not.toBe('good');
  });

  test('nor a text of that name, which nothing commits to', async () => {
    const hidden = good.replace('"contents":{', '"contents":{"__proto__":{"salt":"x","text":"I owe you 500"},');
    expect(await verdict(canonical(JSON.parse(hidden)))).toBe('altered content null');
  });

  test('nor one in an entry that its agent signed', () => {
    const last = canonical(parse(good).entries.at(-1));
    expect(parseEntry(JSON.parse(last))).toBeDefined();
    expect(parseEntry(JSON.parse(last.replace('"data":{', '"data":{"__proto__":{"text":"I owe you 500"},')))).toBeUndefined();
  });
});

describe('entries', () => {
  test('altered, with or without the numbers of those after it', async () => {
    const seq = at(parse(good), 'consent/answered');
    const flip = (file: File) => {
      const entry = file.entries[seq];
      if (entry) file.entries[seq] = { ...entry, data: { ...entry.data, allowed: true } };
    };
    expect(await verdict(change(flip))).toBe(`altered entry ${seq}`);
    const rechained = change((file) => {
      flip(file);
      rechain(file);
    });
    // The next entry that is signed does not fit; those between carry no signature of their own.
    expect(await verdict(rechained)).toMatch(/^altered entry \d+$/u);
  });

  test.each([0, 1, 5, 12])('taken out: %i', async (seq) => {
    expect(await verdict(change((file) => file.entries.splice(seq, 1)))).toBe(`missing entry ${seq}`);
  });

  test('taken out and chained again', async () => {
    const text = change((file) => {
      file.entries.splice(4, 1);
      rechain(file);
    });
    expect((await verify(text)).verdict).toBe('broken');
  });

  test('moved', async () => {
    const text = change((file) => file.entries.splice(3, 0, ...file.entries.splice(5, 1)));
    expect(await verdict(text)).toBe('reordered entry 3');
  });

  test('put twice', async () => {
    const text = change((file) => file.entries.splice(3, 0, ...file.entries.slice(3, 4)));
    expect(await verdict(text)).toBe('duplicated entry 4');
  });

  test('a number altered', async () => {
    const text = change((file) => {
      file.entries[4] = { ...(file.entries[4] as LedgerEntry), seq: 400 };
    });
    expect(await verdict(text)).toBe('altered entry 4');
  });

  test('something after the end', async () => {
    const text = change((file) => file.entries.push({ ...(file.entries[1] as LedgerEntry), seq: file.entries.length }));
    expect((await verify(text)).verdict).toBe('broken');
  });

  test('of another session', async () => {
    const text = change((file) => {
      file.entries = foreign.entries;
    });
    expect(await verdict(text)).toMatch(/^another-session|^altered entry 0/u);
  });
});

describe('a cut tail', () => {
  test('is unfinished wherever it is cut, with and without what belonged to it', async () => {
    const whole = parse(good);
    for (let length = 1; length < whole.entries.length; length += 1) {
      const cutEntries = await verify(change((file) => file.entries.splice(length)));
      expect(cutEntries).toMatchObject({ verdict: 'unfinished', missing: whole.entries.length - length });
      const cutAll = change((file) => {
        file.entries.splice(length);
        file.heads = file.heads.filter(({ seq }) => seq < length);
        const kept = canonical(file.entries);
        file.contents = Object.fromEntries(Object.entries(file.contents).filter(([hash]) => kept.includes(hash)));
      });
      expect(await verify(cutAll)).toMatchObject({ verdict: 'unfinished', missing: 0 });
    }
  });

  test('with nothing left is broken', async () => {
    expect(await verdict(change((file) => file.entries.splice(0)))).toBe('missing entry 0');
  });
});

describe('keys and signatures', () => {
  test('swapped keys', async () => {
    const text = change(({ keys }) => {
      [keys.agent, keys.technician] = [keys.technician, keys.agent];
    });
    expect(await verdict(text)).toBe('wrong-key keys 0');
  });

  test('heads of another session', async () => {
    const text = change((file) => {
      file.heads = foreign.heads;
    });
    expect(await verdict(text)).toMatch(/^another-session head \d+$/u);
  });

  test('a signature under the other name', async () => {
    const text = change((file) => {
      file.heads = file.heads.map((head) => ({ ...head, by: head.by === 'agent' ? 'technician' : 'agent' }));
    });
    expect(await verdict(text)).toMatch(/^bad-signature head \d+$/u);
  });

  test('signatures put twice or in another order', async () => {
    expect(await verdict(change((file) => file.heads.push(...file.heads.slice(-1))))).toMatch(/^duplicated head/u);
    expect(await verdict(change((file) => file.heads.reverse()))).toMatch(/^reordered head/u);
  });

  test('the end without the agent’s signature', async () => {
    const text = change((file) => {
      file.heads = file.heads.filter(({ seq }) => seq < file.entries.length - 1);
    });
    expect(await verdict(text)).toMatch(/^unsigned head \d+$/u);
  });

  test('the technician’s signature before a command window taken out', async () => {
    const needed = parse(good).entries.find(({ type }) => type === 'grant/started')?.data.countersigned;
    const text = change((file) => {
      file.heads = file.heads.filter(({ by, seq }) => by === 'agent' || seq !== needed);
    });
    expect(await verdict(text)).toBe(`missing head ${needed}`);
  });

  test('two signed heads for one entry', async () => {
    const hash = 'cd'.repeat(32);
    const payload = canonical({ format: 'alongside-head/1', hash, seq: 3, session: parse(good).session });
    const jws = await sides.agentKey.signJws(payload);
    const text = change((file) => {
      file.heads.push({ seq: 3, hash, by: 'agent', jws });
      file.heads.sort((a, b) => a.seq - b.seq || (a.by < b.by ? -1 : 1));
    });
    expect((await verify(text)).verdict).toBe('broken');
  });
});

describe('texts', () => {
  test('altered, taken out, and one that nothing commits to', async () => {
    const seq = at(parse(good), 'shell/command');
    const { salted: hash } = (parse(good).entries[seq]?.data.line ?? {}) as { salted: string };
    const altered = change(({ contents }) => {
      contents[hash] = { salt: contents[hash]?.salt ?? '', text: 'rm -rf /' };
    });
    expect(await verdict(altered)).toBe(`altered content ${seq}`);
    const gone = change(({ contents }) => delete contents[hash]);
    expect(await verdict(gone)).toBe(`missing content ${seq}`);
    const stray = change(({ contents }) => {
      contents['ef'.repeat(32)] = { salt: 'A'.repeat(22), text: 'never said' };
    });
    expect(await verdict(stray)).toBe('altered content null');
  });

  test('a stray text is found in an unfinished file too', async () => {
    const stray = change(({ contents }) => {
      contents['ef'.repeat(32)] = { salt: 'A'.repeat(22), text: 'never said' };
    }, unfinished);
    expect(await verdict(stray)).toBe('altered content null');
  });
});

describe('any edit of the parsed file', () => {
  test('lists reordered, cut and doubled never verify', async () => {
    const whole = parse(good);
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom('entries' as const, 'heads' as const),
        fc.shuffledSubarray([...whole.entries.keys()], { minLength: 1 }),
        async (list, order) => {
          const picked = order.flatMap((index) => whole[list][index] ?? []);
          fc.pre(picked.length > 0 && canonical(picked) !== canonical(whole[list]));
          const result = await verify(canonical({ ...whole, [list]: picked }));
          const isPrefix = canonical(picked) === canonical(whole.entries.slice(0, picked.length));
          if (list === 'entries') expect(result.verdict).toBe(isPrefix ? 'unfinished' : 'broken');
          // Heads that nothing needs may be left out: the chain says the same without them.
          else if (result.verdict === 'good') expect(picked).toEqual(whole.heads.filter((head) => picked.includes(head)));
        },
      ),
      { numRuns: 300 },
    );
  });

  test('never throws for any JSON', async () => {
    await fc.assert(
      fc.asyncProperty(fc.json(), fc.string(), async (json, text) => {
        expect((await verify(json)).verdict).toBe('broken');
        expect((await verify(text)).verdict).toBe('broken');
      }),
      { numRuns: 300 },
    );
  });

  test('a signed chain that does not start with a session is broken', async () => {
    const other = await ledgerSides();
    await other.ledger.append('session/start', startFields(other), { request: '' });
    await signBoth(other);
    const file = parse(await other.ledger.export());
    expect(await verdict(canonical({ ...file, session: 'session-9999' }))).toMatch(/another-session/u);
  });
});

function rechain(file: File): void {
  let prev = '0'.repeat(64);
  file.entries = file.entries.map((entry, seq) => {
    const next = { ...entry, seq, prev };
    prev = sides.crypto.sha256(canonical(next));
    return next;
  });
}
