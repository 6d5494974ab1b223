import { CAPABILITIES } from '@alongside/protocol';
import { describe, expect, test } from 'vitest';
import type { z } from 'zod';
import { ENTRY_TYPES, type EntryType, isEntryType } from '../ledger/entry-types.ts';
import type { LedgerEvent, LedgerProof } from '../ledger/verify-ledger.ts';
import { storyTexts } from './story-texts.ts';
import { type Say, tellEvent } from './tell-event.ts';
import { signedSpans, tellProblem, tellProof, tellSigned, tellVerdict } from './tell-verification.ts';

/** As i18next looks up, but a missing text or gap fails the test. */
const say: Say = (key, gaps = {}) => {
  const found = [key, `${key}_${gaps.count === 1 ? 'one' : 'other'}`].map(lookUp).find((text) => typeof text === 'string');
  if (typeof found !== 'string') throw new Error(`no text for ${key}`);
  return found.replaceAll(/\{\{(\w+)\}\}/gu, (_gap, name: string) => {
    if (gaps[name] === undefined) throw new Error(`nothing for the gap ${name} of ${key}`);
    return String(gaps[name]);
  });
};

function lookUp(key: string): unknown {
  return key.split('.').reduce<unknown>((at, part) => (at as Record<string, unknown> | undefined)?.[part], storyTexts);
}

/** Values that a schema allows: each member of each choice once, one of everything else. */
function samples(schema: z.ZodType): unknown[] {
  const { def } = schema as unknown as { def: Record<string, unknown> & { type: string } };
  switch (def.type) {
    case 'enum':
      return Object.values(def.entries as object);
    case 'literal':
      return def.values as unknown[];
    case 'boolean':
      return [true, false];
    case 'number':
    case 'int':
      return [1, 3_600_000];
    case 'array':
      return [[], ...samples(def.element as z.ZodType).map((one) => [one])];
    case 'object':
      return variants((schema as z.ZodObject).shape);
    case 'nullable':
    case 'optional':
      return [null, ...samples(def.innerType as z.ZodType)];
    case 'union':
      return (def.options as z.ZodType[]).flatMap(samples);
    case 'pipe':
      return samples(def.in as z.ZodType);
    default:
      return ['text'];
  }
}

/** Not all combinations: each value of each field once, beside the first ones of the others; and each pair of choices. */
function variants(shape: Readonly<Record<string, z.ZodType>>): Record<string, unknown>[] {
  const values = Object.entries(shape).map(([name, schema]) => [name, samples(schema)] as const);
  const plain = Object.fromEntries(values.map(([name, [first]]) => [name, first]));
  const single = values.flatMap(([name, all]) => all.map((value) => ({ ...plain, [name]: value })));
  const pairs = single.flatMap((one) => values.flatMap(([name, all]) => all.map((value) => ({ ...one, [name]: value }))));
  return [...new Map(pairs.map((each) => [JSON.stringify(each), each])).values()];
}

function events(type: EntryType, texts: LedgerEvent['texts']): LedgerEvent[] {
  const { fields }: { fields: z.ZodObject } = ENTRY_TYPES[type];
  return variants(fields.shape).map((data, seq) => ({ seq, at: '2026-11-28T12:00:00.000Z', type, data, texts }));
}

describe('the story of a record', () => {
  const types = Object.keys(ENTRY_TYPES).filter(isEntryType);

  test.each(types)('has a sentence for %s, whatever it holds, also without its words', (type) => {
    const texts = Object.fromEntries(ENTRY_TYPES[type].texts.map((name) => [name, 'said so']));
    for (const event of events(type, texts)) expect(tellEvent(say, event, 'Ada')).toMatch(/^\p{Lu}.*[.”o]$/u);
    for (const event of events(type, {})) {
      expect(tellEvent(say, event, 'Ada')).not.toContain('said so');
      expect(tellEvent(say, event, 'Ada')).not.toContain('undefined');
    }
  });

  test('says where words were erased, and what was entered afterwards', () => {
    const event: LedgerEvent = {
      seq: 3,
      at: '2026-11-28T12:00:00.000Z',
      type: 'chat/said',
      data: { messageId: 'message-0001', from: 'user', saidAt: 0, late: true },
      texts: {},
    };
    expect(tellEvent(say, event, 'Ada')).toBe('The user wrote: [erased] (entered afterwards)');
    expect(tellEvent(say, { ...event, texts: { text: 'two\n lines' } }, 'Ada')).toContain('two ⏎ lines');
  });

  test('has a name for each capability', () => {
    for (const capability of CAPABILITIES) expect(lookUp(`capability.${capability.replace('.', '-')}`)).toBeTypeOf('string');
  });
});

