import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe } from '../check.ts';
import { readGateways } from '../network/gateways.ts';
import { isGone } from '../network/nearer-fault.ts';

const PROBES = 20;
const LIMIT_MS = 8000;

const reading = z.strictObject({
  sent: z.int().positive(),
  lost: z.int().min(0),
  /** The middle of those that came back. */
  medianMs: z.number().min(0).nullable(),
  /** Nobody has its address. */
  gone: z.boolean(),
});
type Reading = z.infer<typeof reading>;

/** desk.md 3.3. Without a program for echo requests it is `unsupported`: a TCP port that does not answer proves no loss. */
const probe: Probe<Reading> = {
  async read(tools) {
    const gateway = (await readGateways(tools)).find(({ address }) => address !== null);
    if (!gateway?.address) return NONE_PRESENT;
    // Such an address says nothing without its interface.
    const host = /^fe[89ab]/iu.test(gateway.address) ? `${gateway.address}%${gateway.device}` : gateway.address;
    const trips = await tools.network.ping(host, PROBES, LIMIT_MS);
    const back = trips.filter((trip) => trip !== undefined).sort((a, b) => a - b);
    return {
      sent: trips.length,
      lost: trips.length - back.length,
      medianMs: back[Math.floor(back.length / 2)] ?? null,
      gone: back.length === 0 && (await isGone(tools, gateway)),
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
  judge({ sent, lost, medianMs, gone }, { warnLoss, failLoss }) {
    const share = lost / sent;
    const evidence = [
      figure('loss', share, 'share', { limit: warnLoss ?? null }),
      figure('sent', sent, 'count'),
      ...(medianMs === null ? [] : [figure('median', Math.round(medianMs * 10) / 10, 'milliseconds')]),
    ];
    if (gone) return { status: 'fail', text: 'gone', evidence };
    // Many routers answer no echo requests at all: that is their choice, and no fault.
    if (lost === sent) return { status: 'info', text: 'silent', evidence };
    return { status: over(share, { warn: warnLoss, fail: failLoss }), evidence };
  },
  article: 'router',
});
