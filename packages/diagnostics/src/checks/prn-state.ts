import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { hasPrinting, lpstat } from '../parse/lpstat.ts';
import { ProbeFailure } from '../tools.ts';

const printer = z.strictObject({
  name: z.string().max(256),
  standard: z.boolean(),
  state: z.enum(['ready', 'offline', 'error']),
});
const reading = z.strictObject({ printers: z.array(printer).max(64) });
type Reading = z.infer<typeof reading>;

const orNone = (printers: Reading['printers']) => (printers.length === 0 ? NONE_PRESENT : { printers: printers.slice(0, 64) });

/** `printer NAME is idle.`, `printer NAME now printing JOB.`, `printer NAME disabled since … -` and the reason below. */
const cups: Probe<Reading> = {
  async read(tools) {
    if (!(await hasPrinting(tools))) return NONE_PRESENT;
    const text = await lpstat(tools, ['-p', '-d']);
    if (text === '') return NONE_PRESENT;
    const standard = /^system default destination: (\S+)/mu.exec(text)?.[1];
    const lines = text.split('\n').filter((line) => line.startsWith('printer '));
    if (lines.length === 0 && !/^no system default destination/mu.test(text)) throw new ProbeFailure('parse', 'lpstat');
    return orNone(
      lines.map((line) => {
        const [, name, said] = /^printer (\S+) (is idle|now printing|disabled since|waiting)/u.exec(line) ?? [];
        if (name === undefined) throw new ProbeFailure('parse', 'lpstat');
        return { name, standard: name === standard, state: said === 'disabled since' ? 'offline' : 'ready' } as const;
      }),
    );
  },
};

/**
 * Win32_Printer: PrinterStatus 7 is offline, 6 stopped; DetectedErrorState 3 and 5 are paper and toner that run low, 4 and
 * from 6 on it cannot print.
 */
const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_Printer | Select-Object Name,Default,WorkOffline,PrinterStatus,DetectedErrorState',
      z.object({
        Name: z.string().max(256),
        Default: z.boolean(),
        WorkOffline: z.boolean(),
        PrinterStatus: z.int(),
        DetectedErrorState: z.int(),
      }),
    );
    return orNone(
      rows.map(({ Name, Default, WorkOffline, PrinterStatus, DetectedErrorState: error }) => ({
        name: Name,
        standard: Default,
        state:
          WorkOffline || PrinterStatus === 7 || error === 9
            ? 'offline'
            : error === 4 || error > 5 || PrinterStatus === 6
              ? 'error'
              : 'ready',
      })),
    );
  },
};

/** Whether printers would print. */
export const prnState: Check = defineCheck({
  id: 'prn.state',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['quick'],
  reading,
  probes: { linux: cups, windows, macos: cups },
  judge({ printers }) {
    const bad = printers.filter(({ state }) => state !== 'ready').sort((a, b) => Number(b.standard) - Number(a.standard));
    const worstFirst = [...bad, ...printers.filter(({ state }) => state === 'ready')];
    return {
      status: bad.some(({ standard }) => standard) ? 'fail' : bad.length > 0 ? 'warn' : 'pass',
      evidence: [
        figure('count', bad.length, 'count'),
        ...worstFirst.slice(0, 60).map(({ name, state }) => figure('state', state, 'text', { subject: name })),
      ],
    };
  },
  article: 'printer',
});
