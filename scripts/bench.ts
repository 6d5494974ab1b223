import { mkdirSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, version } from 'node:os';
import { join, relative } from 'node:path';
import { type BenchSession, grant, openBenchSession } from './bench/bench-session.ts';
import { figuresOf, tableOf } from './bench/figures.ts';
import { coresBetween, processorTime } from './bench/processor-time.ts';
import { quietMoment } from './bench/quiet-moment.ts';
import {
  METRICS,
  measureAllow,
  measureAnimation,
  measureFirstChange,
  measureFlash,
  measureIdle,
  measureInput,
  measureShell,
  type Part,
} from './bench/session-metrics.ts';
import { readArguments } from './lib/arguments.ts';
import { buildPages } from './lib/build-pages.ts';
import { root } from './lib/paths.ts';
import { Steps } from './lib/steps.ts';
import { ensurePrograms, FOR_BENCH } from './lib/system-packages.ts';

const USAGE = `Usage: npm run bench [-- NAME] [--only PART,…] [--patience SECONDS]
Measures a real session and writes out/bench/NAME.json (NAME is "session" unless said).
Before each part it waits at most 20 s, or as long as said, for a moment in which other programs leave the machine alone.`;

const PARTS: Readonly<Record<string, { readonly says: string; readonly measure: (session: BenchSession) => Promise<Part> }>> = {
  allow: { says: 'Allow to first frame', measure: (session) => measureAllow(session) },
  flash: { says: 'Flash to glass, by turns with TigerVNC and noVNC', measure: (session) => measureFlash(session) },
  rest: { says: 'First change after rest', measure: (session) => measureFirstChange(session) },
  input: {
    says: 'Pointer and clicks',
    measure: async (session) => {
      await session.stimulus.tell({ do: 'lower' });
      await grant(session, 'Mouse and keys');
      await session.stimulus.tell({ do: 'raise' });
      return measureInput(session);
    },
  },
  animation: { says: 'Animation of 30 frames a second', measure: (session) => measureAnimation(session) },
  shell: {
    says: 'Echo of a shell',
    measure: async (session) => {
      await session.stimulus.tell({ do: 'lower' });
      await grant(session, 'Commands');
      await session.stimulus.tell({ do: 'raise' });
      return measureShell(session);
    },
  },
  idle: { says: 'At rest', measure: (session) => measureIdle(session) },
};

const { values, positionals } = readArguments({ only: { type: 'string' }, patience: { type: 'string', default: '20' } }, USAGE);
const name = positionals[0] ?? 'session';
if (positionals.length > 1 || !/^\d{1,4}$/u.test(values.patience ?? '') || !/^[\w.-]+$/u.test(name)) {
  console.error(USAGE);
  process.exit(64);
}
const chosen = values.only?.split(',') ?? Object.keys(PARTS);
const unknown = chosen.find((part) => !(part in PARTS));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}"; there are ${Object.keys(PARTS).join(', ')}.\n${USAGE}`);
  process.exit(64);
}
const steps = new Steps();
const parts: Part[] = [];
const loads: Record<string, number> = {};
const failures: string[] = [];

const absent = await steps.run('System programs', () => ensurePrograms(FOR_BENCH, (line) => steps.say(line)));
await steps.run('Pages', () => buildPages((line) => steps.say(line)));
const session = await steps.run('A session on a virtual screen', openBenchSession);
// Its programs would outlive this one.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => void session.close().finally(() => process.exit(130)));
}
try {
  // The first capability is allowed by its own measurement, or here.
  if (!chosen.includes('allow')) {
    await grant(session, 'Screen');
    await session.stimulus.tell({ do: 'raise' });
  }
  for (const part of chosen) await measure(part);
} finally {
  await session.close();
}
report();

async function measure(part: string): Promise<void> {
  const known = PARTS[part];
  if (!known) return;
  if (!(await quietMoment(Number(values.patience) * 1000))) steps.say('The machine is busy: the next figures are noise.');
  const before = processorTime([process.pid]);
  try {
    parts.push(await steps.run(known.says, () => known.measure(session)));
  } catch (error) {
    // The others can still be measured; what failed is said and left out.
    failures.push(`${part}: ${error instanceof Error ? error.message : String(error)}`);
  }
  loads[part] = Math.round(coresBetween(before, processorTime([process.pid])).other * 100) / 100;
  steps.say(`${loads[part]} cores used by other programs meanwhile`);
}

function report(): void {
  const metrics = METRICS.flatMap((metric) => {
    const ours = parts.flatMap(({ ours: samples }) => samples[metric.name] ?? []);
    const peers: Record<string, number[]> = {};
    for (const part of parts) {
      for (const [peer, samples] of Object.entries(part.peers ?? {})) {
        peers[peer] = [...(peers[peer] ?? []), ...(samples[metric.name] ?? [])];
      }
    }
    return figuresOf({ ...metric, ours, peers }) ?? [];
  });
  const machine = {
    date: new Date().toISOString(),
    system: `${version()} ${release()}`,
    processor: cpus()[0]?.model ?? 'unknown',
    cores: cpus().length,
    memoryBytes: totalmem(),
    node: process.version,
    browser: session.technician.context().browser()?.version() ?? 'unknown',
    screen: `${session.display.width}x${session.display.height}`,
    /** Cores that other programs used during each part: above 0.3 its figures are noise. */
    otherCores: loads,
  };
  const file = join(root, 'out', 'bench', `${name}.json`);
  mkdirSync(join(root, 'out', 'bench'), { recursive: true });
  writeFileSync(file, `${JSON.stringify({ machine, metrics }, null, 2)}\n`);
  console.log(`\n${tableOf(metrics)}\n`);
  const measured = new Set(metrics.map((metric) => metric.name));
  for (const metric of METRICS) if (!measured.has(metric.name)) console.log(`Not measured: ${metric.name}`);
  for (const failure of failures) console.log(`Failed: ${failure}`);
  if (absent.length > 0) console.log(`Missing programs: ${absent.map(({ program }) => program).join(', ')}`);
  console.log(`Written: ${relative(root, file)}`);
  process.exitCode = failures.length > 0 ? 1 : 0;
}
