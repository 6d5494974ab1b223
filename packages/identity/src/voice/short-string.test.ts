import { promptCrypto, seededRandom } from '@alongside/testkit';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wordsOf } from '../words.ts';
import { choicesOf, commitmentOf, type ShortStringFacts, shortString } from './short-string.ts';

const crypto = promptCrypto();
const FACTS: ShortStringFacts = {
  sessionId: 'session-000001',
  agentKey: 'A'.repeat(43),
  technicianKey: 'T'.repeat(43),
  transcriptHash: 'ab'.repeat(32),
  agentNonce: 'a'.repeat(43),
  technicianNonce: 't'.repeat(43),
};

/** Each word of the list, by its number: 11 bits at the front of two bytes. */
const WORDS = Array.from({ length: 2048 }, (_, number) => wordsOf(Uint8Array.of(number >> 3, (number & 7) << 5), 1)[0] ?? '');

describe('the words', () => {
  test('are four of the list, and the same whenever the same is known', () => {
    const words = shortString(crypto, FACTS);
    // Written down once: another release must come to the same words as this one.
    expect(words).toMatchInlineSnapshot(`
      [
        "example",
        "fatigue",
        "social",
        "tag",
      ]
    `);
    expect(shortString(crypto, { ...FACTS })).toEqual(words);
  });

  test.each(Object.keys(FACTS) as (keyof ShortStringFacts)[])('are others where %s is another', (fact) => {
    const other = { ...FACTS, [fact]: FACTS[fact].replace(/.$/u, (last) => (last === 'b' ? 'c' : 'b')) };
    expect(shortString(crypto, other)).not.toEqual(shortString(crypto, FACTS));
  });

  test('are others where the two nonces, or the two keys, change places', () => {
    const { agentKey, technicianKey, agentNonce, technicianNonce } = FACTS;
    const swaps = [
      { ...FACTS, agentKey: technicianKey, technicianKey: agentKey },
      { ...FACTS, agentNonce: technicianNonce, technicianNonce: agentNonce },
    ];
    for (const swapped of swaps) expect(shortString(crypto, swapped)).not.toEqual(shortString(crypto, FACTS));
  });

  test('are the first 44 bits of the hash, each word 11 of them', () => {
    const seen = { ...crypto, sha256: () => `ffe00${'0'.repeat(58)}1` };
    expect(shortString(seen, FACTS)).toEqual([WORDS[2047], WORDS[0], WORDS[0], WORDS[0]]);
    const last = { ...crypto, sha256: () => `0000000000${'7ff'.padEnd(54, 'f')}` };
    expect(shortString(last, FACTS)[3]).toBe(WORDS[7]);
  });

  test('are spread over the whole list', () => {
    const drawn = Array.from({ length: 4_000 }, (_, at) => shortString(crypto, { ...FACTS, agentNonce: `${at}` }));
    const counts = new Map<string, number>();
    for (const word of drawn.flat()) counts.set(word, (counts.get(word) ?? 0) + 1);
    // 16,000 words of 2048: 7.8 of each on average; a bias of the bits would leave hundreds out.
    expect(counts.size).toBeGreaterThan(2_030);
    expect(Math.max(...counts.values())).toBeLessThan(30);
  });
});

describe('a commitment', () => {
  test('fits its nonce alone', () => {
    expect(commitmentOf(crypto, FACTS.agentNonce)).toBe(commitmentOf(crypto, FACTS.agentNonce));
    expect(commitmentOf(crypto, FACTS.agentNonce)).not.toBe(commitmentOf(crypto, FACTS.technicianNonce));
    expect(commitmentOf(crypto, FACTS.agentNonce)).not.toBe(crypto.sha256(FACTS.agentNonce));
  });
});

describe('three strings', () => {
  test('have no word in common, the true one among them as it is', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(2047), { minLength: 4, maxLength: 4 }), (seed, numbers) => {
        const words = numbers.map((number) => WORDS[number] ?? '');
        const { choices, right } = choicesOf(words, seededRandom(seed));
        expect(choices).toHaveLength(3);
        expect(choices[right]).toBe(words);
        const others = choices.filter((_, at) => at !== right).flat();
        expect(new Set(others).size).toBe(8);
        expect(others.filter((word) => words.includes(word) || !WORDS.includes(word))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test('stand in any order, each place as likely', () => {
    const random = seededRandom(3);
    const places = [0, 0, 0];
    for (let at = 0; at < 3_000; at += 1) {
      const { right } = choicesOf(shortString(crypto, FACTS), random);
      places[right] = (places[right] ?? 0) + 1;
    }
    for (const count of places) expect(count).toBeGreaterThan(900);
  });
});
