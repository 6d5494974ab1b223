import { createSocket } from 'node:dgram';
import { isIP, isIPv6 } from 'node:net';
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

/** What a certificate is for. */
export interface HostNames {
  /** DNS names, lower case; in an authority's constraints each stands for the names below it, too. */
  readonly names: readonly string[];
  /** IPv4 and IPv6 addresses without brackets or zone, as `URL` writes them. */
  readonly addresses: readonly string[];
}

const NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?(\.[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?)*$/u;
/** TEST-NET-2 (RFC 5737) and the documentation prefix (RFC 3849): routed as any other address, and nobody's. */
const ELSEWHERE = { udp4: '198.51.100.1', udp6: '2001:db8::1' } as const;

/** True for what may stand in a certificate as a DNS name. */
export function isDnsName(text: string): boolean {
  return NAME.test(text) && isIP(text) === 0;
}

/**
 * True for a name that an authority of one machine may be permitted. A permitted name permits all names below it (RFC
 * 5280 section 4.2.1.10), so for a machine called `dev` the whole of that top-level domain; no name of one label is
 * taken but `localhost`, which RFC 6761 keeps on the machine that asks, with all below it.
 */
export function isNameOfMachine(name: string): boolean {
  return isDnsName(name) && (name.includes('.') || name === 'localhost');
}

/**
 * The names and addresses by which this machine is reached: its own full name, the first label of it under `.local` (RFC
 * 6762), all addresses but link-local ones (no URL can hold their zone), and `localhost`. `extra` is a name that others
 * use for it.
 */
export function ownHostNames(
  extra?: string,
  host: string = hostname(),
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]> = networkInterfaces(),
): HostNames {
  const full = host.toLowerCase();
  const [label = ''] = full.split('.');
  const names = [extra, full, `${label}.local`, 'localhost'].filter((name) => name !== undefined).filter(isNameOfMachine);
  const found = Object.values(interfaces).flatMap((list) => list ?? []);
  const outside = found.filter(({ internal, address }) => !internal && !/^fe[89ab]/iu.test(address));
  const addresses = [...outside.map(({ address }) => plainAddress(address)), '127.0.0.1', '::1'];
  return { names: [...new Set(names)], addresses: [...new Set(addresses)] };
}

function plainAddress(address: string): string {
  const [bare = ''] = address.split('%');
  return isIPv6(bare) ? new URL(`http://[${bare}]`).hostname.slice(1, -1) : bare;
}

/**
 * The address from which this machine reaches others, so most likely the one at which others reach it. Nothing is sent:
 * connecting a UDP socket only asks the routing table. Undefined without a route.
 */
export async function outwardAddress(): Promise<string | undefined> {
  return (await routedFrom('udp4')) ?? (await routedFrom('udp6'));
}

function routedFrom(kind: keyof typeof ELSEWHERE): Promise<string | undefined> {
  return new Promise((resolve) => {
    const socket = createSocket(kind);
    const done = (address?: string) => {
      socket.close();
      resolve(address);
    };
    socket.once('error', () => done());
    socket.connect(9, ELSEWHERE[kind], () => done(plainAddress(socket.address().address)));
  });
}

/** As it stands in a Host header or URL: IPv6 in brackets. */
export function inUrl(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}
