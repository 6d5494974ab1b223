import { HTTPS_ONLY_TEXT, ONLINE_PATH, ONLINE_TEXT } from '@alongside/protocol';
import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { serverPlace } from '../network/server-place.ts';
import { ProbeFailure } from '../tools.ts';

const LIMIT_MS = 4000;
/** RFC 6585 6: made for these pages. */
const NETWORK_AUTHENTICATION_REQUIRED = 511;

const reading = z.strictObject({ answer: z.enum(['ours', 'redirected', 'other']), status: z.int().min(0).max(999) });
type Reading = z.infer<typeof reading>;

/**
 * A page that wants a sign-in takes the place of pages without TLS. Our server's answer to one is known to the letter,
 * also where it serves https only.
 */
const probe: Probe<Reading> = {
  async read(tools) {
    const { host, port } = serverPlace(tools);
    const name = host.includes(':') ? `[${host}]` : host;
    const { status, headers, body } = await tools.network.get(`http://${name}:${port}${ONLINE_PATH}`, LIMIT_MS);
    if ((status === 200 && body === ONLINE_TEXT) || (status === 400 && body === HTTPS_ONLY_TEXT))
      return { answer: 'ours', status };
    if (status === NETWORK_AUTHENTICATION_REQUIRED) return { answer: 'other', status };
    if (status >= 300 && status < 400) {
      // A proxy in front of our server may send to the same place with https.
      const ours = new RegExp(`^https://${name.replace(/[.[\]]/gu, '\\$&')}(?:[:/]|$)`, 'iu').test(headers.location ?? '');
      return { answer: ours ? 'ours' : 'redirected', status };
    }
    // An error in other words is some proxy's: it wants nobody to sign in.
    if (status >= 400) throw new ProbeFailure('parse', `status ${status}`);
    return { answer: 'other', status };
  },
};

/** Whether the network wants a sign-in before it lets anything through, as in hotels and trains. */
export const netCaptive: Check = defineCheck({
  id: 'net.captive',
  lane: 'network',
  privacy: 'P0',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ answer, status }) {
    return {
      status: answer === 'ours' ? 'pass' : 'fail',
      evidence: [figure('answer', answer, 'text'), figure('status', status, 'count')],
    };
  },
  article: 'captive-portal',
});
