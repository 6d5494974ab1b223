import { coresBetween, processorTime } from './processor-time.ts';

/** Foreign load above which figures of a machine with two cores are noise (seen: medians moved by half). */
const QUIET_CORES = 0.3;
const LOOK_MS = 2_000;

/** Waits until other programs leave the machine alone, at most `limitMs`; false where they did not. */
export async function quietMoment(limitMs: number): Promise<boolean> {
  const end = performance.now() + limitMs;
  for (;;) {
    const before = processorTime([process.pid]);
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    if (coresBetween(before, processorTime([process.pid])).other < QUIET_CORES) return true;
    if (performance.now() > end) return false;
  }
}
