import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { type Link, link, readLinks } from '../network/links.ts';

const reading = z.array(link).min(1).max(32);

const probe: Probe<Link[]> = {
  async read(tools) {
    const links = await readLinks(tools);
    return links.length === 0 ? NONE_PRESENT : [...links];
  },
};

/** Whether a cable or Wi-Fi is connected, and how fast a cable is. */
export const netLink: Check = defineCheck({
  id: 'net.link',
  lane: 'fast',
  privacy: 'P1',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge(links, { warnMegabits = 0 }) {
    const up = links.filter((each) => each.up);
    if (up.length === 0) {
      return { status: 'fail', evidence: [figure('up', 0, 'count'), figure('interfaces', links.length, 'count')] };
    }
    const isSlow = ({ wireless, megabits, duplex }: Link) =>
      !wireless && (duplex === 'half' || (megabits !== null && megabits <= warnMegabits));
    const judged = up.map((each) => ({ ...each, status: isSlow(each) ? ('warn' as const) : ('pass' as const) }));
    return {
      status: worst(judged.map(({ status }) => status)),
      evidence: [
        ...judged
          .sort((a, b) => Number(b.status === 'warn') - Number(a.status === 'warn'))
          .flatMap(({ name, megabits, duplex }) => [
            ...(megabits === null ? [] : [figure('speed', megabits, 'megabits', { subject: name, limit: warnMegabits })]),
            ...(duplex === null ? [] : [figure('duplex', duplex, 'text', { subject: name })]),
          ]),
        figure('up', up.length, 'count'),
        figure('interfaces', links.length, 'count'),
      ].slice(0, 64),
    };
  },
  article: 'network',
});
