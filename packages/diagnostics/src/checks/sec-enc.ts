import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { understood } from '../parse/answers.ts';
import { parseJson, powershellRows } from '../parse/json.ts';
import { parseMounts } from '../parse/mounts.ts';
import { ProbeFailure } from '../tools.ts';

/** `portable`: it can be lost on the way; null where that is not told. */
const reading = z.strictObject({ encrypted: z.boolean(), portable: z.boolean().nullable() });
type Reading = z.infer<typeof reading>;

/** SMBIOS (DMTF DSP0134, 7.4.1): portable, laptop, notebook, hand held, sub notebook, tablet, convertible, detachable. */
const PORTABLE = new Set([8, 9, 10, 11, 14, 30, 31, 32]);

interface BlockDevice {
  readonly type: string;
  readonly children?: readonly BlockDevice[] | undefined;
}
const blockDevice: z.ZodType<BlockDevice> = z.object({
  type: z.string(),
  get children() {
    return z.array(blockDevice).optional();
  },
});
const isCrypt = ({ type, children = [] }: BlockDevice): boolean => type === 'crypt' || children.some(isCrypt);

/** From the system's own file system down to its disk, with `-s`: is one of the layers encrypted? */
const linux: Probe<Reading> = {
  async read(tools) {
    const root = parseMounts((await tools.readText('/proc/self/mounts')) ?? '').findLast(({ mount }) => mount === '/');
    if (!root?.device.startsWith('/dev/')) throw new ProbeFailure('unsupported', 'the system is not on a disk of its own');
    const { stdout } = await tools.run('lsblk', ['-J', '-s', '-o', 'NAME,TYPE', root.device]);
    const { blockdevices } = parseJson(z.object({ blockdevices: z.array(blockDevice).min(1) }), stdout, 'lsblk');
    const chassis = Number.parseInt((await tools.readText('/sys/class/dmi/id/chassis_type')) ?? '', 10);
    return { encrypted: blockdevices.some(isCrypt), portable: Number.isNaN(chassis) ? null : PORTABLE.has(chassis) };
  },
};

const volume = z.object({ Status: z.number(), Chassis: z.array(z.number()) });

/** ProtectionStatus of Win32_EncryptableVolume: 1 is on. Windows tells administrators alone. */
const windows: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const expression =
      '[pscustomobject]@{ Status = [int](Get-CimInstance -Namespace root/CIMV2/Security/MicrosoftVolumeEncryption Win32_EncryptableVolume -Filter "DriveLetter=\'$env:SystemDrive\'").ProtectionStatus; Chassis = @((Get-CimInstance Win32_SystemEnclosure).ChassisTypes) }';
    const { Status, Chassis } = understood((await powershellRows(tools, expression, volume))[0], 'Win32_EncryptableVolume');
    return { encrypted: Status === 1, portable: Chassis.some((type) => PORTABLE.has(type)) };
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('fdesetup', ['status']);
    const state = understood(/^FileVault is (On|Off)\./mu.exec(stdout)?.[1], 'fdesetup');
    const battery = await tools.run('pmset', ['-g', 'batt']);
    return { encrypted: state === 'On', portable: battery.stdout.includes('InternalBattery') };
  },
};

/** Whether a thief could read the system's disk. */
export const secEnc: Check = defineCheck({
  id: 'sec.enc',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ encrypted, portable }) {
    const evidence = [
      figure('encrypted', encrypted, 'yes-no'),
      ...(portable === null ? [] : [figure('portable', portable, 'yes-no')]),
    ];
    if (encrypted) return { status: 'pass', evidence };
    return { status: portable === true ? 'warn' : 'info', evidence };
  },
  article: 'encryption',
});
