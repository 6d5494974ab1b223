import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { understood } from '../parse/answers.ts';
import { powershellRows } from '../parse/json.ts';

/** `asks`: Windows asks before a program gets an administrator's rights; null on other systems, which always do. */
const reading = z.strictObject({ administrator: z.boolean(), asks: z.boolean().nullable() });
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    return {
      administrator: tools.uid === 0 || (await groupsOf(tools)).some((name) => /^(sudo|wheel|admin)$/u.test(name)),
      asks: null,
    };
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    return { administrator: (await groupsOf(tools)).includes('admin'), asks: null };
  },
};

async function groupsOf(tools: Parameters<typeof linux.read>[0]): Promise<readonly string[]> {
  const { stdout } = await tools.run('id', ['-Gn']);
  const line = understood(/^[^\n]+/u.exec(stdout)?.[0], 'id');
  return line.trim().split(/\s+/u);
}

/** `whoami /groups` names a group by its SID in every language; S-1-5-32-544 are the administrators, also where UAC holds them back. */
const windows: Probe<Reading> = {
  async read(tools) {
    const policies = 'HKLM:\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Policies\\System';
    const rows = await powershellRows(tools, `(Get-ItemProperty '${policies}').EnableLUA`, z.number());
    const { stdout } = await tools.run('whoami', ['/groups', '/fo', 'csv', '/nh']);
    understood(/S-1-\d/u.exec(stdout), 'whoami');
    return { administrator: stdout.includes('"S-1-5-32-544"'), asks: understood(rows[0], 'EnableLUA') === 1 };
  },
};

/** Whether programs can get an administrator's rights unasked, or the person has them all day. */
export const secUac: Check = defineCheck({
  id: 'sec.uac',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ administrator, asks }) {
    const evidence = [
      figure('administrator', administrator, 'yes-no'),
      ...(asks === null ? [] : [figure('asks', asks, 'yes-no')]),
    ];
    return { status: asks === false ? 'warn' : administrator ? 'info' : 'pass', evidence };
  },
  article: 'account',
});
