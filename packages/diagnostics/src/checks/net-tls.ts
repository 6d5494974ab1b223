import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { serverPlace } from '../network/server-place.ts';
import { ProbeFailure } from '../tools.ts';

const LIMIT_MS = 5000;

const reading = z.discriminatedUnion('handshake', [
  z.strictObject({
    handshake: z.literal(true),
    issuer: z.string().max(200),
    problem: z.enum(['issuer', 'dates', 'name']).nullable(),
    pinned: z.boolean(),
  }),
  z.strictObject({ handshake: z.literal(false) }),
]);
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    if (!serverPlace(tools).secure) throw new ProbeFailure('unsupported', 'the server is on this machine, without TLS');
    const shown = await tools.network.certificate(LIMIT_MS);
    return shown.handshake ? { ...shown, pinned: tools.server?.pinned === true } : shown;
  },
};

/** Whether the encrypted way to our server ends at our server, and not at somebody in between. */
export const netTls: Check = defineCheck({
  id: 'net.tls',
  lane: 'network',
  privacy: 'P1',
  profiles: ['network', 'security'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge(shown) {
    if (!shown.handshake) return { status: 'fail', text: 'noHandshake', evidence: [figure('handshake', false, 'yes-no')] };
    const evidence = [
      figure('handshake', true, 'yes-no'),
      figure('pinned', shown.pinned, 'yes-no'),
      ...(shown.issuer ? [figure('issuer', shown.issuer, 'text')] : []),
    ];
    return shown.problem === null ? { status: 'pass', evidence } : { status: 'warn', text: shown.problem, evidence };
  },
  article: 'proxy',
});
