import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { powershellRows } from '../parse/json.ts';
import { parseMdstat } from '../parse/mdstat.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const set = z.strictObject({ name: z.string().max(120), degraded: z.boolean(), state: z.string().max(80) });
const reading = z.array(set).min(1).max(32);
type Reading = z.infer<typeof reading>;

/** Of OpenZFS 0.8 and later: a folder for each pool. */
const POOLS = '/proc/spl/kstat/zfs';

const linux: Probe<Reading> = {
  async read(tools) {
    const text = await tools.readText('/proc/mdstat');
    const arrays = (text === undefined ? [] : parseMdstat(text)).map(({ name, degraded, present, wanted }) => ({
      name: name.slice(0, 120),
      degraded,
      state: `${present}/${wanted}`,
    }));
    return some([...arrays, ...(await pools(tools))]);
  },
};

async function pools(tools: ProbeTools): Promise<Reading> {
  const found: Reading = [];
  for (const name of await tools.list(POOLS)) {
    const state = (await tools.readText(`${POOLS}/${name}/state`))?.trim();
    if (state !== undefined) found.push({ name: name.slice(0, 120), degraded: state !== 'ONLINE', state: state.slice(0, 80) });
  }
  return found;
}

/** Storage Spaces. A user without rights sees none of them, which is not the same as there being none. */
const windows: Probe<Reading> = {
  elevated: true,
  async read(tools) {
    const rows = await powershellRows(
      tools,
      "Get-VirtualDisk | ForEach-Object { @{ name = $_.FriendlyName; health = [string]$_.HealthStatus; state = [string]($_.OperationalStatus -join ' ') } }",
      z.object({ name: z.string(), health: z.string(), state: z.string() }),
      { limitMs: 9000 },
    );
    return some(
      rows.map(({ name, health, state }) => ({
        name: name.slice(0, 120),
        degraded: health !== 'Healthy',
        state: state.slice(0, 80),
      })),
    );
  },
};

const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('diskutil', ['appleRAID', 'list']);
    if (/^No AppleRAID sets found/mu.test(stdout)) return NONE_PRESENT;
    const [, count] = /^AppleRAID sets? \((\d+) found\)/mu.exec(stdout) ?? [];
    const names = [...stdout.matchAll(/^Name: +(.+)$/gmu)].map(([, name = '']) => name.trim());
    const states = [...stdout.matchAll(/^Status: +(.+)$/gmu)].map(([, state = '']) => state.trim());
    if (Number(count) !== names.length || names.length !== states.length) throw new ProbeFailure('parse', 'diskutil appleRAID');
    return some(
      names.map((name, index) => ({
        name: name.slice(0, 120),
        degraded: states[index] !== 'Online',
        state: (states[index] ?? '').slice(0, 80),
      })),
    );
  },
};

function some(sets: Reading) {
  return sets.length > 0 ? sets.slice(0, 32) : NONE_PRESENT;
}

/** Sets of disks that stand in for one another: whether all of them still work. */
export const diskRaid: Check = defineCheck({
  id: 'disk.raid',
  lane: 'fast',
  privacy: 'P1',
  profiles: ['quick'],
  reading,
  probes: { linux, windows, macos },
  judge(sets) {
    const sorted = [...sets].sort((a, b) => Number(b.degraded) - Number(a.degraded));
    return {
      status: sorted[0]?.degraded ? 'fail' : 'pass',
      evidence: sorted.map(({ name, state }) => figure('state', state, 'text', { subject: name })),
    };
  },
});
