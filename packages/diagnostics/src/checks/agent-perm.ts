import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { ProbeFailure } from '../tools.ts';

const reading = z.discriminatedUnion('screen', [
  /** Linux with X: every program of the user's may see and act. */
  z.strictObject({ screen: z.literal('x11') }),
  /** Linux with Wayland: a portal asks each time. Which ones there are is their number. */
  z.strictObject({ screen: z.literal('wayland'), portals: z.int().min(0) }),
  z.strictObject({ screen: z.literal('none') }),
  z.strictObject({ screen: z.literal('asked'), mayLook: z.boolean(), mayAct: z.boolean() }),
]);
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read({ agent, list }) {
    if (agent.windows === null) return { screen: 'none' };
    if (agent.windows === 'x11') return { screen: 'x11' };
    // xdg-desktop-portal: each desktop's portal has a file here.
    const portals = (await list('/usr/share/xdg-desktop-portal/portals')).filter((name) => name.endsWith('.portal'));
    return { screen: 'wayland', portals: portals.length };
  },
};

/** Only Electron's main process can ask macOS for it; Windows has no such permission. */
const macos: Probe<Reading> = {
  async read({ agent: { permissions } }) {
    if (permissions === undefined) throw new ProbeFailure('unsupported', 'this host of the agent cannot tell');
    return { screen: 'asked', mayLook: permissions.screen, mayAct: permissions.control };
  },
};

/** Whether a technician could see this screen and use its mouse, if the user allows it. */
export const agentPerm: Check = defineCheck({
  id: 'agent.perm',
  lane: 'fast',
  privacy: 'P0',
  profiles: ['quick'],
  reading,
  probes: { linux, macos },
  judge(found) {
    const evidence = [figure('screen', found.screen, 'text')];
    switch (found.screen) {
      case 'x11':
        return { status: 'pass', evidence };
      case 'none':
        return { status: 'info', text: 'noScreen', evidence };
      case 'wayland': {
        const all = [...evidence, figure('portals', found.portals, 'count')];
        // Mouse and keyboard are moved through X only (packages/agent-node/src/x11).
        return found.portals === 0
          ? { status: 'fail', text: 'noPortal', evidence: all }
          : { status: 'warn', text: 'viewOnly', evidence: all };
      }
      case 'asked': {
        const all = [...evidence, figure('mayLook', found.mayLook, 'yes-no'), figure('mayAct', found.mayAct, 'yes-no')];
        if (!found.mayLook) return { status: 'fail', evidence: all };
        return found.mayAct ? { status: 'pass', evidence: all } : { status: 'warn', evidence: all };
      }
    }
  },
  article: 'permission',
});
