import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './lib/arguments.ts';
import { runVitest } from './lib/run-tests.ts';

const USAGE = `Usage: npm run fuzz -- [--minutes N] [--seed S]

Feeds every decoder of what others write (frames, messages, records, links, names, terminal output, settings) with what is
nearly right, for N minutes (1 if unsaid), from the seed S or a new one. An input that breaks a promise is printed whole,
with the seed; keep it in test/security/fuzz/kept.ts.`;

const values = readOptions({ minutes: { type: 'string' }, seed: { type: 'string' } }, USAGE);
const minutes = Number(values.minutes ?? '1');
const seed = Number(values.seed ?? randomInt(2 ** 31));
if (!(minutes > 0 && minutes <= 24 * 60) || !Number.isSafeInteger(seed)) {
  console.error(`--minutes takes a number up to ${24 * 60}, --seed a whole number.\n${USAGE}`);
  process.exit(64);
}
console.log(`Seed ${seed}, ${minutes} minutes`);
process.env.ALONGSIDE_FUZZ_MINUTES = String(minutes);
process.env.ALONGSIDE_FUZZ_SEED = String(seed);
const scratch = mkdtempSync(join(tmpdir(), 'alongside-fuzz-'));
const { passed, failed } = await runVitest(scratch, 'test/security/fuzz');
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
