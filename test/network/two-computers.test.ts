import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFailed } from 'vitest';
import { alongsideBin } from '../../scripts/lib/paths.ts';
import { missing } from '../../scripts/lib/system-packages.ts';
import { startVirtualDisplay } from '../../scripts/lib/virtual-display.ts';
import { startAgentProcess } from '../fixtures/agent-process.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { AUTO_SELECT_SCREEN, REMOTE_DEBUGGING } from '../fixtures/test-launcher.ts';
import { Walk } from '../fixtures/walk.ts';
import { agentPage, signIn } from '../fixtures/world.ts';
import { bridge } from './bridge.ts';
import { type Block, type Computer, type Network, openNetwork, whyNoNamespaces } from './namespaces.ts';
import { nextMessage } from './next-message.ts';
import { RELAY_PORT, startRelay } from './relay.ts';
import type { ServerTold } from './server-host.ts';

const SECRET = 'shared by server and relay';
const why =
  whyNoNamespaces() ?? (missing([{ program: 'turnserver', package: 'coturn' }]).length > 0 ? 'coturn is not there' : undefined);
if (why !== undefined) console.warn(`two computers are not tested: ${why}`);

/** Nothing goes straight from one to the other. */
const APART: Block = { between: ['agent', 'technician'] };
const noWayToRelay = (protocol: 'udp' | 'tcp'): readonly Block[] => [
  { between: ['agent', 'server'], protocol, ...(protocol === 'tcp' ? { port: RELAY_PORT } : {}) },
  { between: ['technician', 'server'], protocol, ...(protocol === 'tcp' ? { port: RELAY_PORT } : {}) },
];

const DOCTOR_WITHOUT_UDP = {
  code: 1,
  // Two addresses of the relay by each protocol.
  seen: expect.arrayContaining([
    ...(['silentUdp fail', 'given ok', 'silentUdp fail', 'given ok'] as const).map((each) => `turn ${each}`),
    'relay through ok',
  ]),
};

const DOCTOR_CONTENTED = {
  code: 0,
  seen: [
    'proxy none ok',
    'name address ok',
    'connection pinned ok',
    'clock fine ok',
    'socket open ok',
    'access device ok',
    'addresses found ok',
    ...Array.from({ length: 4 }, () => 'turn given ok'),
    'relay through ok',
  ],
};

const undo: (() => Promise<unknown> | unknown)[] = [];
let network: Network;
let relay: Awaited<ReturnType<typeof startRelay>>;
let folder: string;
let walk: Walk;

