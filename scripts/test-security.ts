import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readArguments } from './lib/arguments.ts';
import { runVitest } from './lib/run-tests.ts';

const USAGE = `Usage: npm run test:security

The attacks of test/security alone: hostile technicians, servers, pages, agents and strangers, every incident of others
that the design names, and a short run of the fuzzer. The table in SECURITY.md says what each is about.`;

readArguments({}, USAGE);

const scratch = mkdtempSync(join(tmpdir(), 'alongside-security-'));
const notes = join(scratch, 'attacks');
process.env.ALONGSIDE_ATTACK_NOTES = notes;
const { passed, failed, skipped } = await runVitest(scratch, 'test/security');
sayWhatWasSent();
rmSync(scratch, { recursive: true, force: true });
console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** Sums up what the tests noted (test/security/attack-notes.ts). */
function sayWhatWasSent(): void {
  if (!existsSync(notes)) return;
  const lines = readFileSync(notes, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as { frames: Record<string, number>; roles: string[]; inputs: number });
  const methods = new Set(lines.flatMap(({ frames }) => Object.keys(frames)));
  const frames = lines.flatMap((line) => Object.values(line.frames)).reduce((sum, count) => sum + count, 0);
  const roles = new Set(lines.flatMap((line) => line.roles));
  const inputs = lines.reduce((sum, line) => sum + line.inputs, 0);
  console.log(
    `${frames} hostile frames of ${methods.size} messages, as ${roles.size} kinds of attacker (${[...roles].sort().join(', ')}); ` +
      `${inputs} inputs to decoders. A test fails for each effect.`,
  );
}
