import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SHARED_FOLDER_VARIABLE } from '../test/fixtures/once-a-run.ts';
import { readArguments } from './lib/arguments.ts';
import { buildElectron } from './lib/build-electron.ts';
import { buildPages } from './lib/build-pages.ts';
import { root } from './lib/paths.ts';
import { FAILED_WITHOUT_REPORT, runPlaywright, runVitest, type Tally } from './lib/run-tests.ts';
import { Steps } from './lib/steps.ts';
import { ensurePrograms, FOR_TESTS } from './lib/system-packages.ts';

const PARTS = ['units', 'networks', 'sessions', 'walks', 'pages'];
const USAGE = `Usage: npm test [-- PART …]

Runs all tests, and npm run check. With parts named, those alone:
  units     modules, real servers and processes, attacks, faults; no session in a browser
  networks  two computers in network namespaces of their own
  sessions  the session itself in real browsers, on virtual screens: consent, picture, input, shell, Stop, bad days, practice
  walks     what comes to a session from elsewhere: strangers, codes, permissions ahead, scans, a case through the tiers
  pages     each page in a real browser`;

const { positionals } = readArguments({}, USAGE);
const unknown = positionals.find((part) => !PARTS.includes(part));
if (unknown !== undefined) {
  console.error(`"${unknown}" is no part of the tests.\n${USAGE}`);
  process.exit(64);
}
const isAsked = (part: string) => positionals.length === 0 || positionals.includes(part);

const steps = new Steps();
const scratch = mkdtempSync(join(tmpdir(), 'alongside-test-'));
process.env[SHARED_FOLDER_VARIABLE] = join(scratch, 'shared');
// Hundreds of processes load the same modules: each is compiled and stripped of its types once.
process.env.NODE_COMPILE_CACHE = join(scratch, 'compiled');
const total: Tally = { passed: 0, failed: 0, skipped: 0, remarks: [] };

try {
  await steps.run('System programs for the tests', () => ensurePrograms(FOR_TESTS, (line) => steps.say(line)));
  await steps.run('Parts that are compiled against them', compileParts);
  await steps.run('Pages', () => buildPages((line) => steps.say(line)));
  await steps.run('Electron host', () => buildElectron((line) => steps.say(line)));
  if (isAsked('units')) {
    add(await steps.run('Unit, integration, security and fault tests', () => runVitest(scratch, '--exclude', 'test/network/**')));
  }
  if (positionals.length === 0) {
    // Three computers with two browsers on one machine wait for one another half of their time: room for what only computes.
    await steps.run('Two computers, in networks of their own; meanwhile format, lint, types, layers, dead code', async () => {
      const both = await Promise.all([check(), runVitest(scratch, 'test/network')]);
      both.forEach(add);
    });
  } else if (isAsked('networks')) {
    add(await steps.run('Two computers, in networks of their own', () => runVitest(scratch, 'test/network')));
  }
  const projects = ['sessions', 'walks', 'pages'].filter(isAsked);
  if (projects.length > 0) {
    add(await steps.run('End to end, in real browsers on a virtual screen', () => runPlaywright(scratch, projects)));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
// Thousands of lines are above: who looks at the end of a log finds here what to look for.
for (const line of total.remarks) console.log(line);
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

function add(tally: Tally): void {
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.skipped += tally.skipped;
  total.remarks.push(...tally.remarks);
}

/** The bootstrap came before those programs: on a new machine keytar had nothing to be compiled against. */
function compileParts(): void {
  spawnSync(process.execPath, [join(root, 'scripts', 'bootstrap', 'compile.mjs')], { cwd: root, stdio: 'inherit' });
}

function check(): Promise<Tally> {
  const script = join(root, 'scripts', 'check.ts');
  return new Promise((resolve) => {
    execFile(process.execPath, [script], { cwd: root, maxBuffer: 64 * 1024 * 1024 }, (failure, stdout, stderr) => {
      const counts = /(\d+) passed, (\d+) failed\s*$/u.exec(stdout);
      if (failure) console.log(`${stdout}${stderr}`);
      if (!counts) return resolve(FAILED_WITHOUT_REPORT);
      const remarks = failure ? ['Failed: npm run check (see its own output above)'] : [];
      resolve({ passed: Number(counts[1]), failed: Number(counts[2]), skipped: 0, remarks });
    });
  });
}
