import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { nearerFault } from '../network/nearer-fault.ts';
import { serverPlace } from '../network/server-place.ts';
import { ProbeFailure } from '../tools.ts';

/** What does not answer within it will not carry a session either: the link is given up after 8 s (packages/peer). */
const LIMIT_MS = 4500;

const way = z.strictObject({
  kind: z.enum(['stun', 'turn']),
  transport: z.enum(['udp', 'tcp', 'tls']),
  outcome: z.enum(['through', 'refused', 'silent']),
});
const reading = z.array(way).max(64);
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    serverPlace(tools);
    const ways = await tools.network.waysOut(LIMIT_MS);
    if (ways.length > 0 && ways.every(({ outcome }) => outcome === 'silent')) {
      const fault = await nearerFault(tools);
      if (fault !== undefined) throw new ProbeFailure('failed', fault);
    }
    return [...ways];
  },
};

/** Whether the ways by which sessions meet are open from here: by UDP, or at least by TCP. */
export const netRtc: Check = defineCheck({
  id: 'net.rtc',
  lane: 'network',
  privacy: 'P0',
  profiles: ['network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge(ways) {
    const count = (what: (each: Reading[number]) => boolean) => ways.filter(what).length;
    const isUdp = ({ transport }: Reading[number]) => transport === 'udp';
    // Whoever refuses our pass was reached.
    const udpOpen = count((each) => isUdp(each) && each.outcome !== 'silent');
    const tcpOpen = count((each) => !isUdp(each) && each.outcome !== 'silent');
    const refused = count(({ outcome }) => outcome === 'refused');
    const evidence = [
      figure('udpOpen', udpOpen, 'count'),
      figure('udp', count(isUdp), 'count'),
      figure('tcpOpen', tcpOpen, 'count'),
      figure('tcp', ways.length - count(isUdp), 'count'),
    ];
    if (ways.length === 0) return { status: 'info', text: 'noServers', evidence };
    if (udpOpen + tcpOpen === 0) return { status: 'fail', evidence };
    if (count(isUdp) > 0 && udpOpen === 0) return { status: 'warn', evidence };
    return refused > 0 ? { status: 'warn', text: 'refused', evidence } : { status: 'pass', evidence };
  },
  article: 'firewall',
});
