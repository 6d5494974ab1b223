import { Steps } from '../lib/steps.ts';
import { DESK_METRICS, measureDesk } from './desk-metrics.ts';
import { measureParts, type PartMeasure } from './measure-parts.ts';
import { tellFigures } from './tell-figures.ts';

const PARTS: Readonly<Record<string, PartMeasure>> = {
  tickets: { says: 'A hundred thousand tickets', measure: measureDesk },
};
export const DESK_PARTS: readonly string[] = Object.keys(PARTS);

/** Measures lists, filters, searches and changes of many tickets at the server; writes out/bench/desk.json. */
export async function benchDesk(chosen: readonly string[], patienceMs: number): Promise<void> {
  const measured = await measureParts(chosen, PARTS, { steps: new Steps(), patienceMs });
  tellFigures({ name: 'desk', metrics: DESK_METRICS, measured, machine: {}, absent: [] });
}
