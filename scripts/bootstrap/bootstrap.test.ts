import { spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { root } from '../lib/paths.ts';

/** Debian 12's, and the newest of every line after it. */
const VERSIONS = ['9.2.0', '10.9.9', '11.21.2', '12.2.0'];

interface Outcome {
  readonly code: number | null;
  readonly out: string;
}

let folder: string;
/** A clone in small: the real bootstrap and .npmrc, three packages of which two are listed, and a command that says that it ran. */
let template: string;

function run(program: string, args: readonly string[], cwd: string, environment: Record<string, string> = {}): Promise<Outcome> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^npm_/iu.test(name) && name !== 'ALONGSIDE_STEPS_DONE');
  const env = { ...Object.fromEntries(inherited), npm_config_userconfig: join(folder, 'empty-npmrc'), ...environment };
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let out = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        out += text;
      });
    }
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, out }));
  });
}

const registry = process.env.npm_config_registry;
const start = (clone: string, environment: Record<string, string> = {}) =>
  run(process.execPath, [join(clone, 'scripts', 'bootstrap.mjs'), 'start'], clone, environment);

/** The scripts of those npms, fetched by one command; what npm said where they cannot be had. */
async function fetchNpms(): Promise<void> {
  const home = join(folder, 'npms');
  mkdirSync(home);
  writeFileSync(join(home, 'package.json'), '{"private":true}');
  const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--prefer-offline'];
  const wanted = VERSIONS.map((version) => `npm-${version}@npm:npm@${version}`);
  const { code, out } = await run('npm', [...args, ...wanted], home, registry ? { npm_config_registry: registry } : {});
  if (code !== 0) throw new Error(`npm ${VERSIONS.join(', ')} cannot be had here: ${out.slice(0, 300)}`);
}

/** A package whose install script leaves a trace, and which cannot be loaded before it ran. */
async function addPackage(name: string, install: string, more: Record<string, unknown> = {}): Promise<void> {
  const home = join(folder, 'sources', name, 'package');
  mkdirSync(home, { recursive: true });
  const manifest = { name, version: '1.0.0', main: 'main.cjs', scripts: { install }, ...more };
  writeFileSync(join(home, 'package.json'), JSON.stringify(manifest));
  writeFileSync(join(home, 'main.cjs'), "require('./ran.cjs');");
  expect((await run('tar', ['-czf', join(template, `${name}.tgz`), 'package'], join(home, '..'))).code).toBe(0);
}

function cloneOf(name: string): string {
  const clone = join(folder, name);
  cpSync(template, clone, { recursive: true });
  return clone;
}

