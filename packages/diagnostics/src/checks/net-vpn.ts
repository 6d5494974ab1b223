import { z } from 'zod';
import { type Check, defineCheck, figure, type Probe } from '../check.ts';
import { readGateways } from '../network/gateways.ts';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

const reading = z.strictObject({
  /** A tunnel is there and up. */
  tunnels: z.int().min(0),
  /** Everything goes through one. */
  defaultRoute: z.boolean(),
});
type Reading = z.infer<typeof reading>;

const read = async (tools: ProbeTools, tunnels: readonly string[]): Promise<Reading> => {
  const [first] = await readGateways(tools);
  return { tunnels: tunnels.length, defaultRoute: first !== undefined && tunnels.includes(first.device) };
};

/** Linux's tun_flags is a file of tun and tap devices; WireGuard and PPP name their kind in uevent. */
const linux: Probe<Reading> = {
  async read(tools) {
    const tunnels: string[] = [];
    for (const name of await tools.list('/sys/class/net')) {
      const at = `/sys/class/net/${name}`;
      if ((await tools.readText(`${at}/operstate`))?.trim() === 'down') continue;
      const isTun = (await tools.readText(`${at}/tun_flags`)) !== undefined;
      // A tap device of a virtual machine sits in a bridge.
      const inBridge = (await tools.list(`${at}/brport`)).length > 0;
      const kind = /^DEVTYPE=(wireguard|ppp)$/mu.test((await tools.readText(`${at}/uevent`)) ?? '');
      if ((isTun && !inBridge) || kind) tunnels.push(name);
    }
    return read(tools, tunnels);
  },
};

const adapter = z.object({ Name: z.string() });

/** IANA ifType: 23 PPP, 53 virtual, 131 tunnel. `HardwareInterface` leaves out what Windows makes for itself. */
const windows: Probe<Reading> = {
  async read(tools) {
    const rows = await powershellRows(
      tools,
      'Get-NetAdapter -IncludeHidden | Where-Object { $_.Status -eq "Up" -and -not $_.HardwareInterface -and $_.InterfaceType -in 23,53,131 } | Select-Object Name',
      adapter,
    );
    return read(
      tools,
      rows.map(({ Name }) => Name),
    );
  },
};

/** The system itself has utun devices without an IPv4 address; one with such an address is a tunnel of somebody's. */
const macos: Probe<Reading> = {
  async read(tools) {
    const { stdout } = await tools.run('ifconfig', ['-a']);
    if (!/^lo0: flags=/mu.test(stdout)) throw new ProbeFailure('parse', 'ifconfig');
    const blocks = stdout.split(/^(?=\S)/mu).filter((block) => /^(utun|ppp|ipsec)\d+: flags=\d+<UP/u.test(block));
    const tunnels = blocks.filter((block) => /^\s+inet /mu.test(block)).map((block) => block.slice(0, block.indexOf(':')));
    return read(tools, tunnels);
  },
};

/** Whether everything goes through a tunnel: good to know where something is slow or not found. */
export const netVpn: Check = defineCheck({
  id: 'net.vpn',
  lane: 'commands',
  privacy: 'P1',
  profiles: ['network'],
  reading,
  probes: { linux, windows, macos },
  judge({ tunnels, defaultRoute }) {
    const evidence = [figure('tunnels', tunnels, 'count'), figure('defaultRoute', defaultRoute, 'yes-no')];
    if (defaultRoute) return { status: 'info', text: 'all', evidence };
    return tunnels > 0 ? { status: 'info', text: 'some', evidence } : { status: 'pass', evidence };
  },
});
