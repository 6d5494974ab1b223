import { beforeAll, describe, expect, test } from 'vitest';
import { noteInputs, playedAs } from '../attack-notes.ts';
import { type Decoder, decoders } from './decoders.ts';
import { KEPT } from './kept.ts';
import { Dice, mutated } from './mutate.ts';

playedAs('whoever writes what decoders read');

/**
 * Every decoder of what others write, fed with what is nearly right. A short run is part of every test; `npm run fuzz`
 * goes on for minutes, from another seed each time. What breaks one is kept in kept.ts.
 */
const MINUTES = Number(process.env.ALONGSIDE_FUZZ_MINUTES ?? 0);
const SEED = Number(process.env.ALONGSIDE_FUZZ_SEED ?? 20_261_128);
const SHORT_RUN = 250;
/** Between two looks at the clock. */
const ROUND = 25;

let known: readonly Decoder[];
beforeAll(async () => {
  known = await decoders();
});

async function tryInput({ name, feed }: Decoder, input: string): Promise<void> {
  try {
    await feed(input);
  } catch (error) {
    throw new Error(
      `${name} (seed ${SEED}): ${error instanceof Error ? error.message : String(error)}\n${JSON.stringify(input)}`,
      {
        cause: error,
      },
    );
  }
  noteInputs(1);
}

describe('decoders of what others write', () => {
  test('take what is right', async () => {
    for (const decoder of known) for (const seed of decoder.seeds) await tryInput(decoder, seed);
  });

  test('are not broken by what broke them before', async () => {
    const names = known.map(({ name }) => name);
    for (const { decoder, input } of KEPT) {
      expect(names).toContain(decoder);
      for (const each of known.filter(({ name }) => name === decoder)) await tryInput(each, input);
    }
  });

  test('refuse what is nearly right, and do nothing else', { timeout: MINUTES * 60_000 + 60_000 }, async () => {
    const until = performance.now() + MINUTES * 60_000;
    const counts = new Map<string, number>();
    const dice = known.map((_decoder, at) => new Dice(SEED + at));
    const rounds = Math.ceil(SHORT_RUN / ROUND);
    for (let round = 0; round < rounds || performance.now() < until; round += 1) {
      for (const [at, decoder] of known.entries()) {
        for (let turn = 0; turn < ROUND; turn += 1) await tryInput(decoder, mutated(decoder.seeds, dice[at] as Dice));
        counts.set(decoder.name, (counts.get(decoder.name) ?? 0) + ROUND);
      }
    }
    if (MINUTES > 0) console.log([...counts].map(([name, count]) => `${String(count).padStart(9)}  ${name}`).join('\n'));
    expect(counts.size).toBe(known.length);
  });
});
