import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe, worst } from '../check.ts';
import { parseJson, powershellRows } from '../parse/json.ts';
import { readSmartDisks, type SmartDisk } from '../parse/smartctl.ts';
import { ProbeFailure } from '../tools.ts';

const STATES = ['failing', 'worn', 'good', 'untold'] as const;
type State = (typeof STATES)[number];
const disk = z.strictObject({ disk: z.string().max(80), model: z.string().max(80), state: z.enum(STATES) });
const reading = z.array(disk).min(1).max(32);
type Reading = z.infer<typeof reading>;

/** smartctl(8), exit status: 3 failing; 4 a value at its threshold now, 5 earlier; 6 errors logged; 7 self-tests failed. */
const FAILING = 0b0000_1000;
const WORN = 0b1111_0000;

const linux: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const disks = await readSmartDisks(tools);
    return disks === NONE_PRESENT
      ? NONE_PRESENT
      : told(disks.map((one) => ({ disk: one.disk, model: one.model, state: stateOf(one) })));
  },
};

function stateOf({ exit, passed }: SmartDisk): State {
  if (passed === false || (exit & FAILING) !== 0) return 'failing';
  if ((exit & WORN) !== 0) return 'worn';
  return passed === true ? 'good' : 'untold';
}

/** Win32_DiskDrive.Status, as documented; spellings differ, and what is not known is no pass (desk.md 3.2). */
const WINDOWS_STATES: Readonly<Record<string, State>> = {
  ok: 'good',
  'pred fail': 'failing',
  error: 'worn',
  degraded: 'worn',
  stressed: 'worn',
  nonrecover: 'worn',
};

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-CimInstance Win32_DiskDrive | Select-Object Index,Model,Status',
      z.object({ Index: z.int(), Model: z.string().nullable(), Status: z.string().nullable() }),
    );
    if (rows.length === 0) return NONE_PRESENT;
    return told(
      rows.map(({ Index, Model, Status }) => ({
        disk: `Disk ${Index}`,
        model: (Model ?? '').slice(0, 80),
        state: WINDOWS_STATES[(Status ?? '').toLowerCase()] ?? 'untold',
      })),
    );
  },
};

const appleDisk = z.object({
  _name: z.string().optional(),
  bsd_name: z.string().optional(),
  device_model: z.string().optional(),
  smart_status: z.string().optional(),
});
const appleController = appleDisk.extend({ _items: z.array(appleDisk).optional() });
const profile = z.object({
  SPNVMeDataType: z.array(appleController).optional(),
  SPSerialATADataType: z.array(appleController).optional(),
});
const APPLE_STATES: Readonly<Record<string, State>> = { verified: 'good', failing: 'failing' };

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('system_profiler', ['-json', 'SPNVMeDataType', 'SPSerialATADataType'], { limitMs: 9000 });
    const { SPNVMeDataType = [], SPSerialATADataType = [] } = parseJson(profile, stdout, 'system_profiler');
    const disks = [...SPNVMeDataType, ...SPSerialATADataType].flatMap(({ _items = [] }) => _items);
    if (disks.length === 0) return NONE_PRESENT;
    return told(
      disks.map(({ _name = '', bsd_name = '', device_model = _name, smart_status = '' }) => ({
        disk: bsd_name.slice(0, 80),
        model: device_model.trim().slice(0, 80),
        state: APPLE_STATES[smart_status.toLowerCase()] ?? 'untold',
      })),
    );
  },
};

/** Where no disk says anything, nothing is known: a USB bridge or a virtual disk says nothing and is not well for it. */
function told(disks: Reading): Reading {
  if (disks.every(({ state }) => state === 'untold')) throw new ProbeFailure('unsupported', 'no disk tells of its health');
  return disks.slice(0, 32);
}

/** What disks say of their own health, all in all. */
export const diskSmart: Check = defineCheck({
  id: 'disk.smart',
  lane: 'commands',
  privacy: 'P1',
  profiles: [],
  reading,
  probes: { linux, windows, macos },
  judge(disks) {
    const meaning = { failing: 'fail', worn: 'warn', good: 'pass', untold: 'pass' } as const;
    const sorted = [...disks].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
    return {
      status: worst(sorted.map(({ state }) => meaning[state])),
      evidence: sorted
        .slice(0, 30)
        .flatMap((one) => [
          figure('health', one.state, 'text', { subject: one.disk }),
          figure('model', one.model, 'text', { subject: one.disk }),
        ]),
    };
  },
  article: 'disk-replace',
});
