import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe, worst } from '../check.ts';
import { askServer } from '../network/ask-server.ts';
import { nearerFault } from '../network/nearer-fault.ts';
import { serverPlace } from '../network/server-place.ts';
import { ProbeFailure } from '../tools.ts';

const REQUESTS = 5;
/** After so many without any answer there is none to wait for. */
const GIVE_UP_AFTER = 3;
const LIMIT_MS = 2000;

const reading = z.strictObject({
  sent: z.int().positive(),
  lost: z.int().min(0),
  medianMs: z.number().min(0).nullable(),
});
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const place = serverPlace(tools);
    const trips: (number | undefined)[] = [];
    while (trips.length < REQUESTS && (trips.length < GIVE_UP_AFTER || trips.some((trip) => trip !== undefined))) {
      trips.push((await askServer(tools, LIMIT_MS))?.roundTripMs);
    }
    const back = trips.filter((trip) => trip !== undefined).sort((a, b) => a - b);
    if (back.length === 0) {
      // What is broken nearer is told by the check of it.
      const fault = await nearerFault(tools);
      if (fault !== undefined) throw new ProbeFailure('failed', fault);
      if (!place.isAddress && (await tools.network.resolve(place.host, LIMIT_MS)).length === 0)
        throw new ProbeFailure('failed', 'name');
      if (place.secure && (await tools.network.reaches(place.host, place.port, LIMIT_MS)))
        throw new ProbeFailure('failed', 'TLS');
    }
    return { sent: trips.length, lost: trips.length - back.length, medianMs: back[Math.floor(back.length / 2)] ?? null };
  },
};

/** How far away our own server is. No other is asked. */
export const netInet: Check = defineCheck({
  id: 'net.inet',
  lane: 'network',
  privacy: 'P0',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ sent, lost, medianMs }, { warnMs, failMs, warnLoss, failLoss }) {
    const share = lost / sent;
    const evidence = [figure('loss', share, 'share', { limit: warnLoss ?? null }), figure('sent', sent, 'count')];
    if (medianMs === null) return { status: 'fail', text: 'away', evidence };
    return {
      status: worst([over(medianMs, { warn: warnMs, fail: failMs }), over(share, { warn: warnLoss, fail: failLoss })]),
      evidence: [figure('median', Math.round(medianMs), 'milliseconds', { limit: warnMs ?? null }), ...evidence],
    };
  },
  article: 'isp',
});
