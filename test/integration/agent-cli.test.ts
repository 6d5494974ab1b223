import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SystemBrowserLauncher } from '@alongside/agent-node';
import { silentLogger } from '@alongside/base';
import { wordsOfOrganisation } from '@alongside/identity';
import { createServer } from '@alongside/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openVirtualScreen, type VirtualScreen } from '../fixtures/virtual-screen.ts';

const bin = fileURLToPath(new URL('../../apps/agent/bin/alongside.mjs', import.meta.url));

let screen: VirtualScreen;
let folder: string;
const agents: Running[] = [];

beforeAll(async () => {
  screen = await openVirtualScreen();
});
afterAll(() => screen.end());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-cli-'));
});
afterEach(async () => {
  for (const agent of agents.splice(0)) if (agent.process.exitCode === null) agent.process.kill('SIGKILL');
  await expect.poll(() => browserProcesses(), { timeout: 5_000 }).toEqual([]);
  await rm(await profileDir(), { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
});

interface Running {
  readonly process: ChildProcess;
  /** What it wrote so far, to both. */
  readonly text: () => string;
  readonly exit: Promise<number | null>;
}

const dataDir = () => join(folder, 'agent');

function run(args: readonly string[], environment: Readonly<Record<string, string>> = { DISPLAY: screen.display }): Running {
  const child = spawn(process.execPath, [bin, 'agent', ...args], {
    env: { PATH: process.env.PATH ?? '', HOME: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let text = '';
  for (const pipe of [child.stdout, child.stderr]) {
    pipe.setEncoding('utf8').on('data', (part: string) => {
      text += part;
    });
  }
  const agent = {
    process: child,
    text: () => text,
    exit: once(child, 'exit').then(([code]: unknown[]) => code as number | null),
  };
  agents.push(agent);
  return agent;
}

/** Waits for a line of the agent's. */
async function says(agent: Running, line: string): Promise<void> {
  await expect.poll(() => agent.text().split('\n'), { timeout: 15_000 }).toContain(line);
}

async function profileDir(): Promise<string> {
  const options = { dataDir: dataDir(), environment: { DISPLAY: screen.display }, language: 'en', logger: silentLogger };
  return (await new SystemBrowserLauncher(options).prepare()).profileDir;
}

/** Processes of this agent's browser that live. */
async function browserProcesses(): Promise<readonly string[]> {
  const mark = `--user-data-dir=${await profileDir()}`;
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const lines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return pids.filter((_pid, at) => lines[at]?.split(/[\0 ]/u).includes(mark));
}

describe('alongside agent', () => {
  test('enrolls, comes online, is one a folder, tells when the server goes, and ends with all that it started', async () => {
    const server = await createServer({ dataDir: join(folder, 'server'), host: '127.0.0.1', port: 0, logLevel: 'silent' });
    const { port } = server;
    const hash = 'g'.repeat(43);
    const first = run(['--enroll', `${await server.createEnrollmentLink('test')}&org=${hash}`, '--data', dataDir()]);
    await says(first, 'Agent: online');
    expect(first.text()).toContain(`the same: ${wordsOfOrganisation(hash).join(' ')}.`);
    await says(first, 'The window of Alongside is opening.');
    await expect.poll(async () => (await browserProcesses()).length, { timeout: 5_000 }).toBeGreaterThan(3);
    expect((await stat(dataDir())).mode & 0o777).toBe(0o700);

    const second = run(['--data', dataDir()]);
    expect(await second.exit).toBe(1);
    expect(second.text()).toContain(`(process ${first.process.pid})`);

    await server.close();
    await says(first, 'Agent: waiting for the server');
    const again = await createServer({ dataDir: join(folder, 'server'), host: '127.0.0.1', port, logLevel: 'silent' });
    await expect.poll(() => first.text().match(/^Agent: online$/gmu)?.length, { timeout: 15_000 }).toBe(2);

    first.process.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    expect(await browserProcesses()).toEqual([]);

    // Enrolled once is enough, and the folder is free again.
    const third = run(['--data', dataDir()]);
    await says(third, 'Agent: online');
    await says(third, 'The window of Alongside is opening.');
    third.process.kill('SIGKILL');
    await third.exit;
    // Nobody told the browser: the watchdog did.
    await expect.poll(() => browserProcesses(), { timeout: 10_000 }).toEqual([]);
    await again.close();
  }, 60_000);

  test('a link that was used is refused in words', async () => {
    const server = await createServer({ dataDir: join(folder, 'server'), host: '127.0.0.1', port: 0, logLevel: 'silent' });
    const token = 'x'.repeat(43);
    const agent = run(['--data', dataDir(), '--enroll', `${server.address}/get#e=${token}`]);
    expect(await agent.exit).toBe(1);
    expect(agent.text()).toMatch(/^Alongside could not start: .+\. Nobody can see or use this computer\. \([a-z.-]+\)\n$/u);
    expect(agent.text()).not.toContain(token);
    await server.close();
  });

  test('goes on where whoever read what it says is gone', { timeout: 60_000 }, async () => {
    const server = await createServer({ dataDir: join(folder, 'server'), host: '127.0.0.1', port: 0, logLevel: 'silent' });
    const agent = run(['--data', dataDir(), '--enroll', await server.createEnrollmentLink('read by nobody')]);
    await says(agent, 'Agent: online');
    for (const pipe of [agent.process.stdout, agent.process.stderr]) pipe?.destroy();
    // It says that the server is away, to nobody.
    await server.close();
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect(agent.process.exitCode).toBeNull();
    agent.process.kill('SIGTERM');
    expect(await agent.exit).toBe(0);
  });
});

test.skipIf(process.platform !== 'linux').each([
  [['verify', '/dev/null'], 74],
  [['scan', '--help'], 3],
  [['agent', '--help'], 0],
])('what could not be printed is no verdict: alongside %j', (words, code) => {
  const full = openSync('/dev/full', 'w');
  const { status } = spawnSync(process.execPath, [bin, ...words], { stdio: ['ignore', full, 'ignore'] });
  closeSync(full);
  expect(status).toBe(code);
});
