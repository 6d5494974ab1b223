import { z } from 'zod';
import { powershellRows } from '../parse/json.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** A way out of the own network: where packets to everybody else go. */
export interface Gateway {
  readonly device: string;
  /** Null where the device has only one other end, as tunnels have. */
  readonly address: string | null;
  readonly family: 4 | 6;
}

/** The default routes, the preferred first. Empty: there is none. */
export async function readGateways(tools: ProbeTools): Promise<readonly Gateway[]> {
  switch (tools.system) {
    case 'linux':
      return [...linuxIpv4(await tools.readText('/proc/net/route')), ...linuxIpv6(await tools.readText('/proc/net/ipv6_route'))];
    case 'windows':
      return readWindows(tools);
    case 'macos':
      return [...(await readMacos(tools, [])), ...(await readMacos(tools, ['-inet6']))];
  }
}

/** linux/route.h */
const UP = 0x1;
const REJECT = 0x200;

type Ranked = Gateway & { readonly metric: number };

function ranked(found: readonly Ranked[]): Gateway[] {
  return [...found].sort((a, b) => a.metric - b.metric).map(({ device, address, family }) => ({ device, address, family }));
}

/** `eth0 00000000 010200C0 0003 0 0 100 00000000 …`: addresses are hexadecimal, their last byte first. */
function linuxIpv4(text: string | undefined): Gateway[] {
  const [head = '', ...lines] = (text ?? '').trimEnd().split('\n');
  if (!/^Iface\s+Destination\s+Gateway\b/u.test(head)) throw new ProbeFailure('parse', '/proc/net/route');
  return ranked(
    lines.flatMap((line): Ranked[] => {
      const [device = '', destination, gateway = '', flags, , , metric, mask] = line.trim().split(/\s+/u);
      if (destination !== '00000000' || mask !== '00000000' || !isUsable(flags)) return [];
      if (!/^[0-9A-F]{8}$/iu.test(gateway)) throw new ProbeFailure('parse', '/proc/net/route');
      const bytes = (gateway.match(/../gu) ?? []).reverse().map((byte) => Number.parseInt(byte, 16));
      const address = bytes.join('.');
      return [{ device, address: address === '0.0.0.0' ? null : address, family: 4, metric: Number(metric) }];
    }),
  );
}

/** `DESTINATION 00 SOURCE 00 NEXTHOP METRIC REFERENCES USE FLAGS DEVICE`, all hexadecimal. No such file: no IPv6. */
function linuxIpv6(text: string | undefined): Gateway[] {
  return ranked(
    (text ?? '').split('\n').flatMap((line): Ranked[] => {
      const [destination, length, , , next = '', metric = '', , , flags, device = ''] = line.trim().split(/\s+/u);
      if (!/^0{32}$/u.test(destination ?? '') || length !== '00' || device === 'lo' || !isUsable(flags)) return [];
      const address = /^0{32}$/u.test(next)
        ? null
        : (next.match(/.{4}/gu) ?? []).map((part) => part.replace(/^0{1,3}/u, '')).join(':');
      return [{ device, address, family: 6, metric: Number.parseInt(metric, 16) }];
    }),
  );
}

function isUsable(flags: string | undefined): boolean {
  const bits = Number.parseInt(flags ?? '', 16);
  return (bits & UP) !== 0 && (bits & REJECT) === 0;
}

const windowsRoute = z.object({ InterfaceAlias: z.string(), NextHop: z.string(), RouteMetric: z.number() });

async function readWindows(tools: ProbeTools): Promise<Gateway[]> {
  const routes = await powershellRows(
    tools,
    "Get-NetRoute -DestinationPrefix '0.0.0.0/0','::/0' -ErrorAction SilentlyContinue | Select-Object InterfaceAlias,NextHop,RouteMetric",
    windowsRoute,
  );
  return ranked(
    routes.map(({ InterfaceAlias, NextHop, RouteMetric }) => ({
      device: InterfaceAlias,
      address: /^(0\.0\.0\.0|::)$/u.test(NextHop) ? null : NextHop,
      family: NextHop.includes(':') ? 6 : 4,
      metric: RouteMetric,
    })),
  );
}

/** `route` says what the system itself would do; it ends with 1 where there is no route. */
async function readMacos(tools: ProbeTools, family: readonly string[]): Promise<Gateway[]> {
  const { stdout, stderr, exitCode } = await tools.run('route', ['-n', 'get', ...family, 'default'], { exitCodes: [0, 1] });
  const device = /^\s*interface: (\S+)$/mu.exec(stdout)?.[1];
  if (device === undefined) {
    if (exitCode === 1 || /not in table/u.test(stdout + stderr)) return [];
    throw new ProbeFailure('parse', 'route');
  }
  const address = /^\s*gateway: ([0-9A-Fa-f.:]+)(?:%\S+)?$/mu.exec(stdout)?.[1] ?? null;
  return [{ device, address, family: family.length > 0 ? 6 : 4 }];
}
