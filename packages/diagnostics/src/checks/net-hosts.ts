import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** Where systems and their protection fetch updates: by the documents of Microsoft, Apple, Debian, Ubuntu, Fedora and the makers. */
const PROTECTED = [
  'windowsupdate.com',
  'update.microsoft.com',
  'download.microsoft.com',
  'wdcp.microsoft.com',
  'swscan.apple.com',
  'swcdn.apple.com',
  'mesu.apple.com',
  'deb.debian.org',
  'security.debian.org',
  'archive.ubuntu.com',
  'security.ubuntu.com',
  'mirrors.fedoraproject.org',
  'database.clamav.net',
  'avast.com',
  'avg.com',
  'avira.com',
  'bitdefender.com',
  'eset.com',
  'kaspersky.com',
  'malwarebytes.com',
  'mcafee.com',
  'norton.com',
  'sophos.com',
  'trendmicro.com',
];

const reading = z.strictObject({ entries: z.int().min(0), protectedEntries: z.int().min(0) });
type Reading = z.infer<typeof reading>;

const PATHS = { linux: '/etc/hosts', macos: '/etc/hosts', windows: 'C:\\Windows\\System32\\drivers\\etc\\hosts' } as const;

const probe: Probe<Reading> = {
  async read(tools: ProbeTools) {
    const text = await tools.readText(PATHS[tools.system]);
    if (text === undefined) return { entries: 0, protectedEntries: 0 };
    const lines = text.split(/\r?\n/u).map((line) => line.replace(/#.*$/u, '').trim());
    const names = lines.filter(Boolean).flatMap((line) => {
      const [address = '', ...rest] = line.split(/\s+/u);
      if (!/^[0-9A-Fa-f.:]+(%\S+)?$/u.test(address)) throw new ProbeFailure('parse', 'hosts');
      return rest.map((name) => name.toLowerCase());
    });
    const isProtected = (name: string) => PROTECTED.some((domain) => name === domain || name.endsWith(`.${domain}`));
    return { entries: names.length, protectedEntries: names.filter(isProtected).length };
  },
};

/** Whether this computer's own list of names leads updates and protection astray. Numbers alone are told. */
export const netHosts: Check = defineCheck({
  id: 'net.hosts',
  lane: 'fast',
  privacy: 'P2',
  profiles: ['security'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ entries, protectedEntries }, { warnEntries = 0 }) {
    return {
      status: protectedEntries > warnEntries ? 'warn' : 'pass',
      evidence: [figure('count', protectedEntries, 'count', { limit: warnEntries }), figure('entries', entries, 'count')],
    };
  },
  article: 'hosts',
});
