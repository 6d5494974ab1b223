import type { Steps } from '../lib/steps.ts';
import { coresBetween, processorTime } from './processor-time.ts';
import { quietMoment } from './quiet-moment.ts';

type Samples = Readonly<Record<string, readonly number[]>>;

/** What one part measured: samples by metric, of ours and of each peer. */
export interface Part {
  readonly ours: Samples;
  readonly peers?: Readonly<Record<string, Samples>>;
}

export interface PartMeasure {
  readonly says: string;
  readonly measure: () => Promise<Part>;
}

export interface MeasuredParts {
  readonly parts: readonly Part[];
  /** Cores that other programs used during each part: above 0.3 its figures are noise. */
  readonly otherCores: Readonly<Record<string, number>>;
  readonly failures: readonly string[];
}

/** Measures one part after the other, each in a quiet moment if there is one within `patienceMs`. */
export async function measureParts(
  chosen: readonly string[],
  known: Readonly<Record<string, PartMeasure>>,
  { steps, patienceMs }: { readonly steps: Steps; readonly patienceMs: number },
): Promise<MeasuredParts> {
  const parts: Part[] = [];
  const otherCores: Record<string, number> = {};
  const failures: string[] = [];
  for (const name of chosen) {
    const part = known[name];
    if (!part) continue;
    if (!(await quietMoment(patienceMs))) steps.say('The machine is busy: the next figures are noise.');
    const before = processorTime([process.pid]);
    try {
      parts.push(await steps.run(part.says, part.measure));
    } catch (error) {
      // The others can still be measured; what failed is said and left out.
      failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
    otherCores[name] = Math.round(coresBetween(before, processorTime([process.pid])).other * 100) / 100;
    steps.say(`${otherCores[name]} cores used by other programs meanwhile`);
  }
  return { parts, otherCores, failures };
}
