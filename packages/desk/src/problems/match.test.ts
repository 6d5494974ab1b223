import type { Signature, SignatureFact } from '@alongside/protocol';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import type { CaseFacts } from './case-facts.ts';
import { draftSignature } from './draft-signature.ts';
import { bandOf, matchOf } from './match.ts';
import { compareVersions, isInRange } from './versions.ts';

const figure = (name: string, value: number, subject: string | null = null) =>
  ({ name, value, subject, unit: 'count', limit: null }) as const;
const NOTHING: CaseFacts = {
  findings: new Map(),
  software: undefined,
  system: undefined,
  hardware: undefined,
  uptimeS: undefined,
  networks: undefined,
  answers: {},
};
const LAPTOP: CaseFacts = {
  findings: new Map([
    ['disk.space', { status: 'fail', evidence: [] }],
    ['mem.avail', { status: 'warn', evidence: [] }],
    ['net.link', { status: 'pass', evidence: [figure('count', 0)] }],
    [
      'log.app',
      { status: 'warn', evidence: [figure('count', 4, 'WINWORD.EXE'), figure('count', 1, 'spoolsv.exe'), figure('days', 30)] },
    ],
    ['dev.pnp', { status: 'fail', evidence: [figure('count', 1), figure('code', 43, 'USB Dock')] }],
    ['log.crash', { status: 'pass', evidence: [figure('count', 0), figure('days', 30)] }],
  ]),
  software: [
    { name: 'Acme Mail 64-bit', version: '7.12.1' },
    { name: 'Reader', version: 'current' },
  ],
  system: { system: 'windows', name: 'Windows 11 Pro', version: '10.0.22631' },
  hardware: { manufacturer: 'Acme', model: 'Book 14 G2' },
  uptimeS: 3600,
  networks: [],
  answers: { scope: 'some', message: 'It is Offline ' },
};
const one = (fact: SignatureFact): Signature => [{ weight: 3, must: false, anyOf: [fact] }];
const resultOf = (fact: SignatureFact, facts = LAPTOP) => matchOf(one(fact), facts).rules[0]?.result;

describe('a fact of a signature', () => {
  const finding = (check: string, status: 'bad' | 'fail' | 'warn' | 'pass') => ({ fact: 'finding', check, status }) as const;
  const event = (check: string, about: string, code: number | null, times: number | null) =>
    ({ fact: 'event', check, about, code, times }) as const;
  const app = (name: string, from = '', before = '') => ({ fact: 'app', name, from, before }) as const;
  const system = (system: 'windows' | 'linux' | null, name = '', from = '', before = '') =>
    ({ fact: 'system', system, name, from, before }) as const;
  const hardware = (manufacturer: string, model: string) => ({ fact: 'hardware', manufacturer, model }) as const;
  const answer = (question: string, is: string) => ({ fact: 'answer', question, is }) as const;

  test.each<[SignatureFact, string]>([
    [finding('disk.space', 'bad'), 'fits'],
    [finding('disk.space', 'warn'), 'differs'],
    [finding('mem.avail', 'bad'), 'fits'],
    [finding('net.link', 'pass'), 'fits'],
    [finding('net.link', 'bad'), 'differs'],
    [finding('bat.wear', 'bad'), 'unknown'],
    [event('log.app', 'winword', null, 3), 'fits'],
    [event('log.app', 'winword', null, 5), 'differs'],
    // Thirty days are no thirty crashes.
    [event('log.app', '', null, 30), 'differs'],
    [event('log.app', 'excel', null, null), 'differs'],
    [event('dev.pnp', 'dock', 43, null), 'fits'],
    [event('dev.pnp', 'dock', 10, null), 'differs'],
    [event('dev.pnp', '', 43, null), 'fits'],
    [event('log.crash', '', null, null), 'differs'],
    [event('log.hw', '', null, 1), 'unknown'],
    [app('acme mail'), 'fits'],
    [app('acme mail', '7.12', '7.13'), 'fits'],
    [app('acme mail', '7.13'), 'differs'],
    [app('acme mail', '', '7.12.1'), 'differs'],
    [app('reader'), 'fits'],
    [app('reader', '1'), 'differs'],
    [app(''), 'differs'],
    [system('windows'), 'fits'],
    [system(null, 'windows 11', '10.0.22000', '10.0.26100'), 'fits'],
    [system('windows', '', '10.0.26100'), 'differs'],
    [system('linux'), 'differs'],
    [hardware('acme', ''), 'fits'],
    [hardware('acme', 'book 15'), 'differs'],
    [answer('scope', 'some'), 'fits'],
    [answer('message', 'it is offline'), 'fits'],
    [answer('scope', 'all'), 'differs'],
    [answer('since', 'today'), 'unknown'],
  ])('%j %s', (fact, result) => expect(resultOf(fact)).toBe(result));

  it('is unknown, never wrong, where nobody told', () => {
    for (const fact of [
      finding('disk.space', 'bad'),
      app('acme'),
      system('linux'),
      hardware('acme', ''),
      answer('scope', 'all'),
    ]) {
      expect(resultOf(fact, NOTHING)).toBe('unknown');
    }
  });
});

