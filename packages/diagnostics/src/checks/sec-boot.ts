import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure } from '../tools.ts';

const guard = z.strictObject({ name: z.enum(['Secure Boot', 'System Integrity Protection', 'Gatekeeper']), on: z.boolean() });
const reading = z.strictObject({ guards: z.array(guard).min(1).max(2) });
type Reading = z.infer<typeof reading>;

/** UEFI specification, 3.3: the variable SecureBoot of the global vendor. Four bytes of attributes come first. */
const SECURE_BOOT = '/sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c';

/** Machines with an old BIOS, and containers, have no such variable: then it is not known. */
const linux: Probe<Reading> = {
  async read(tools) {
    const variable = await tools.readText(SECURE_BOOT);
    if (variable === undefined) throw new ProbeFailure('unsupported', 'no UEFI variables');
    const state = variable.length === 5 ? variable.charCodeAt(4) : Number.NaN;
    if (state !== 0 && state !== 1) throw new ProbeFailure('parse', 'SecureBoot');
    return { guards: [{ name: 'Secure Boot', on: state === 1 }] };
  },
};

const windows: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const on = understood((await powershellRows(tools, 'Confirm-SecureBootUEFI', z.boolean()))[0], 'Confirm-SecureBootUEFI');
    return { guards: [{ name: 'Secure Boot', on }] };
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const integrity = await tools.run('csrutil', ['status']);
    const sip = understood(/System Integrity Protection status: (enabled|disabled)/u.exec(integrity.stdout)?.[1], 'csrutil');
    // spctl(8) ends with 1 where assessments are off.
    const assessment = await tools.run('spctl', ['--status'], { exitCodes: [0, 1] });
    const said = `${assessment.stdout}${assessment.stderr}`;
    const gatekeeper = understood(/assessments (enabled|disabled)/u.exec(said)?.[1], 'spctl');
    return {
      guards: [
        { name: 'System Integrity Protection', on: sip === 'enabled' },
        { name: 'Gatekeeper', on: gatekeeper === 'enabled' },
      ],
    };
  },
};

/** Whether the machine starts, and runs, only what somebody vouches for. */
export const secBoot: Check = defineCheck({
  id: 'sec.boot',
  lane: 'commands',
  privacy: 'P0',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ guards }) {
    const offFirst = [...guards].sort((a, b) => Number(a.on) - Number(b.on));
    return {
      status: guards.every(({ on }) => on) ? 'pass' : 'warn',
      evidence: offFirst.map(({ name, on }) => figure('on', on, 'yes-no', { subject: name })),
    };
  },
});
