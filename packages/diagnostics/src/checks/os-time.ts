import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { askServer } from '../network/ask-server.ts';
import { ProbeFailure } from '../tools.ts';

const LIMIT_MS = 5000;
/** The header leaves out what is less than a second: half of one is right on the average. */
const HALF_OF_A_SECOND_MS = 500;

const reading = z.strictObject({ aheadMs: z.number() });
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const answer = await askServer(tools, LIMIT_MS);
    const now = tools.now();
    if (answer === undefined) throw new ProbeFailure('failed', 'the server did not answer');
    // RFC 9110 5.6.7: one form is written by servers of today. Others are not guessed at.
    const date = answer.headers.date ?? '';
    const theirs = /^\w{3}, \d{2} \w{3} \d{4} \d{2}:\d{2}:\d{2} GMT$/u.test(date) ? Date.parse(date) : Number.NaN;
    if (Number.isNaN(theirs)) throw new ProbeFailure('parse', 'Date');
    return { aheadMs: now - answer.roundTripMs / 2 - (theirs + HALF_OF_A_SECOND_MS) };
  },
};

/** How far this computer's clock is from our server's. */
export const osTime: Check = defineCheck({
  id: 'os.time',
  lane: 'network',
  privacy: 'P0',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ aheadMs }, { warnSeconds, failSeconds }) {
    const seconds = Math.abs(aheadMs) / 1000;
    const status = over(seconds, { warn: warnSeconds, fail: failSeconds });
    return {
      status,
      text: status === 'pass' ? 'pass' : aheadMs > 0 ? 'ahead' : 'behind',
      evidence: [figure('offset', Math.round(seconds), 'seconds', { limit: warnSeconds ?? null })],
    };
  },
  article: 'time',
});
