import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { needsSystemd, understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure } from '../tools.ts';

/** `on`: the clock is to be set from the network. `synchronised`: it was; null where only administrators are told. */
const reading = z.strictObject({ on: z.boolean(), synchronised: z.boolean().nullable() });
type Reading = z.infer<typeof reading>;

/** The kernel's own flag, whatever program sets the clock. */
const linux: Probe<Reading> = {
  async read(tools) {
    await needsSystemd(tools);
    const { stdout } = await tools.run('timedatectl', ['show', '--property=NTP', '--property=NTPSynchronized']);
    const value = (key: string) => understood(new RegExp(`^${key}=(yes|no)$`, 'mu').exec(stdout)?.[1], 'timedatectl') === 'yes';
    const synchronised = value('NTPSynchronized');
    return { on: value('NTP') || synchronised, synchronised };
  },
};

const service = z.object({ Type: z.string(), Start: z.number() });
/** ERROR_SERVICE_NOT_ACTIVE: Windows starts its time service only now and then where there is no domain. */
const NOT_RUNNING = [0x80070426, 0x80070426 - 2 ** 32];

/** The first line of `w32tm /query /status`, whatever its language: `Leap Indicator: 3(not synchronized)`. */
const windows: Probe<Reading> = {
  async read(tools) {
    const parameters = 'HKLM:\\SYSTEM\\CurrentControlSet\\Services\\W32Time\\Parameters';
    const expression = `[pscustomobject]@{ Type = (Get-ItemProperty '${parameters}').Type; Start = [int](Get-Service W32Time).StartType }`;
    const { Type, Start } = understood((await powershellRows(tools, expression, service))[0], 'time service');
    // 4: the service was switched off.
    if (Type === 'NoSync' || Start === 4) return { on: false, synchronised: false };
    const { exitCode, stdout } = await tools.run('w32tm', ['/query', '/status'], { exitCodes: [0, ...NOT_RUNNING] });
    if (exitCode !== 0) return { on: true, synchronised: null };
    const leap = understood(/^[^:\n]+:\s*([0-3])\(/u.exec(stdout.trim())?.[1], 'w32tm');
    return { on: true, synchronised: leap !== '3' };
  },
};

const macos: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const { stdout } = await tools.run('systemsetup', ['-getusingnetworktime']);
    const answer = /^Network Time: (On|Off)\s*$/mu.exec(stdout)?.[1];
    if (answer === undefined) throw new ProbeFailure('parse', 'systemsetup');
    return { on: answer === 'On', synchronised: null };
  },
};

/** Whether the clock is kept right over the network. */
export const osNtp: Check = defineCheck({
  id: 'os.ntp',
  lane: 'commands',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge({ on, synchronised }) {
    const evidence = [
      figure('on', on, 'yes-no'),
      ...(synchronised === null ? [] : [figure('synchronised', synchronised, 'yes-no')]),
    ];
    if (!on) return { status: 'warn', text: 'off', evidence };
    return { status: synchronised === false ? 'warn' : 'pass', evidence };
  },
  article: 'time',
});
