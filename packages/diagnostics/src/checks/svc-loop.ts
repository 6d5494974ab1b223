import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { needsSystemd, understood } from '../parse/answers.ts';

/** `restarts` since the system started; `waiting`: systemd is about to start it again now. */
const unit = z.strictObject({ name: z.string().max(256), restarts: z.int().min(0), waiting: z.boolean() });
const units = z.array(unit).max(200);
const reading = z.strictObject({
  units,
  /** The same, of the check before this one; null where there was none. */
  before: z.strictObject({ seconds: z.number().positive(), units }).nullable(),
});
type Reading = z.infer<typeof reading>;

/** `systemctl show` of many: properties in blocks, parted by empty lines. */
const linux: Probe<Reading> = {
  async read(tools) {
    await needsSystemd(tools);
    const { stdout } = await tools.run('systemctl', ['show', '*.service', '--property=Id,NRestarts,SubState']);
    const found = stdout
      .trim()
      .split(/\n\n+/u)
      .map((block) => {
        const value = (key: string) => understood(new RegExp(`^${key}=(.*)$`, 'mu').exec(block)?.[1], 'systemctl show');
        const restarts = understood(/^\d+$/u.test(value('NRestarts')) ? Number(value('NRestarts')) : undefined, 'NRestarts');
        return { name: value('Id'), restarts, waiting: value('SubState') === 'auto-restart' };
      });
    const restarted = found.filter(({ restarts }) => restarts > 0).slice(0, 200);
    const previous = tools.previous();
    const known = reading.safeParse(previous?.reading);
    const seconds = previous === undefined ? 0 : (tools.now() - previous.at) / 1000;
    return { units: restarted, before: known.success && seconds > 0 ? { seconds, units: known.data.units } : null };
  },
};

/** Services that fail, are started again and fail. */
export const svcLoop: Check = defineCheck({
  id: 'svc.loop',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux },
  judge({ units, before }, { warnRestarts = 0, windowSeconds = 1 }) {
    const loops = units.flatMap(({ name, restarts, waiting }) => {
      // Without a check before, only one that is caught in the act counts.
      if (before === null) return waiting && restarts > warnRestarts ? [{ name, restarts }] : [];
      const since = restarts - (before.units.find((one) => one.name === name)?.restarts ?? 0);
      const inWindow = since / Math.max(1, before.seconds / windowSeconds);
      return inWindow > warnRestarts ? [{ name, restarts: since }] : [];
    });
    loops.sort((a, b) => b.restarts - a.restarts);
    return {
      status: loops.length > 0 ? 'warn' : 'pass',
      evidence: [
        figure('count', loops.length, 'count'),
        ...loops
          .slice(0, 60)
          .map(({ name, restarts }) => figure('restarts', restarts, 'count', { subject: name, limit: warnRestarts })),
      ],
    };
  },
});
