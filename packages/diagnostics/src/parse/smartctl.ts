import { z } from 'zod';
import { NONE_PRESENT, type NonePresent } from '../check.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';
import { parseJson } from './json.ts';

const scan = z.object({
  devices: z.array(z.object({ name: z.string().max(200), type: z.string().max(60).optional() })).optional(),
});

const attribute = z.object({
  id: z.int(),
  name: z.string(),
  value: z.number(),
  when_failed: z.string(),
  raw: z.object({ value: z.number(), string: z.string() }),
});
export type AtaAttribute = z.infer<typeof attribute>;

const nvmeLog = z.object({
  critical_warning: z.number(),
  available_spare: z.number(),
  available_spare_threshold: z.number(),
  percentage_used: z.number(),
  media_errors: z.number(),
});

const answer = z.object({
  smartctl: z.object({ exit_status: z.int() }),
  model_name: z.string().optional(),
  smart_status: z.object({ passed: z.boolean() }).optional(),
  temperature: z.object({ current: z.number() }).optional(),
  ata_smart_attributes: z.object({ table: z.array(attribute) }).optional(),
  nvme_smart_health_information_log: nvmeLog.optional(),
});

/** What a disk says of itself. */
export interface SmartDisk {
  /** The kernel's name: `sda`, `nvme0`. */
  readonly disk: string;
  readonly model: string;
  /** smartctl(8): bit 3 failing, 4 and 5 a value at its threshold now or before, 6 errors logged, 7 self-tests failed. */
  readonly exit: number;
  readonly passed: boolean | undefined;
  readonly celsius: number | undefined;
  readonly ata: readonly AtaAttribute[];
  readonly nvme: z.infer<typeof nvmeLog> | undefined;
}

/** smartctl's exit code is a set of bits; bits 0 and 1 mean that there is no answer. */
const ANY_EXIT_CODE = Array.from({ length: 256 }, (_, code) => code);
const NO_ANSWER = 0b11;
const MAX_DISKS = 16;

/** All disks that tell of their health; sleeping ones are left asleep. Needs administrator's rights. */
export async function readSmartDisks(tools: ProbeTools): Promise<readonly SmartDisk[] | NonePresent> {
  const { stdout } = await tools.run('smartctl', ['--scan', '--json=c'], { exitCodes: ANY_EXIT_CODE });
  const { devices = [] } = parseJson(scan, stdout, 'smartctl');
  if (devices.length === 0) return NONE_PRESENT;
  const disks: SmartDisk[] = [];
  for (const { name, type = '' } of devices.slice(0, MAX_DISKS)) {
    if (!/^\/dev\/[\w/-]+$/u.test(name)) throw new ProbeFailure('parse', 'smartctl');
    // Members of a RAID controller are only found by their type (`megaraid,0`); elsewhere it is found out better.
    const kind = /^\w+,[\w,]+$/u.test(type) ? [`--device=${type}`] : [];
    const { stdout: said } = await tools.run('smartctl', ['--all', '--json=c', '--nocheck=standby', ...kind, name], {
      exitCodes: ANY_EXIT_CODE,
    });
    const { smartctl, model_name, smart_status, temperature, ata_smart_attributes, nvme_smart_health_information_log } =
      parseJson(answer, said, 'smartctl');
    if ((smartctl.exit_status & NO_ANSWER) !== 0) continue;
    disks.push({
      disk: name.slice(name.lastIndexOf('/') + 1) + (kind.length > 0 ? ` ${type}` : ''),
      model: (model_name ?? '').slice(0, 80),
      exit: smartctl.exit_status,
      passed: smart_status?.passed,
      celsius: temperature?.current,
      ata: ata_smart_attributes?.table ?? [],
      nvme: nvme_smart_health_information_log,
    });
  }
  if (disks.length === 0) throw new ProbeFailure('unsupported', 'no disk tells of its health');
  return disks;
}
