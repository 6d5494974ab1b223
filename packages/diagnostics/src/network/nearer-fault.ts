import type { ProbeTools } from '../tools.ts';
import { type Gateway, readGateways } from './gateways.ts';
import { readLinks } from './links.ts';
import { serverPlace } from './server-place.ts';

/**
 * What is broken on the way before the server: link, addresses or gateway. A check of what lies farther away cannot tell
 * then, and says so; the check of the nearer thing has it.
 */
export async function nearerFault(tools: ProbeTools): Promise<'link' | 'gateway' | 'gateway-gone' | undefined> {
  if (tools.server !== undefined && serverPlace(tools).isLocal) return undefined;
  const links = await readLinks(tools);
  if (links.length > 0 && links.every(({ up }) => !up)) return 'link';
  const gateways = await readGateways(tools);
  const [first] = gateways;
  if (first === undefined) return 'gateway';
  return (await isGone(tools, first)) ? 'gateway-gone' : undefined;
}

/**
 * True where nobody has the gateway's address: it was asked for on the wire and did not say where it is. A gateway that
 * only does not answer echo requests is there all the same. IPv6 and Windows are not asked: false.
 */
export async function isGone(tools: ProbeTools, { address, family }: Gateway): Promise<boolean> {
  if (address === null || family === 6) return false;
  switch (tools.system) {
    case 'linux': {
      // `192.0.2.1 0x1 0x2 02:fc:… * eth0`: flag 0x2 (ATF_COM) says that the hardware address is known.
      const line = ((await tools.readText('/proc/net/arp')) ?? '').split('\n').find((each) => each.startsWith(`${address} `));
      const flags = Number.parseInt(line?.split(/\s+/u)[2] ?? '', 16);
      return !Number.isNaN(flags) && (flags & 0x2) === 0;
    }
    case 'macos': {
      // arp(8): `? (192.168.1.1) at (incomplete) on en0 ifscope [ethernet]`
      const { stdout } = await tools.run('arp', ['-n', address], { exitCodes: [0, 1] });
      return /\bat \(incomplete\)/u.test(stdout);
    }
    case 'windows':
      return false;
  }
}