const fits = (weight: number) => ({ weight, must: false, anyOf: [{ fact: 'answer', question: 'scope', is: 'some' } as const] });
const differs = (weight: number, must = false) =>
  ({ ...fits(weight), must, anyOf: [{ ...fits(1).anyOf[0], is: 'all' }] }) as const;
const unknown = (weight: number, must = false) =>
  ({ weight, must, anyOf: [{ fact: 'answer', question: 'since', is: 'today' }] }) as const;

test.each([
  [[fits(4), differs(1)], 0.8, 'suggested'],
  [[fits(3), unknown(1)], 0.75, 'listed'],
  [[fits(1), differs(1)], 0.5, 'listed'],
  [[fits(1), differs(2)], 1 / 3, undefined],
  [[fits(9), differs(1, true)], 0, undefined],
  [[fits(9), unknown(1, true)], 0.9, 'suggested'],
  [[], 0, undefined],
] as const)('%j scores %f: %s', (signature, score, band) => {
  const match = matchOf([...signature] as unknown as Signature, LAPTOP);
  expect(match.score).toBeCloseTo(score);
  expect(bandOf(match.score)).toBe(band);
});

test('a rule of alternatives fits with one of them, differs with none, and is unknown where one may yet fit', () => {
  const rule = (...is: string[]): Signature => [
    {
      weight: 1,
      must: false,
      anyOf: is.map((each) => ({ fact: 'answer', question: each === '?' ? 'since' : 'scope', is: each })),
    },
  ];
  expect(matchOf(rule('all', 'some'), LAPTOP).rules[0]?.result).toBe('fits');
  expect(matchOf(rule('all', 'one'), LAPTOP).rules[0]?.result).toBe('differs');
  expect(matchOf(rule('all', '?'), LAPTOP).rules[0]?.result).toBe('unknown');
});

test('what stands out on a computer makes a signature that this computer fits wholly, the worst first', () => {
  const drafted = draftSignature(LAPTOP);
  expect(drafted.map(({ anyOf: [fact] }) => (fact && 'check' in fact ? fact.check : fact?.fact))).toEqual([
    'disk.space',
    'dev.pnp',
    'mem.avail',
    'log.app',
    'system',
  ]);
  expect(matchOf(drafted, LAPTOP).score).toBe(1);
  expect(matchOf(drafted, { ...LAPTOP, system: { system: 'linux', name: 'Debian', version: '12' } }).score).toBe(0);
  expect(draftSignature(NOTHING)).toEqual([]);
});

describe('whatever the rules', () => {
  const anyRule = fc.record({
    weight: fc.integer({ min: 1, max: 10 }),
    must: fc.boolean(),
    anyOf: fc.array(fc.constantFrom(fits(1).anyOf[0], differs(1).anyOf[0], unknown(1).anyOf[0]), { minLength: 1, maxLength: 3 }),
  }) as fc.Arbitrary<Signature[number]>;
  const signatures = fc.array(anyRule, { maxLength: 8 });

  it('a score is a share, and no order of rules changes it', () => {
    fc.assert(
      fc.property(signatures, (signature) => {
        const { score } = matchOf(signature, LAPTOP);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        expect(matchOf(signature.toReversed(), LAPTOP).score).toBeCloseTo(score);
      }),
    );
  });

  it('another way to fit never makes a score lower', () => {
    fc.assert(
      fc.property(signatures, (signature) => {
        const wider = signature.map((rule) => ({ ...rule, anyOf: [...rule.anyOf, ...fits(1).anyOf] }));
        expect(matchOf(wider, LAPTOP).score).toBeGreaterThanOrEqual(matchOf(signature, LAPTOP).score);
      }),
    );
  });
});

describe('versions', () => {
  test.each([
    ['1.10', '1.9', 1],
    ['2.1', '2.1.0', 0],
    ['24H2', '23H2', 1],
    ['v1.0.0-rc1', '1.0.0', 1],
    ['', '1', -1],
  ])('%s against %s', (one, other, sign) => expect(Math.sign(compareVersions(one, other))).toBe(sign));

  it('is a total order, and a range holds its beginning but not its end', () => {
    const version = fc.array(fc.nat({ max: 99 }), { minLength: 1, maxLength: 4 }).map((parts) => parts.join('.'));
    fc.assert(
      fc.property(version, version, version, (a, b, c) => {
        expect(Math.sign(compareVersions(a, b))).toBe(-Math.sign(compareVersions(b, a)) + 0);
        if (compareVersions(a, b) <= 0 && compareVersions(b, c) <= 0) expect(compareVersions(a, c)).toBeLessThanOrEqual(0);
        expect(isInRange(a, { from: a, before: '' })).toBe(true);
        expect(isInRange(a, { from: '', before: a })).toBe(false);
      }),
    );
  });
});
