import { z } from 'zod';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** A network interface that leads out of the machine: no loopback, tunnel, or bridge between virtual machines. */
export const link = z.strictObject({
  name: z.string().max(80),
  up: z.boolean(),
  wireless: z.boolean(),
  /** Null: nobody knows, as of wireless and virtual ones. */
  megabits: z.number().positive().nullable(),
  duplex: z.enum(['full', 'half']).nullable(),
});
export type Link = z.infer<typeof link>;

const MAX_LINKS = 32;

export async function readLinks(tools: ProbeTools): Promise<readonly Link[]> {
  const read = { linux: readLinux, windows: readWindows, macos: readMacos }[tools.system];
  return (await read(tools)).slice(0, MAX_LINKS);
}

const SYSFS = '/sys/class/net';
/** linux/if_arp.h, ARPHRD_ETHER; Wi-Fi counts as it. */
const ETHERNET = '1';

/** Names of Linux's real interfaces; where there are none, as in a container, of the virtual ones that have another end. */
export async function linuxLinkNames(tools: ProbeTools): Promise<readonly string[]> {
  const [real, virtual]: [string[], string[]] = [[], []];
  for (const name of await tools.list(SYSFS)) {
    const at = `${SYSFS}/${name}`;
    if ((await fieldOf(tools, `${at}/type`)) !== ETHERNET) continue;
    if ((await tools.list(`${at}/device`)).length > 0) real.push(name);
    else if (await hasOtherEnd(tools, at)) virtual.push(name);
  }
  return real.length > 0 ? real : virtual;
}

/** A pair's end knows another's number than its own (veth); one that a bridge has taken belongs to somebody inside. */
async function hasOtherEnd(tools: ProbeTools, at: string): Promise<boolean> {
  const [own, other] = [await fieldOf(tools, `${at}/ifindex`), await fieldOf(tools, `${at}/iflink`)];
  return own !== undefined && own !== other && (await tools.list(`${at}/brport`)).length === 0;
}

async function readLinux(tools: ProbeTools): Promise<Link[]> {
  const names = await linuxLinkNames(tools);
  return Promise.all(
    names.map(async (name) => {
      const at = `${SYSFS}/${name}`;
      const state = await fieldOf(tools, `${at}/operstate`);
      if (!/^(up|down|unknown|dormant|notpresent|lowerlayerdown|testing)$/u.test(state ?? '')) {
        throw new ProbeFailure('parse', `${at}/operstate`);
      }
      const speed = Number((await fieldOf(tools, `${at}/speed`)) ?? Number.NaN);
      const duplex = await fieldOf(tools, `${at}/duplex`);
      return {
        name,
        up: state === 'up' || (state === 'unknown' && (await fieldOf(tools, `${at}/carrier`)) === '1'),
        wireless: await isWireless(tools, name),
        megabits: speed > 0 ? speed : null,
        duplex: duplex === 'full' || duplex === 'half' ? duplex : null,
      };
    }),
  );
}

export async function isWireless(tools: ProbeTools, name: string): Promise<boolean> {
  return (await tools.list(`${SYSFS}/${name}/phy80211`)).length > 0;
}

/** Of one that is down the kernel refuses speed, duplex and carrier (EINVAL): then nobody knows them. */
async function fieldOf(tools: ProbeTools, path: string): Promise<string | undefined> {
  try {
    return (await tools.readText(path))?.trim();
  } catch (error) {
    if (error instanceof ProbeFailure && error.reason === 'failed') return undefined;
    throw error;
  }
}

/** `PhysicalMediaType` of Get-NetAdapter (MSFT_NetAdapter): Wi-Fi says `Native 802.11`. */
const adapter = z.object({
  Name: z.string(),
  Status: z.string(),
  PhysicalMediaType: z.string().nullable(),
  ReceiveLinkSpeed: z.number().nullable(),
  FullDuplex: z.boolean().nullable(),
});

async function readWindows(tools: ProbeTools): Promise<Link[]> {
  const rows = await powershellRows(
    tools,
    'Get-NetAdapter -Physical | Select-Object Name,Status,PhysicalMediaType,ReceiveLinkSpeed,FullDuplex',
    adapter,
  );
  return rows.map(({ Name, Status, PhysicalMediaType, ReceiveLinkSpeed, FullDuplex }) => {
    const wireless = /802\.11|wireless/iu.test(PhysicalMediaType ?? '');
    const up = Status === 'Up';
    return {
      name: Name.slice(0, 80),
      up,
      wireless,
      megabits: up && (ReceiveLinkSpeed ?? 0) > 0 ? (ReceiveLinkSpeed ?? 0) / 1e6 : null,
      duplex: wireless || !up || FullDuplex === null ? null : FullDuplex ? 'full' : 'half',
    };
  });
}

/** Ports are named by networksetup(8); how each stands is told by ifconfig(8): `media: autoselect (1000baseT <full-duplex>)`. */
async function readMacos(tools: ProbeTools): Promise<Link[]> {
  const { stdout: ports } = await tools.run('networksetup', ['-listallhardwareports']);
  const { stdout: state } = await tools.run('ifconfig', ['-a']);
  const found = [...ports.matchAll(/^Hardware Port: (.+)\nDevice: (\S+)$/gmu)].filter(([, , device]) =>
    /^en\d+$/u.test(device ?? ''),
  );
  if (found.length === 0 && !/Hardware Port:/u.test(ports)) throw new ProbeFailure('parse', 'networksetup');
  return found.map(([, port = '', device = '']) => {
    const block = new RegExp(`^${device}: [^\\n]*\\n(?:[ \\t][^\\n]*\\n?)*`, 'mu').exec(state)?.[0] ?? '';
    const speed = /\((?:(\d+)(G)?base\S*)/iu.exec(block);
    return {
      name: device,
      up: /^\s*status: active$/mu.test(block),
      wireless: /^(Wi-Fi|AirPort)$/u.test(port),
      megabits: speed ? Number(speed[1]) * (speed[2] ? 1000 : 1) : null,
      duplex: /<[^>]*full-duplex/u.test(block) ? 'full' : /<[^>]*half-duplex/u.test(block) ? 'half' : null,
    };
  });
}
