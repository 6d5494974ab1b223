import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { ProbeFailure } from '../tools.ts';

const DAY_SECONDS = 86_400;
const reading = z.strictObject({ seconds: z.number().min(0) });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const seconds = Number(((await tools.readText('/proc/uptime')) ?? '').split(' ')[0] || Number.NaN);
    if (Number.isNaN(seconds)) throw new ProbeFailure('parse', '/proc/uptime');
    return { seconds };
  },
};

/** With fast start-up, shutting down does not count as one: only *Restart* does. The text says so. */
const windows: Probe<Reading> = {
  async read(tools) {
    const answer = await tools.powershell(
      '[int]((Get-Date) - (Get-CimInstance Win32_OperatingSystem).LastBootUpTime).TotalSeconds',
    );
    return { seconds: Number(answer.trim()) };
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('sysctl', ['-n', 'kern.boottime']);
    const booted = Number(/sec = (\d+)/u.exec(stdout)?.[1] ?? Number.NaN);
    if (Number.isNaN(booted)) throw new ProbeFailure('parse', 'kern.boottime');
    return { seconds: Math.max(0, tools.now() / 1000 - booted) };
  },
};

/** How long the computer has been running. */
export const osUptime: Check = defineCheck({
  id: 'os.uptime',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge({ seconds }, { warnDays, failDays }) {
    const days = seconds / DAY_SECONDS;
    return {
      status: over(days, { warn: warnDays, fail: failDays }),
      evidence: [figure('days', days, 'days', { limit: warnDays ?? null })],
    };
  },
  article: 'restart',
});
