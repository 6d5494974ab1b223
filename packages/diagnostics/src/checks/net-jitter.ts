import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { askServer } from '../network/ask-server.ts';
import { ProbeFailure } from '../tools.ts';

const REQUESTS = 10;
const PAUSE_MS = 20;
const LIMIT_MS = 1500;
/** Fewer say nothing about how much they differ. */
const ENOUGH = 6;

const reading = z.strictObject({ meanMs: z.number().min(0), trips: z.int().min(2) });
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const trips: number[] = [];
    for (let turn = 0; turn < REQUESTS; turn += 1) {
      const answer = await askServer(tools, LIMIT_MS);
      if (answer !== undefined) trips.push(answer.roundTripMs);
      // What is lost altogether is told by net.inet.
      else if (turn - trips.length >= REQUESTS - ENOUGH) break;
      await tools.wait(PAUSE_MS);
    }
    if (trips.length < ENOUGH) throw new ProbeFailure('failed', 'too few answers');
    const changes = trips.slice(1).map((trip, index) => Math.abs(trip - (trips[index] ?? trip)));
    return { meanMs: changes.reduce((sum, change) => sum + change, 0) / changes.length, trips: trips.length };
  },
};

/** How evenly our own server answers: what is uneven makes pictures stutter and clicks late. */
export const netJitter: Check = defineCheck({
  id: 'net.jitter',
  lane: 'network',
  privacy: 'P0',
  profiles: ['network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ meanMs, trips }, { warnMs, failMs }) {
    return {
      status: over(meanMs, { warn: warnMs, fail: failMs }),
      evidence: [figure('jitter', Math.round(meanMs), 'milliseconds', { limit: warnMs ?? null }), figure('sent', trips, 'count')],
    };
  },
  article: 'wifi',
});
