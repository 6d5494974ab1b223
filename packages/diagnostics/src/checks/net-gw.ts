import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe } from '../check.ts';
import { readGateways } from '../network/gateways.ts';
import { isGone } from '../network/nearer-fault.ts';
import { ProbeFailure } from '../tools.ts';

const PROBES = 20;
const LIMIT_MS = 8000;
/** Its name service is what most routers have. */
const DNS_PORT = 53;
/** The kernel asks three times, a second each (net.ipv4.neigh.*.retrans_time_ms). */
const ASK_MS = 4000;

const reading = z.discriminatedUnion('there', [
  z.strictObject({
    there: z.literal(true),
    sent: z.int().positive(),
    lost: z.int().min(0),
    /** The middle of those that came back. */
    medianMs: z.number().min(0).nullable(),
  }),
  /** Nobody has its address. */
  z.strictObject({ there: z.literal(false) }),
]);
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const gateway = (await readGateways(tools)).find(({ address }) => address !== null);
    if (!gateway?.address) return NONE_PRESENT;
    // Such an address says nothing without its interface.
    const host = /^fe[89ab]/iu.test(gateway.address) ? `${gateway.address}%${gateway.device}` : gateway.address;
    let trips: readonly (number | undefined)[];
    try {
      trips = await tools.network.ping(host, PROBES, LIMIT_MS);
    } catch (error) {
      if (!(error instanceof ProbeFailure) || error.reason !== 'unsupported') throw error;
      // A port that does not answer proves no loss, so that is not told without such a program. But whoever is to be
      // connected to is asked on the wire where it is first, and one that does not say it is not there.
      await tools.network.reaches(host, DNS_PORT, ASK_MS);
      if (await isGone(tools, gateway)) return { there: false };
      throw error;
    }
    const back = trips.filter((trip) => trip !== undefined).sort((a, b) => a - b);
    if (back.length === 0 && (await isGone(tools, gateway))) return { there: false };
    return {
      there: true,
      sent: trips.length,
      lost: trips.length - back.length,
      medianMs: back[Math.floor(back.length / 2)] ?? null,
    };
  },
};

/** Whether what goes to the router comes back. */
export const netGw: Check = defineCheck({
  id: 'net.gw',
  lane: 'network',
  privacy: 'P0',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge(found, { warnLoss, failLoss }) {
    const there = figure('there', found.there, 'yes-no');
    if (!found.there) return { status: 'fail', text: 'gone', evidence: [there] };
    const { sent, lost, medianMs } = found;
    const share = lost / sent;
    const evidence = [
      there,
      figure('loss', share, 'share', { limit: warnLoss ?? null }),
      figure('sent', sent, 'count'),
      ...(medianMs === null ? [] : [figure('median', Math.round(medianMs * 10) / 10, 'milliseconds')]),
    ];
    // Many routers answer no echo requests at all: that is their choice, and no fault.
    if (lost === sent) return { status: 'info', text: 'silent', evidence };
    return { status: over(share, { warn: warnLoss, fail: failLoss }), evidence };
  },
  article: 'router',
});