const ran = (clone: string, name: string) => existsSync(join(clone, 'node_modules', name, 'ran.cjs'));

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'alongside-bootstrap-'));
  template = join(folder, 'template');
  mkdirSync(join(template, 'scripts'), { recursive: true });
  writeFileSync(join(folder, 'empty-npmrc'), '');
  cpSync(join(root, 'scripts', 'bootstrap.mjs'), join(template, 'scripts', 'bootstrap.mjs'));
  cpSync(join(root, 'scripts', 'bootstrap'), join(template, 'scripts', 'bootstrap'), { recursive: true });
  cpSync(join(root, '.npmrc'), join(template, '.npmrc'));
  writeFileSync(join(template, 'scripts', 'start.ts'), 'const word: string = "started"; console.log(word);');
  const leaveTrace = "node -e \"require('fs').writeFileSync('ran.cjs', String())\"";
  await addPackage('listed', leaveTrace);
  await addPackage('unlisted', leaveTrace);
  await addPackage('breaks', 'node -e "process.exit(1)"');
  await addPackage('foreign', leaveTrace, { os: ['aix'] });
  await addPackage('choosy', leaveTrace, { os: [process.platform], engines: { node: '>=99' } });
  const manifest = {
    name: 'small',
    private: true,
    type: 'module',
    dependencies: { listed: 'file:listed.tgz', unlisted: 'file:unlisted.tgz' },
    optionalDependencies: { breaks: 'file:breaks.tgz', foreign: 'file:foreign.tgz' },
    // npm 12 knows a package that is no registry's by its file alone.
    allowScripts: { listed: true, breaks: true, 'file:listed.tgz': true, 'file:breaks.tgz': true },
  };
  writeFileSync(join(template, 'package.json'), JSON.stringify(manifest));
  expect((await run('npm', ['install', '--package-lock-only'], template)).code).toBe(0);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('install scripts', () => {
  beforeAll(fetchNpms);

  test.each(VERSIONS)('run for listed packages alone: npm %s', { timeout: 120_000 }, async (version) => {
    const script = join(folder, 'npms', 'node_modules', `npm-${version}`, 'bin', 'npm-cli.js');
    const clone = cloneOf(`scripts-${version}`);
    // Whoever types it by hand runs no script at all.
    expect((await run(process.execPath, [script, 'ci'], clone)).code).toBe(0);
    expect(['listed', 'unlisted'].filter((name) => ran(clone, name))).toEqual([]);
    rmSync(join(clone, 'node_modules'), { recursive: true });
    const { code, out } = await start(clone, { npm_execpath: script });
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^1\. Packages .+^started$/msu) });
    expect(['listed', 'unlisted'].filter((name) => ran(clone, name))).toEqual(['listed']);
    // One that fails keeps nothing from starting, and is said in one line without npm's own.
    expect(out).toMatch(/^ {3}breaks: not compiled here/mu);
    expect(out).not.toMatch(/npm (err|warn)/iu);
  });
});

describe('what is installed', () => {
  let clone: string;
  beforeAll(async () => {
    clone = cloneOf('installed');
    expect((await start(clone)).code).toBe(0);
    expect(['listed', 'unlisted'].filter((name) => ran(clone, name))).toEqual(['listed']);
  });

  test('is left alone at the next start', async () => {
    expect(await start(clone)).toEqual({ code: 0, out: 'started\n' });
  });

  test.each([
    ['a package is missing', 'node_modules/unlisted'],
    ['npm was interrupted', 'node_modules/.package-lock.json'],
    ['nothing is there', 'node_modules'],
  ])('is mended where %s', async (_, gone) => {
    rmSync(join(clone, gone), { recursive: true });
    const { code, out } = await start(clone);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^1\. Packages .+^started$/msu) });
    expect(existsSync(join(clone, gone))).toBe(true);
    expect(ran(clone, 'listed')).toBe(true);
  });

  test('is installed once where two commands start at the same time', async () => {
    const both = cloneOf('both');
    const [one, other] = await Promise.all([start(both), start(both)]);
    expect([one.code, other.code]).toEqual([0, 0]);
    expect([one, other].filter(({ out }) => out.includes('1. Packages'))).toHaveLength(1);
    expect([one, other].filter(({ out }) => out.includes('waiting for it'))).toHaveLength(1);
  });

  test('is mended after a killed command without a wait', async () => {
    const killed = cloneOf('killed');
    mkdirSync(join(killed, '.alongside'));
    // No process has this number: Linux ends at 4194304.
    writeFileSync(join(killed, '.alongside', 'installing'), '4194305');
    const { code, out } = await start(killed);
    expect({ code, out }).toMatchObject({ code: 0, out: expect.stringMatching(/^1\. Packages/u) });
    expect(existsSync(join(killed, '.alongside', 'installing'))).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('ends in order where npm alone is told to end', { timeout: 20_000 }, async () => {
    const ended = cloneOf('ended');
    cpSync(join(clone, 'node_modules'), join(ended, 'node_modules'), { recursive: true });
    const manifest = JSON.parse(readFileSync(join(ended, 'package.json'), 'utf8'));
    manifest.scripts = { start: 'node scripts/bootstrap.mjs start' };
    writeFileSync(join(ended, 'package.json'), JSON.stringify(manifest));
    writeFileSync(
      join(ended, 'scripts', 'start.ts'),
      `import { writeFileSync } from 'node:fs';
      process.on('SIGTERM', () => { writeFileSync('ended', ''); process.exit(); });
      setInterval(() => undefined, 1000);
      writeFileSync('started', '');`,
    );
    const npm = spawn('npm', ['start'], { cwd: ended, stdio: 'ignore', detached: true });
    try {
      await expect.poll(() => existsSync(join(ended, 'started')), { timeout: 10_000 }).toBe(true);
      npm.kill('SIGTERM');
      await expect.poll(() => existsSync(join(ended, 'ended')), { timeout: 5_000 }).toBe(true);
    } finally {
      // Its whole group, whatever is left of it.
      await run('kill', ['-KILL', '--', `-${npm.pid}`], ended);
    }
  });

  test('is not installed again where only the lockfile was written anew', async () => {
    const lock = join(clone, 'package-lock.json');
    writeFileSync(lock, `${readFileSync(lock, 'utf8')}\n`);
    const { out } = await start(clone);
    expect(out).not.toContain('Packages');
    expect(await start(clone)).toEqual({ code: 0, out: 'started\n' });
  });
});

