import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { parseJson, powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const profile = z.strictObject({ name: z.string().max(80), on: z.boolean() });
const reading = z.strictObject({
  profiles: z.array(profile).min(1).max(16),
  /** The system comes with one that is on; Linux distributions mostly do not. */
  usual: z.boolean(),
});
type Reading = z.infer<typeof reading>;

const linux: Probe<Reading> = {
  async read(tools) {
    const on = (name: string) => ({ profiles: [{ name, on: true }], usual: false });
    if (/^\s*ENABLED=yes\s*$/imu.test((await tools.readText('/etc/ufw/ufw.conf')) ?? '')) return on('ufw');
    const programs = new Set([...(await tools.list('/usr/bin')), ...(await tools.list('/usr/sbin'))]);
    // 252 is its answer for "not running" (firewall-cmd(1)).
    if (programs.has('firewall-cmd') && (await tools.run('firewall-cmd', ['--state'], { exitCodes: [0, 252] })).exitCode === 0) {
      return on('firewalld');
    }
    if (!programs.has('nft') && !programs.has('iptables')) throw new ProbeFailure('unsupported', 'no firewall program');
    if (!tools.elevated) throw new ProbeFailure('needs_elevation', 'rules');
    return { profiles: [{ name: 'netfilter', on: await filtersInput(tools, programs) }], usual: false };
  },
};

/** Something is dropped or rejected on the way in, by whatever program wrote the rule. */
async function filtersInput(tools: ProbeTools, programs: ReadonlySet<string>): Promise<boolean> {
  if (programs.has('nft')) {
    const { stdout } = await tools.run('nft', ['list', 'ruleset']);
    if (stdout.trim() !== '' && !/^table \S+ \S+ \{$/mu.test(stdout)) throw new ProbeFailure('parse', 'nft');
    return nftFiltersInput(stdout);
  }
  const { stdout } = await tools.run('iptables', ['-S', 'INPUT']);
  if (!/^-P INPUT (ACCEPT|DROP|REJECT)$/mu.test(stdout)) throw new ProbeFailure('parse', 'iptables');
  return /^-P INPUT (DROP|REJECT)$/mu.test(stdout) || /-j (DROP|REJECT)\b/u.test(stdout);
}

/** `nft list ruleset`: whether a chain that sees what comes in drops or rejects something, by itself or by one that it goes on to. */
function nftFiltersInput(ruleset: string): boolean {
  return ruleset.split(/^(?=table )/mu).some((table) => {
    if (!/^table (ip|ip6|inet) /u.test(table)) return false;
    const found = [...table.matchAll(/^\tchain (\S+) \{\n([\s\S]*?)^\t\}/gmu)];
    // What a rule says of itself is no rule.
    const chains = new Map(found.map(([, name = '', rules = '']) => [name, rules.replace(/"[^"\n]*"/gu, '')]));
    const seen = new Set<string>();
    const drops = (rules: string): boolean =>
      /\b(drop|reject)\b/u.test(rules) ||
      [...rules.matchAll(/\b(?:jump|goto) ([^\s,}]+)/gu)].some(([, name = '']) => {
        if (seen.has(name)) return false;
        seen.add(name);
        return drops(chains.get(name) ?? '');
      });
    return [...chains.values()].some((rules) => /\bhook input\b/u.test(rules) && drops(rules));
  });
}

const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-NetFirewallProfile | ForEach-Object { [pscustomobject]@{ Name = $_.Name; On = ([string]$_.Enabled -eq "True") } }',
      z.object({ Name: z.string().max(80), On: z.boolean() }),
    );
    if (rows.length === 0) throw new ProbeFailure('parse', 'Get-NetFirewallProfile');
    return { profiles: rows.slice(0, 16).map(({ Name, On }) => ({ name: Name, on: On })), usual: true };
  },
};

/** macOS 15 keeps the state no longer in the file `com.apple.alf`; the profiler tells it on all. */
const alf = z.object({ SPFirewallDataType: z.array(z.object({ spfirewall_globalstate: z.string() })).min(1) });

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('system_profiler', ['-json', 'SPFirewallDataType'], { limitMs: 9000 });
    const state = parseJson(alf, stdout, 'SPFirewallDataType').SPFirewallDataType[0]?.spfirewall_globalstate ?? '';
    const known = /^spfirewall_globalstate_(allow_all|off|limit_connections|on|block_all)$/u.exec(state)?.[1];
    if (known === undefined) throw new ProbeFailure('parse', 'SPFirewallDataType');
    return { profiles: [{ name: 'macOS', on: known !== 'allow_all' && known !== 'off' }], usual: false };
  },
};

/** Whether a firewall keeps out who was not asked for. */
export const secFw: Check = defineCheck({
  id: 'sec.fw',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['security'],
  reading,
  probes: { linux, windows, macos },
  judge({ profiles, usual }) {
    const off = profiles.filter(({ on }) => !on);
    const all = off.length === profiles.length;
    const evidence = [...off, ...profiles.filter(({ on }) => on)].map(({ name, on }) =>
      figure('on', on, 'yes-no', { subject: name }),
    );
    if (off.length === 0) return { status: 'pass', evidence };
    return all ? { status: usual ? 'fail' : 'warn', text: 'off', evidence } : { status: 'warn', evidence };
  },
  article: 'firewall',
});