const proof: LedgerProof = {
  agentKey: 'agent-key',
  technicianKey: 'technician-key',
  technicianVerified: 'unverified',
  agentSignedUpTo: 9,
  technicianSignedUpTo: 6,
  erased: [],
};
const start: LedgerEvent = {
  seq: 0,
  at: '2026-11-28T12:00:00.000Z',
  type: 'session/start',
  data: { technicianName: 'Ada' },
  texts: {},
};

describe('the verdict', () => {
  const session = 'session-0001';

  test('of a good record, and what is erased of it', () => {
    const result = { verdict: 'good', session, events: [start], proof: { ...proof, erased: [0, 7] } } as const;
    expect(tellVerdict(say, result)).toEqual([
      'This record is good: 1 entry, nothing altered, missing or moved.',
      'Words of 2 entries were erased (0, 7). What they said cannot be told from this file; another copy of the record may have them.',
    ]);
  });

  test('of one without its end', () => {
    const result = { verdict: 'unfinished', session, events: [start], proof, missing: 2 } as const;
    expect(tellVerdict(say, result)).toHaveLength(2);
    expect(tellVerdict(say, { ...result, missing: 0 })).toHaveLength(1);
  });

  test.each([
    ['no-ledger', 'file'],
    ['too-large', 'file'],
    ['not-canonical', 'file'],
    ['altered', 'file'],
    ['altered', 'keys'],
    ['altered', 'entry'],
    ['altered', 'head'],
    ['altered', 'content'],
    ['missing', 'entry'],
    ['missing', 'head'],
    ['missing', 'content'],
    ['duplicated', 'entry'],
    ['duplicated', 'head'],
    ['reordered', 'entry'],
    ['reordered', 'head'],
    ['forked', 'head'],
    ['bad-signature', 'head'],
    ['wrong-key', 'keys'],
    ['another-session', 'head'],
    ['another-session', 'file'],
    ['unsigned', 'head'],
  ] as const)('%s of the %s has words', (kind, part) => {
    expect(tellProblem(say, { kind, part, seq: part === 'file' && kind !== 'another-session' ? null : 5 })).not.toBe('');
  });

  test.each(['head', 'content'] as const)('an altered %s of no known entry has words', (part) => {
    expect(tellProblem(say, { kind: 'altered', part, seq: null })).not.toBe('');
  });
});

describe('whose signatures', () => {
  test.each([
    [9, 9, 10, ['both 0-9']],
    [9, 6, 10, ['both 0-6', 'agent 7-9']],
    [6, 9, 10, ['both 0-6', 'technician 7-9']],
    [6, -1, 10, ['agent 0-6', 'nobody 7-9']],
    [-1, -1, 2, ['nobody 0-1']],
    // A cut file: signatures of entries that are not in it.
    [20, 15, 10, ['both 0-9']],
  ])('agent to %i, technician to %i, of %i entries', (agentSignedUpTo, technicianSignedUpTo, entries, expected) => {
    const spans = signedSpans({ ...proof, agentSignedUpTo, technicianSignedUpTo }, entries);
    expect(spans.map(({ by, from, to }) => `${by} ${from}-${to}`)).toEqual(expected);
  });

  test('are said, and what they leave open', () => {
    const ten = Array.from({ length: 10 }, () => start);
    expect(tellSigned(say, proof, ten)).toEqual([
      'Entries 0 to 6: signed by both sides.',
      'Entries 7 to 9: signed by the user’s computer only.',
    ]);
    expect(tellProof(say, proof, ten)).toHaveLength(3);
    expect(tellProof(say, { ...proof, technicianSignedUpTo: -1 }, ten).at(-1)).toContain('it signed nothing in this file');
    expect(tellProof(say, { ...proof, technicianVerified: 'pinned', technicianSignedUpTo: 9 }, ten)).toHaveLength(2);
    for (const technicianVerified of ENTRY_TYPES['session/start'].fields.shape.verified.options) {
      expect(tellProof(say, { ...proof, technicianVerified }, ten)[1]).toContain('technician-key');
    }
    expect(tellProof(say, { ...proof, technicianSignedUpTo: 9 }, ten, { device: true, technician: true })).toEqual([]);
  });
});
