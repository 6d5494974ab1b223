import type { Crypto } from '@alongside/base';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { ledgerSides, signBoth, startFields, tellStory } from '../../../../test/fixtures/ledger-story.ts';
import { verifyLedger } from './verify-ledger.ts';

const ALPHABET = [...'0123456789abcdefABCZ_-+/={}[]",:. \\\n\u0000é'];

let crypto: Crypto;
/** Every part that an export can have, once, so that each position can be tried. */
let short: string;
let story: string;
let unfinished: string;

beforeAll(async () => {
  const sides = await ledgerSides();
  crypto = sides.crypto;
  await sides.ledger.append('session/start', startFields(sides), { request: 'printer' });
  await sides.ledger.append('session/end', { reason: 'finished' });
  await signBoth(sides);
  short = await sides.ledger.export();
  const whole = await ledgerSides();
  await tellStory(whole);
  story = await whole.ledger.export();
  const cut = await ledgerSides();
  await tellStory(cut, { end: false });
  unfinished = await cut.ledger.export();
});

type Edit = 'substitute' | 'delete' | 'insert';
const apply = (text: string, edit: Edit, where: number, char: string) =>
  text.slice(0, where) + (edit === 'delete' ? '' : char) + text.slice(edit === 'insert' ? where : where + 1);

async function expectCaught(text: string, edit: Edit, where: number, char: string): Promise<void> {
  const edited = apply(text, edit, where, char);
  if (edited === text) return;
  const { verdict } = await verifyLedger(edited, crypto);
  expect(verdict, `${edit} ${JSON.stringify(char)} at ${where}: ${text.slice(where - 20, where + 20)}`).toBe('broken');
}

test.each<Edit>(['delete', 'substitute', 'insert'])(
  '%s at every position is caught',
  async (edit) => {
    const drawn = fc.sample(fc.constantFrom(...ALPHABET), short.length + 1);
    for (let where = 0; where < short.length; where += 1) await expectCaught(short, edit, where, drawn[where] ?? 'x');
    if (edit === 'insert') await expectCaught(short, edit, short.length, drawn.at(-1) ?? 'x');
    // Thousands of verifications: on a machine that does other work beside it they need more than a test's usual time.
  },
  90_000,
);

test('each bit of a character turned is caught', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat(story.length - 1), fc.nat(6), async (where, bit) => {
      await expectCaught(story, 'substitute', where, String.fromCharCode(story.charCodeAt(where) ^ (1 << bit)));
    }),
    { numRuns: 300 },
  );
});

test('a change of a signed but unfinished export is caught', async () => {
  const edits = fc.constantFrom<Edit>('delete', 'substitute', 'insert');
  await fc.assert(
    fc.asyncProperty(edits, fc.nat(unfinished.length - 1), fc.constantFrom(...ALPHABET), (edit, where, char) =>
      expectCaught(unfinished, edit, where, char),
    ),
    { numRuns: 300 },
  );
});
