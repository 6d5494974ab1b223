import { buildPages } from '../lib/build-pages.ts';
import { Steps } from '../lib/steps.ts';
import { ensurePrograms, FOR_BENCH_DIAGNOSTICS } from '../lib/system-packages.ts';
import { DIAGNOSTICS_METRICS, DIAGNOSTICS_PARTS_KNOWN } from './diagnostics-metrics.ts';
import { measureParts } from './measure-parts.ts';
import { tellFigures } from './tell-figures.ts';

export const DIAGNOSTICS_PARTS: readonly string[] = Object.keys(DIAGNOSTICS_PARTS_KNOWN);

/** Measures checks of this computer beside inxi, and reports on their way to a server; writes out/bench/diagnostics.json. */
export async function benchDiagnostics(chosen: readonly string[], patienceMs: number): Promise<void> {
  const steps = new Steps();
  const absent = await steps.run('System programs', () => ensurePrograms(FOR_BENCH_DIAGNOSTICS, (line) => steps.say(line)));
  if (chosen.includes('fleet')) await steps.run('Pages', () => buildPages((line) => steps.say(line)));
  const measured = await measureParts(chosen, DIAGNOSTICS_PARTS_KNOWN, { steps, patienceMs });
  // Every check is a metric, but only the slowest are told: the others are no gap.
  const told = new Set(measured.parts.flatMap(({ ours }) => Object.keys(ours)));
  tellFigures({
    name: 'diagnostics',
    metrics: DIAGNOSTICS_METRICS.filter(({ name }) => told.has(name) || !name.startsWith('check_')),
    measured,
    machine: { elevated: process.getuid?.() === 0 },
    absent: absent.map(({ program }) => program),
  });
}