describe.skipIf(why !== undefined)('a server, a user and a technician on three computers, over https', () => {
  beforeAll(async () => {
    const temporary = temporaryFolder();
    folder = temporary.path;
    undo.push(() => temporary.remove());
    network = openNetwork();
    undo.push(() => network.close());
    relay = await startRelay(network.server, { secret: SECRET, folder });
    undo.push(() => relay.close());
    const server = await startServer(network.server);
    const user = startUser(server);
    const technician = startTechnician(server);
    const [one, other] = await Promise.allSettled([user, technician]);
    if (one.status === 'rejected') throw one.reason;
    if (other.status === 'rejected') throw other.reason;
    walk = new Walk({ user: one.value, technician: other.value, server });
  }, 60_000);

  beforeEach(() => {
    onTestFailed(async () => {
      for (const page of [walk.user, walk.technician]) console.error(await page.locator('body').textContent());
    });
  });

  afterAll(async () => {
    for (const step of undo.splice(0).reverse()) await step();
  }, 30_000);

  // `alongside doctor` looks from the user's computer at the server and the relay; who else is reached is nothing to it.
  it.each<{ way: string; blocked: readonly Block[]; path: 'direct' | 'relay'; doctorSays?: object }>([
    { way: 'straight by IPv4', blocked: [{ ...APART, family: 6 }], path: 'direct', doctorSays: DOCTOR_CONTENTED },
    { way: 'straight by IPv6', blocked: [{ ...APART, family: 4 }], path: 'direct' },
    { way: 'through the relay by UDP alone', blocked: [{ ...APART, protocol: 'udp' }, ...noWayToRelay('tcp')], path: 'relay' },
    {
      way: 'through the relay by TCP alone',
      blocked: [APART, ...noWayToRelay('udp')],
      path: 'relay',
      doctorSays: DOCTOR_WITHOUT_UDP,
    },
  ])('reach each other $way', { timeout: 60_000 }, async ({ way, blocked, path, doctorSays }) => {
    network.block(blocked);
    const examined = doctorSays ? doctor() : undefined;
    const began = performance.now();
    await walk.join();
    const joinedMs = performance.now() - began;
    await walk.grant('screen.view');
    const line = path === 'direct' ? 'direct' : 'through a relay';
    await walk.technician.getByText(new RegExp(`^1280 × 720 · .*${line}$`, 'u')).waitFor();
    const users = path === 'direct' ? 'Your messages go straight to' : 'through a relay, which cannot read them';
    await walk.user.getByText(users).waitFor();
    if (examined) expect(await examined).toEqual(doctorSays);
    console.info(`${way}: joined after ${Math.round(joinedMs)} ms`);
    await walk.stop();
    // What the connection was like is no news once it is over.
    await walk.technician.getByText(new RegExp(`${line}$`, 'u')).waitFor({ state: 'detached' });
    await walk.home();
  });

  it('say to both what was tried and what to open, where the relay refuses the server’s credentials', async () => {
    await relay.close();
    relay = await startRelay(network.server, { secret: 'another secret than the server’s', folder });
    network.block([APART]);
    const examined = doctor();
    await failToJoin();
    expect(await examined).toMatchObject({ code: 1, seen: expect.arrayContaining(['turn refused fail']) });
    for (const page of [walk.user, walk.technician]) {
      await page.getByText(/^The relay turn:.+ did not accept our pass \(401\)\.$/u).waitFor();
      await page.getByText(/TURN_SECRET and the relay's static-auth-secret must be the same/u).waitFor();
      await page.getByText(/^Tried for \d+ s\. This side: .+ 4 relay addresses were tried\.$/u).waitFor();
      await page.getByText('net.relay-refused').waitFor();
    }
    await walk.home();
  }, 60_000);
});

/** `alongside doctor` on the user's computer, beside the agent that runs there: `PART CODE STATUS` of each finding. */
async function doctor(): Promise<{ readonly code: number | null; readonly seen: readonly string[] }> {
  const command = [...network.agent.within, process.execPath, alongsideBin, 'doctor', '--data', join(folder, 'agent'), '--json'];
  const child = spawn(command[0] ?? '', command.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const [code] = (await once(child, 'close')) as [number | null];
  const { findings } = JSON.parse(text) as { findings: { part: string; code: string; status: string }[] };
  return { code, seen: findings.map(({ part, code: what, status }) => `${part} ${what} ${status}`) };
}

/** Until both are told that they do not reach each other. */
async function failToJoin(): Promise<void> {
  const number = await walk.request();
  await walk.claim(number);
  await walk.dialog.getByRole('button', { name: /^Let .+ join$/u }).click();
  await walk.user.getByRole('heading', { name: 'The session could not go on.' }).waitFor({ timeout: 15_000 });
}

async function startServer(on: Computer): Promise<ServerTold> {
  const data = join(folder, 'server');
  mkdirSync(data, { mode: 0o700 });
  const at = (address: string) => [`turn:${address}:${RELAY_PORT}`, `turn:${address}:${RELAY_PORT}?transport=tcp`];
  const env = { ...process.env, TURN_URL: [...at(on.address4), ...at(`[${on.address6}]`)].join(','), TURN_SECRET: SECRET };
  const [program = '', ...words] = [...on.within, process.execPath, join(import.meta.dirname, 'server-host.ts'), data];
  const host = spawn(program, words, { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const exited = once(host, 'exit');
  undo.push(async () => {
    if (host.connected) host.disconnect();
    await exited;
  });
  return (await nextMessage(host)) as ServerTold;
}

/** The portable agent, enrolled over https with the authority that its link names. */
async function startUser({ enrollmentLink }: ServerTold): Promise<Page> {
  const display = await startVirtualDisplay();
  undo.push(() => display.close());
  const dataDir = join(folder, 'agent');
  mkdirSync(join(dataDir, 'home'), { recursive: true, mode: 0o700 });
  const agent = await startAgentProcess({
    dataDir,
    enrollmentLink,
    environment: { ...process.env, HOME: join(dataDir, 'home'), DISPLAY: display.name },
    extraSwitches: [REMOTE_DEBUGGING, AUTO_SELECT_SCREEN],
    within: network.agent.within,
  });
  undo.push(() => agent.end());
  return agentPage(agent.profileDir, undo, async (port) => {
    const open = await bridge(network.agent, port, folder);
    undo.push(() => open.close());
    return open.port;
  });
}

/** The console in a browser that trusts the server's own key, as one that trusts its authority does. */
async function startTechnician({ address, certificateKey }: ServerTold): Promise<Page> {
  const executablePath = join(folder, 'chromium-there');
  writeFileSync(executablePath, `#!/bin/sh\nexec ${network.technician.within.join(' ')} /usr/bin/chromium "$@"\n`);
  chmodSync(executablePath, 0o700);
  const args = [`--ignore-certificate-errors-spki-list=${certificateKey}`];
  const browser = await chromium.launch({ executablePath, chromiumSandbox: false, args });
  undo.push(() => browser.close());
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
  await signIn(page, address);
  return page;
}
