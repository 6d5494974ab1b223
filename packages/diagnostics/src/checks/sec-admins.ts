import { z } from 'zod';
import { type Check, defineCheck, figure, over, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z.strictObject({ count: z.int().min(0).max(100_000) });
type Reading = z.infer<typeof reading>;

/** group(5): `NAME:x:GID:MEMBER,MEMBER`. getent ends with 2 where one of the groups is not there. */
const linux: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('getent', ['group', 'sudo', 'wheel', 'admin'], { exitCodes: [0, 2] });
    const members = stdout
      .split('\n')
      .filter(Boolean)
      .flatMap((line) => {
        const list = /^[^:]+:[^:]*:\d+:(.*)$/u.exec(line)?.[1];
        if (list === undefined) throw new ProbeFailure('parse', 'getent');
        return list.split(',').filter(Boolean);
      });
    return { count: new Set(members.filter((name) => name !== 'root')).size };
  },
};

/** The group by its SID, as its name is the language's. */
const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(tools, "@(Get-LocalGroupMember -SID 'S-1-5-32-544').Count", z.int().min(0));
    if (rows[0] === undefined) throw new ProbeFailure('parse', 'Get-LocalGroupMember');
    return { count: rows[0] };
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('dscl', ['.', '-read', '/Groups/admin', 'GroupMembership']);
    const members = /^GroupMembership: (.+)$/mu.exec(stdout)?.[1];
    if (members === undefined) throw new ProbeFailure('parse', 'dscl');
    return { count: members.split(/\s+/u).filter((name) => name !== '' && name !== 'root').length };
  },
};

/** How many people are administrators; who they are stays on the machine. */
export const secAdmins: Check = defineCheck({
  id: 'sec.admins',
  lane: 'commands',
  privacy: 'P2',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge: ({ count }, { warn }) => ({
    status: over(count, { warn }),
    evidence: [figure('count', count, 'count', { limit: warn ?? null })],
  }),
  article: 'account',
});
