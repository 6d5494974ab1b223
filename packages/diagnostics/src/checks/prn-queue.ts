import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, over, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { hasPrinting, lpstat } from '../parse/lpstat.ts';
import { ProbeFailure } from '../tools.ts';

const MINUTE_MS = 60_000;

/** How long each has been waiting. What is printed, and by whom, is not read. */
const reading = z.strictObject({ minutes: z.array(z.number().min(0)).max(500) });
type Reading = z.infer<typeof reading>;

/** `PRINTER-12  USER  1024  Sun Nov 29 02:00:00 2026` */
const cups: Probe<Reading> = {
  async read(tools) {
    if (!(await hasPrinting(tools))) return NONE_PRESENT;
    const lines = (await lpstat(tools, ['-o'])).split('\n').filter((line) => /\S/u.test(line));
    return {
      minutes: lines.slice(0, 500).map((line) => {
        const since = Date.parse(/^\S+-\d+\s+\S+\s+\d+\s+(\S.*)$/u.exec(line)?.[1] ?? '');
        if (Number.isNaN(since)) throw new ProbeFailure('parse', 'lpstat');
        return Math.max(0, (tools.now() - since) / MINUTE_MS);
      }),
    };
  },
};

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_PrintJob | ForEach-Object { [pscustomobject]@{ Minutes = ((Get-Date) - $_.TimeSubmitted).TotalMinutes } }',
      z.object({ Minutes: z.number() }),
    );
    return { minutes: rows.slice(0, 500).map(({ Minutes }) => Math.max(0, Minutes)) };
  },
};

/** Whether something that should be printed is stuck. */
export const prnQueue: Check = defineCheck({
  id: 'prn.queue',
  lane: 'commands',
  privacy: 'P2',
  profiles: [],
  reading,
  probes: { linux: cups, windows, macos: cups },
  judge({ minutes }, { warnMinutes, failMinutes }) {
    const longest = Math.max(0, ...minutes);
    return {
      status: over(longest, { warn: warnMinutes, fail: failMinutes }),
      evidence: [
        figure('count', minutes.length, 'count'),
        figure('longest', Math.round(longest * 60), 'seconds', { limit: (warnMinutes ?? 0) * 60 }),
      ],
    };
  },
  article: 'printer',
});
