import { execFileSync } from 'node:child_process';
import { isRunning } from '../fixtures/processes.ts';

/** One computer of the network: a network namespace with one interface, and a default route to the router. */
export interface Computer {
  readonly address4: string;
  readonly address6: string;
  /** Words in front of a command line that is to run there. */
  readonly within: readonly string[];
}

type Protocol = 'udp' | 'tcp';
export type ComputerName = 'server' | 'agent' | 'technician';

/** What the router drops, in both directions, from now on. */
export interface Block {
  readonly between: readonly [ComputerName, ComputerName];
  readonly family?: 4 | 6;
  readonly protocol?: Protocol;
  /** Where it goes to. */
  readonly port?: number;
}

/** Three computers in three subnets, each with IPv4 and IPv6, and a router between them. */
export interface Network extends Readonly<Record<ComputerName, Computer>> {
  /** In front of a command line that is to run on the router. */
  readonly withinRouter: readonly string[];
  /** In the place of what was blocked before. */
  block(blocks: readonly Block[]): void;
  /** Ends what still runs in them and removes them. */
  close(): void;
}

const COMPUTERS: readonly ComputerName[] = ['server', 'agent', 'technician'];
const PREFIX = 'alongside-test';

const ip = (...words: string[]) => execFileSync('ip', words, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });

/** Why there can be no such network here; undefined where there can. Tries it: containers differ in what root may do. */
export function whyNoNamespaces(): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'network namespaces need root on Linux';
  const name = `${PREFIX}-${process.pid}-try`;
  try {
    ip('netns', 'add', name);
    ip('netns', 'exec', name, 'ip', 'rule', 'add', 'from', '10.0.0.1', 'ipproto', 'udp', 'blackhole');
    return undefined;
  } catch (error) {
    return `this system gives no network namespaces: ${error instanceof Error ? error.message.split('\n').at(-2) : ''}`;
  } finally {
    remove(name);
  }
}

/** Throws where there can be none; nothing is left then. */
export function openNetwork(): Network {
  removeLeftovers();
  const router = nameOf('router');
  const close = () => {
    for (const each of [...COMPUTERS, 'router'] as const) remove(nameOf(each));
  };
  try {
    ip('netns', 'add', router);
    inside(router, 'link', 'set', 'lo', 'up');
    sysctl(router, 'net/ipv4/ip_forward');
    sysctl(router, 'net/ipv6/conf/all/forwarding');
    // Link-local addresses too are of use at once: neighbours are asked from them.
    sysctl(router, 'net/ipv6/conf/default/dad_transmits', 0);
    const [server, agent, technician] = COMPUTERS.map((name, index) => join(router, name, index + 1));
    if (!server || !agent || !technician) throw new Error('a computer is missing');
    const withinRouter = withinNamespace(router);
    return { server, agent, technician, withinRouter, block: (blocks) => block(router, blocks), close };
  } catch (error) {
    close();
    throw error;
  }
}

function join(router: string, name: ComputerName, number: number): Computer {
  const namespace = nameOf(name);
  // At most 15 letters; both ends are moved away at once, so that two runs can meet only for a moment.
  const [own, towards] = [`at${process.pid % 1_000_000}h${number}`, `at${process.pid % 1_000_000}r${number}`];
  const [address4, gateway4] = [`10.71.${number}.2`, `10.71.${number}.1`];
  const [address6, gateway6] = [`fd71:0:0:${number}::2`, `fd71:0:0:${number}::1`];
  ip('netns', 'add', namespace);
  sysctl(namespace, 'net/ipv6/conf/default/dad_transmits', 0);
  ip('link', 'add', own, 'netns', namespace, 'type', 'veth', 'peer', 'name', towards, 'netns', router);
  for (const [where, device, four, six] of [
    [namespace, own, address4, address6],
    [router, towards, gateway4, gateway6],
  ] as const) {
    inside(where, 'link', 'set', 'lo', 'up');
    inside(where, 'address', 'add', `${four}/24`, 'dev', device);
    // An address is of use at once: nobody else is there to have it.
    inside(where, 'address', 'add', `${six}/64`, 'dev', device, 'nodad');
    inside(where, 'link', 'set', device, 'up');
  }
  // Browsers without a default route gather nothing at all; taking a link down would remove it again (link.md e).
  inside(namespace, 'route', 'add', 'default', 'via', gateway4);
  inside(namespace, '-6', 'route', 'add', 'default', 'via', gateway6);
  return { address4, address6, within: withinNamespace(namespace) };
}

/** By routing rules: minimal systems have neither iptables nor nft. */
function block(router: string, blocks: readonly Block[]): void {
  for (const family of ['-4', '-6']) {
    inside(router, family, 'rule', 'flush');
    // A flush takes the two with the tables, too.
    inside(router, family, 'rule', 'add', 'priority', '32766', 'table', 'main');
    inside(router, family, 'rule', 'add', 'priority', '32767', 'table', 'default');
  }
  for (const { between, family, protocol, port } of blocks) {
    for (const [from, to] of [between, [...between].reverse()]) {
      for (const each of family === undefined ? [4, 6] : [family]) {
        const subnet = (name: ComputerName | undefined) => {
          const number = COMPUTERS.indexOf(name ?? 'server') + 1;
          return each === 4 ? `10.71.${number}.0/24` : `fd71:0:0:${number}::/64`;
        };
        const what = [
          ...(protocol === undefined ? [] : ['ipproto', protocol]),
          ...(port === undefined ? [] : ['dport', String(port)]),
        ];
        inside(router, `-${each}`, 'rule', 'add', 'from', subnet(from), 'to', subnet(to), ...what, 'blackhole');
      }
    }
  }
}

const nameOf = (what: ComputerName | 'router') => `${PREFIX}-${process.pid}-${what}`;

const withinNamespace = (namespace: string) => ['ip', 'netns', 'exec', namespace];

function inside(namespace: string, ...words: string[]): void {
  ip('-n', namespace, ...words);
}

function sysctl(namespace: string, path: string, value = 1): void {
  ip('netns', 'exec', namespace, 'sh', '-c', `echo ${value} > /proc/sys/${path}`);
}

function remove(namespace: string): void {
  try {
    for (const pid of ip('netns', 'pids', namespace).split('\n').filter(Boolean)) process.kill(Number(pid), 'SIGKILL');
  } catch {
    // It is not there, or its last process ended meanwhile.
  }
  try {
    ip('netns', 'delete', namespace);
  } catch {
    // It is not there.
  }
}

/** Those of runs that were killed. */
function removeLeftovers(): void {
  for (const line of ip('netns', 'list').split('\n')) {
    const [name = ''] = line.split(' ');
    const pid = new RegExp(`^${PREFIX}-(\\d+)-`, 'u').exec(name)?.[1];
    if (pid !== undefined && !isRunning(Number(pid))) remove(name);
  }
}
