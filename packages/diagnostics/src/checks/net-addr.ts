import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { readGateways } from '../network/gateways.ts';
import { readLinks } from '../network/links.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z.strictObject({
  /** Addresses that others can have a use for. */
  good: z.int().min(0),
  /** Those that the computer gave itself because nobody gave it one (RFC 3927). */
  selfAssigned: z.int().min(0),
  gateways: z.int().min(0),
});
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const links = await readLinks(tools);
    if (links.length === 0) return NONE_PRESENT;
    // Nobody gives an address where nothing is connected: that is told by net.link.
    if (links.every(({ up }) => !up)) throw new ProbeFailure('failed', 'no link');
    const outward = tools.network.addresses().filter(({ internal }) => !internal);
    const selfAssigned = outward.filter(({ address, family }) => family === 4 && address.startsWith('169.254.')).length;
    // Each interface has one that is good for its own cable only.
    const ofTheCable = outward.filter(({ address, family }) => family === 6 && /^fe[89ab]/iu.test(address)).length;
    return {
      good: outward.length - selfAssigned - ofTheCable,
      selfAssigned,
      gateways: (await readGateways(tools)).length,
    };
  },
};

/** Whether the network gave this computer an address and a way out. */
export const netAddr: Check = defineCheck({
  id: 'net.addr',
  lane: 'fast',
  privacy: 'P1',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ good, selfAssigned, gateways }) {
    const evidence = [
      figure('addresses', good, 'count'),
      figure('selfAssigned', selfAssigned, 'count'),
      figure('gateways', gateways, 'count'),
    ];
    if (good === 0) return { status: 'fail', text: selfAssigned > 0 ? 'selfAssigned' : 'noAddress', evidence };
    return gateways === 0 ? { status: 'fail', text: 'noGateway', evidence } : { status: 'pass', evidence };
  },
  article: 'network',
});
