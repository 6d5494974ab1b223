import { z } from 'zod';
import { type Check, defineCheck, figure, NONE_PRESENT, type Probe } from '../check.ts';
import { nearerFault } from '../network/nearer-fault.ts';
import { type ServerPlace, serverPlace } from '../network/server-place.ts';
import { ProbeFailure, type ProbeTools } from '../tools.ts';

/** desk.md 3.3: each has 2 s. */
const LIMIT_MS = 2000;
const MAX_RESOLVERS = 4;

const resolver = z.strictObject({
  /** `1st`, `2nd`: as the system asks them. Addresses of networks stay here. */
  number: z.int().min(1).max(MAX_RESOLVERS),
  /** Null: no answer. */
  tookMs: z.number().min(0).nullable(),
  /** Gave an address for a name that nobody can have. */
  lies: z.boolean(),
});
const reading = z.strictObject({
  resolvers: z.array(resolver).min(1).max(MAX_RESOLVERS),
  /** Whether the server's name was found, by this machine's own way; null where it is written as an address. */
  serverFound: z.boolean().nullable(),
});
type Reading = z.infer<typeof reading>;

const probe: Probe<Reading> = {
  async read(tools) {
    const place = serverPlace(tools);
    const found = tools.network.resolvers().slice(0, MAX_RESOLVERS);
    if (found.length === 0) return NONE_PRESENT;
    // RFC 6761 6.4: nobody can have it, so a right answer is that it does not exist. It changes, so that none is remembered.
    const nobodys = `alongside-${tools.now().toString(36)}.invalid`;
    const [serverFound, ...resolvers] = await Promise.all([
      findsServer(tools, place),
      ...found.map((address, index) => askResolver(tools, nobodys, { address, number: index + 1 })),
    ]);
    if (resolvers.every(({ tookMs }) => tookMs === null)) {
      const fault = await nearerFault(tools);
      if (fault !== undefined) throw new ProbeFailure('failed', fault);
    }
    return { resolvers, serverFound };
  },
};

async function findsServer(tools: ProbeTools, { host, isAddress, isLocal }: ServerPlace): Promise<boolean | null> {
  if (isAddress || isLocal) return null;
  return ((await unlessSilent(tools.network.resolve(host, LIMIT_MS))) ?? []).length > 0;
}

async function askResolver(
  tools: ProbeTools,
  name: string,
  { address, number }: { readonly address: string; readonly number: number },
): Promise<z.infer<typeof resolver>> {
  const from = tools.now();
  const addresses = await unlessSilent(tools.network.resolve(name, LIMIT_MS, address));
  if (addresses === undefined) return { number, tookMs: null, lies: false };
  return { number, tookMs: Math.max(0, tools.now() - from), lies: addresses.length > 0 };
}

async function unlessSilent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ProbeFailure && (error.reason === 'timeout' || error.reason === 'failed')) return undefined;
    throw error;
  }
}

/** Whether names are turned into addresses, soon, and truly. */
export const netDns: Check = defineCheck({
  id: 'net.dns',
  lane: 'network',
  privacy: 'P1',
  profiles: ['quick', 'network'],
  reading,
  probes: { linux: probe, windows: probe, macos: probe },
  judge({ resolvers, serverFound }, { warnMs = 0 }) {
    const silent = resolvers.filter(({ tookMs }) => tookMs === null).length;
    const slowest = Math.max(0, ...resolvers.map(({ tookMs }) => tookMs ?? 0));
    const evidence = [
      figure('silent', silent, 'count'),
      figure('resolvers', resolvers.length, 'count'),
      ...(silent < resolvers.length ? [figure('slowest', slowest, 'milliseconds', { limit: warnMs })] : []),
      ...(serverFound === null ? [] : [figure('serverFound', serverFound, 'yes-no')]),
    ];
    if (silent === resolvers.length) return { status: 'fail', evidence };
    if (resolvers.some(({ lies }) => lies)) return { status: 'fail', text: 'lies', evidence };
    if (serverFound === false) return { status: 'fail', text: 'notFound', evidence };
    if (silent > 0) return { status: 'warn', evidence };
    return slowest > warnMs ? { status: 'warn', text: 'slow', evidence } : { status: 'pass', evidence };
  },
  article: 'dns',
  fix: 'flush-dns',
});
