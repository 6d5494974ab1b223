import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CHECKS } from '@alongside/diagnostics';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LaneSurroundings } from '../../packages/agent-node/src/probes/lane-messages.ts';
import { findProgram } from '../../scripts/lib/system-packages.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import type { FaultyServerTold, Trouble } from './faulty-server-host.ts';
import { type Network, openNetwork, whyNoNamespaces } from './namespaces.ts';
import { nextMessage } from './next-message.ts';
import type { Asked } from './probing-host.ts';

const why = whyNoNamespaces();
if (why !== undefined) console.warn(`planted faults of the network: skipped, ${why}`);
const hasPing = findProgram('ping') !== undefined;
if (why === undefined && !hasPing) console.warn('planted loss of packets: skipped, ping is not there (package iputils-ping)');

const NAME = 'desk.help.test';
const PORTAL = '10.71.1.3';
const NOBODY = '10.71.2.99';
/** Relays have their own tests (two-computers): what is silent would be waited for here. */
const CHECKED = CHECKS.map(({ id }) => id).filter((id) => /^(net|wifi|agent)\.|^os\.time$/u.test(id) && id !== 'net.rtc');
/** Its twenty echo requests take a second. */
const WITHOUT_PING = CHECKED.filter((id) => id !== 'net.gw' || !hasPing);

const undo: (() => unknown)[] = [];
let network: Network;
let server: ChildProcess;
let agent: ChildProcess;
let surroundings: LaneSurroundings;

const run = (within: readonly string[], line: string) =>
  execFileSync(within[0] ?? '', [...within.slice(1), 'sh', '-e', '-c', line]);
const onAgent = (line: string) => run(network.agent.within, line);

function start(within: readonly string[], words: readonly string[], environment: NodeJS.ProcessEnv = {}): ChildProcess {
  const [program = '', ...rest] = [...within, ...words];
  const child = spawn(program, rest, { env: { ...process.env, ...environment }, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  undo.push(async () => {
    const exited = once(child, 'exit');
    if (child.connected) child.disconnect();
    await exited;
  });
  return child;
}

async function make(trouble: Trouble): Promise<void> {
  server.send(trouble);
  await nextMessage(server);
}

/** Slow answers: how busy this machine is while it is tested is no fault of that network. */
const SLOW = /^net\.jitter (warn|fail)$|^net\.inet (warn|fail)$|^net\.dns warn slow$/u;

/** What these checks end with that a person would be told to look at. */
async function alarms(ids: readonly string[] = WITHOUT_PING): Promise<Record<string, string>> {
  const asked: Asked = { ids, surroundings };
  agent.send(asked);
  const found = Object.entries((await nextMessage(agent)) as Record<string, string>);
  expect(found.map(([id]) => id)).toEqual(ids);
  return Object.fromEntries(found.filter(([id, status]) => /^(warn|fail)/u.test(status) && !SLOW.test(`${id} ${status}`)));
}

describe.skipIf(why !== undefined)('a planted fault of the network', () => {
  beforeAll(async () => {
    const folder = temporaryFolder();
    undo.push(() => folder.remove());
    network = openNetwork();
    undo.push(() => network.close());
    run(
      network.server.within,
      `ip address add ${PORTAL}/24 dev $(ip -o route get ${network.agent.address4} | sed 's/.* dev \\([^ ]*\\) .*/\\1/')`,
    );
    // A neighbour that does not answer is given up soon: the kernel's own three seconds prove no more.
    onAgent('for each in /proc/sys/net/ipv4/neigh/*/retrans_time_ms; do echo 50 > $each; done');
    // Who asks a name service that is gone is told so each time, as by a computer with more to say.
    run(network.server.within, 'echo 0 > /proc/sys/net/ipv4/icmp_ratelimit');
    const names = join(folder.path, 'resolv.conf');
    writeFileSync(names, `nameserver ${network.server.address4}\noptions timeout:1 attempts:1\n`);
    const script = (file: string) => [process.execPath, join(import.meta.dirname, file)];
    server = start(network.server.within, [
      ...script('faulty-server-host.ts'),
      folder.path,
      NAME,
      network.server.address4,
      PORTAL,
    ]);
    // `ip netns exec` has a mount namespace of its own.
    const mounted = ['sh', '-e', '-c', `mount --bind ${names} /etc/resolv.conf; exec "$@"`, 'sh'];
    // Names that are not found occupy a thread each.
    agent = start([...network.agent.within, ...mounted], script('probing-host.ts'), { UV_THREADPOOL_SIZE: '32' });
    const [{ url, ca }] = (await Promise.all([nextMessage(server), nextMessage(agent)])) as [FaultyServerTold, unknown];
    surroundings = {
      home: '/root',
      uid: 0,
      session: {},
      agent: { version: '0.1.0', windows: 'x11' },
      server: { url, ca },
      access: { key: 'taken', iceServers: [] },
    };
    expect(new URL(url).hostname).toBe(NAME);
  }, 30_000);

  afterAll(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  }, 30_000);

  it('is not there at first, and nothing is alarmed', async () => {
    expect(await alarms(CHECKED)).toEqual({});
  });

  it.each<[string, Trouble, Record<string, string>]>([
    ['no name service', { noNames: true }, { 'net.dns': 'fail' }],
    ['a sign-in page in the place of plain http', { portal: true }, { 'net.captive': 'fail' }],
    ['somebody who looks into what is encrypted', { interception: true }, { 'net.tls': 'warn issuer' }],
    ['a clock that is two minutes ahead of the server’s', { clockOffMs: -120_000 }, { 'os.time': 'warn ahead' }],
    ['a clock that is an hour behind the server’s', { clockOffMs: 3_600_000 }, { 'os.time': 'fail behind' }],
  ])('%s turns its own check and no other', async (_, trouble, turned) => {
    await make(trouble);
    try {
      expect(await alarms()).toEqual(turned);
    } finally {
      await make({});
    }
  });

  it.each<[string, string, readonly string[], Record<string, string>]>([
    ['no gateway', 'ip route delete default; ip -6 route delete default', WITHOUT_PING, { 'net.addr': 'fail noGateway' }],
    [
      'a gateway that is not there',
      `ip -6 route delete default; ip route replace default via ${NOBODY}`,
      CHECKED,
      { 'net.gw': 'fail gone' },
    ],
  ])('%s turns its own check and no other', async (_, plant, ids, turned) => {
    const mend = onAgent('ip -o route show default; ip -o -6 route show default | sed "s/^/-6 /"').toString().trim().split('\n');
    onAgent(plant);
    try {
      expect(await alarms(ids)).toEqual(turned);
    } finally {
      for (const line of mend)
        onAgent(line.startsWith('-6 ') ? `ip -6 route replace ${line.slice(3)}` : `ip route replace ${line}`);
    }
  });

  it.skipIf(!hasPing)('a router that answers a part alone turns its own check and no other', async () => {
    // The kernel's own limit of its answers, taken to echo replies (bit 0): here is no packet filter and no netem.
    const set = (mask: number, limit: number) =>
      run(network.withinRouter, `cd /proc/sys/net/ipv4; echo ${mask} > icmp_ratemask; echo ${limit} > icmp_ratelimit`);
    set(6169, 1000);
    try {
      expect(await alarms(CHECKED)).toEqual({ 'net.gw': 'fail' });
    } finally {
      set(6168, 1000);
    }
  });

  it('is gone when it is mended', async () => {
    expect(await alarms()).toEqual({});
  });
});