// At the same time, since npm tries an absent network again after 1, 2 and 4 s.
describe.concurrent('what keeps npm from it is one line:', () => {
  test('no network', async () => {
    const clone = cloneOf('offline');
    const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
    manifest.dependencies = { absent: '1.0.0' };
    const packages = {
      '': manifest,
      'node_modules/absent': { version: '1.0.0', integrity: `sha512-${'A'.repeat(86)}==` },
    };
    delete manifest.optionalDependencies;
    writeFileSync(join(clone, 'package.json'), JSON.stringify(manifest));
    writeFileSync(
      join(clone, 'package-lock.json'),
      JSON.stringify({ name: 'small', lockfileVersion: 3, requires: true, packages }),
    );
    const { code, out } = await start(clone, { npm_config_registry: 'http://someone:secret@127.0.0.1:9/' });
    expect(code).toBe(1);
    expect(out).toMatch(/^The npm registry 127\.0\.0\.1:9 cannot be reached \(ECONNREFUSED\)\. .+\nNothing was started\.\n$/mu);
    expect(out).not.toMatch(/secret|npm error/u);
  });

  test('a package that npm leaves out without a word, since it asks for a newer Node', async () => {
    const clone = cloneOf('choosy');
    const manifest = JSON.parse(readFileSync(join(clone, 'package.json'), 'utf8'));
    manifest.optionalDependencies.choosy = 'file:choosy.tgz';
    writeFileSync(join(clone, 'package.json'), JSON.stringify(manifest));
    expect((await run('npm', ['install', '--package-lock-only'], clone)).code).toBe(0);
    const { code, out } = await start(clone);
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('npm left out choosy, ') });
  });

  test('npm is not there', async () => {
    const clone = cloneOf('without-npm');
    const empty = join(folder, 'no-programs');
    mkdirSync(empty);
    const { code, out } = await start(clone, { PATH: empty });
    expect({ code, out }).toMatchObject({ code: 1, out: expect.stringContaining('npm could not be started') });
    expect(out).toContain('apt install npm');
  });
});

describe('the committed lists', () => {
  test('the tools for an older Node are the Node that everything runs on', () => {
    const entries = (folder: string) => {
      const { packages } = JSON.parse(readFileSync(join(folder, 'package-lock.json'), 'utf8'));
      const nodes = Object.entries<{ version: string; integrity: string }>(packages).filter(([name]) =>
        name.startsWith('node_modules/node-'),
      );
      return Object.fromEntries(nodes.map(([name, { version, integrity }]) => [name, [version, integrity]]));
    };
    const tools = entries(join(root, 'scripts', 'bootstrap', 'tools'));
    expect(Object.keys(tools)).toHaveLength(3);
    expect(entries(root)).toMatchObject(tools);
  });

  test('the list of install scripts names nothing that has none', () => {
    const { packages } = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
    const { allowScripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
    const scripted = Object.keys(packages).filter((name) => packages[name].hasInstallScript);
    expect(Object.keys(allowScripts).filter((name) => !scripted.includes(`node_modules/${name}`))).toEqual([]);
  });
});
