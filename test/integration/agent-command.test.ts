import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { electronRoot } from '../../scripts/lib/build-electron.ts';
import { root } from '../../scripts/lib/paths.ts';

/** `npm run agent` before programs that pretend to be Electron. */
let folder: string;
let running: ChildProcess | undefined;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-agent-command-'));
});
afterEach(async () => {
  running?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

async function start(electron: string | undefined, ...args: string[]) {
  const dist = join(folder, 'dist');
  if (electron !== undefined) {
    await mkdir(dist);
    await writeFile(join(dist, 'electron'), `#!/bin/sh\n${electron}\n`);
    await chmod(join(dist, 'electron'), 0o755);
  }
  const env = { PATH: process.env.PATH, HOME: folder, DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: dist };
  const child = spawn(process.execPath, [join(root, 'scripts/agent.ts'), '--data', join(folder, 'data'), ...args], {
    cwd: root,
    env,
  });
  running = child;
  const said = { out: '', err: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    said.out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said.err += text;
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once('close', resolve);
  });
  return { child, said, ended };
}

test('where Electron is not there the browser takes over, and it says why', async () => {
  const { said, ended } = await start(undefined);
  expect(await ended).toBe(78);
  expect(said.out).toMatch(
    /Electron cannot be used here: ELECTRON_OVERRIDE_DIST_PATH names .+ The agent runs in the system's browser/u,
  );
  expect(said.out).toContain('Host: portable\nAgent: not enrolled\n');
}, 60_000);

test('Electron that ends at once in trouble is taken over from, and it says so', async () => {
  const { said, ended } = await start('exit 1');
  expect(await ended).toBe(78);
  expect(said.out).toMatch(/Host: Electron\nElectron ended within 15 s \(code 1\)\. The agent runs in the system's browser/u);
  expect(said.out).toContain('Host: portable\nAgent: not enrolled\n');
}, 60_000);

test('Electron that ends with an answer is not asked twice', async () => {
  const { said, ended } = await start('exit 78');
  expect(await ended).toBe(78);
  expect(said.out).not.toContain('Host: portable');
}, 60_000);

test('Electron that stays is given the built program, the data folder, the link and a Node; a signal ends it', async () => {
  const heard = join(folder, 'heard');
  const { child, said, ended } = await start(
    `printf '%s\\n' "$@" "$ALONGSIDE_NODE" > ${heard}.part; mv ${heard}.part ${heard}; exec sleep 600`,
    '--enroll',
    'http://localhost:1/get#e=x',
  );
  await expect.poll(() => existsSync(heard), { timeout: 50_000 }).toBe(true);
  expect((await readFile(heard, 'utf8')).trim().split('\n')).toEqual([
    join(electronRoot, 'main.mjs'),
    `--data=${join(folder, 'data')}`,
    '--enroll=http://localhost:1/get#e=x',
    process.execPath,
  ]);
  child.kill('SIGTERM');
  expect(await ended).toBe(143);
  expect(said.out).toContain('Host: Electron\n');
  expect(said.out).not.toContain('Host: portable');
}, 60_000);

test('a link that was used is not given to the one that takes over', async () => {
  await mkdir(join(folder, 'data'));
  const enrolls = `touch ${join(folder, 'data', 'enrollment.json')}; exit 1`;
  const { said, ended } = await start(enrolls, '--enroll', 'http://localhost:1/get#e=x');
  // An empty document is no enrollment; what matters is that the link was not tried again.
  expect(await ended).not.toBe(0);
  expect(said.out).toContain('Host: portable');
  expect(`${said.out}${said.err}`).not.toContain('localhost:1');
}, 60_000);

test('a computer that is enrolled already is enrolled anew by a new link', async () => {
  await mkdir(join(folder, 'data'));
  await writeFile(join(folder, 'data', 'enrollment.json'), '{}');
  const { said, ended } = await start('echo "given: $3"; exit 78', '--enroll', 'http://localhost:1/get#e=new');
  expect(await ended).toBe(78);
  expect(said.out).toContain('given: --enroll=http://localhost:1/get#e=new');
}, 60_000);

test('wrong usage', async () => {
  const { said, ended } = await start(undefined, 'surplus');
  expect(await ended).toBe(64);
  expect(said.err).toContain('npm run agent --');
});
