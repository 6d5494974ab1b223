import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultDataFolder } from '../folders.ts';
import { runAgent } from './agent.ts';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'alongside-agent-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A display that nobody looks at: each of these ends before one is needed. */
async function run(argv: readonly string[], environment: NodeJS.ProcessEnv = { DISPLAY: ':0' }, typed?: readonly string[]) {
  const written = { out: '', err: '' };
  const io = {
    out: (text: string) => {
      written.out += text;
    },
    err: (text: string) => {
      written.err += text;
    },
  };
  const lines = [...(typed ?? [])];
  const ask = (prompt: string) => {
    written.err += prompt;
    return Promise.resolve(lines.shift());
  };
  const terminal = { isInteractive: typed !== undefined, ask, askSecret: ask, close: () => undefined };
  const code = await runAgent(argv, io, { HOME: folder, ...environment }, terminal);
  return { code, ...written };
}

test.each([
  [['--what']],
  [['--data']],
  [['--data=']],
  [['--enroll=']],
  [['--name=']],
  [['--retire', '--enroll', 'a']],
  [['surplus']],
  [['--enroll', 'a', 'b']],
])('%j is answered with the usage', async (argv) => {
  const { code, out, err } = await run(argv);
  expect({ code, out }).toEqual({ code: 64, out: '' });
  expect(err).toContain('alongside agent [--enroll LINK] [--data DIR]');
});

test('--help', async () => {
  const { code, out, err } = await run(['--help', '--data', folder]);
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(out).toContain('alongside agent [--enroll LINK] [--data DIR]');
});

test('says that it is not enrolled, and how to be', async () => {
  const { code, out, err } = await run(['--data', join(folder, 'agent')]);
  expect({ code, out }).toEqual({ code: 78, out: 'Agent: not enrolled\n' });
  expect(err).toContain('alongside agent --enroll LINK');
});

test.each([
  [
    { DISPLAY: ':0', LANG: 'de_DE.UTF-8' },
    /^Alongside konnte nicht starten: Das ist kein Link, .+ führen\. Niemand .+ \(request\.invalid\)\n$/u,
  ],
  [{ DISPLAY: ':0' }, /^Alongside could not start: this is no link .+ alone\. Nobody .+ \(request\.invalid\)\n$/u],
])('why it cannot start is said in the user’s language, with one stop (%j)', async (environment, words) => {
  const { code, err } = await run(['--data', join(folder, 'agent'), '--enroll', 'hello'], environment);
  expect(code).toBe(1);
  expect(err).toMatch(words);
  const file = join(folder, 'file');
  await writeFile(file, '');
  const other = await run(['--data', join(file, 'agent')], environment);
  expect(other.err).toMatch(/\. (Nobody|Niemand) /u);
  expect(other.err).not.toContain('..');
});

test('--retire says of a folder that nothing is there, and makes none', async () => {
  const data = join(folder, 'neu');
  const { code, out, err } = await run(['--retire', '--data', data]);
  expect({ code, out }).toEqual({ code: 78, out: '' });
  expect(err).toBe(`Nothing was done: no agent is enrolled with the folder ${data}. Name another one with --data.\n`);
  expect(existsSync(data)).toBe(false);
});

describe('whoever sits at the terminal is asked for the link', () => {
  let server: Server;
  let link: string;
  const asked: string[] = [];
  beforeEach(async () => {
    asked.length = 0;
    server = createServer((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      const me = { user: null, setupNeeded: false, organisationName: 'Musterwerk', mail: false };
      response.end(JSON.stringify(request.url === '/api/me' ? me : {}));
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    link = `http://127.0.0.1:${(server.address() as AddressInfo).port}/get#e=${'x'.repeat(43)}`;
  });
  afterEach(() => server.close());
  const data = () => ['--data', join(folder, 'agent')];

  test('and reads whose it is before a yes; after a no nothing was sent or made', async () => {
    const { code, out, err } = await run(data(), undefined, ['hello', link, 'no']);
    expect({ code, out, asked }).toEqual({ code: 78, out: '', asked: ['GET /api/me'] });
    expect(err).toContain('That link does not work: this is no link that connects a computer;');
    expect(err).toContain(`This link leads to Musterwerk (${new URL(link).origin}).`);
    expect(existsSync(join(folder, 'agent'))).toBe(false);
  });

  test('a yes enrolls by it', async () => {
    const { code, err } = await run(data(), undefined, [link, 'yes']);
    expect(asked).toEqual(['GET /api/me', 'POST /api/enroll']);
    // This server knows nobody.
    expect({ code, err: err.split('\n').at(-2) }).toEqual({ code: 1, err: expect.stringContaining('Alongside could not start') });
  });

  test('Enter, or the end of the input, ends well', async () => {
    for (const typed of [[''], []]) expect((await run(data(), undefined, typed)).code).toBe(78);
    expect(asked).toEqual([]);
  });
});

test.skipIf(process.platform === 'win32')(
  'does not end another program that has the folder and listens to no signal',
  async () => {
    const data = join(folder, 'agent');
    const lock = fileURLToPath(new URL('../../../../packages/agent-node/src/storage/data-folder-lock.ts', import.meta.url));
    const script = `import { lockDataFolder } from ${JSON.stringify(lock)};
    await lockDataFolder(${JSON.stringify(data)}); process.stdout.write('held'); setInterval(() => {}, 1000);`;
    const other = spawn(process.execPath, ['--input-type=module-typescript', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(other.stdout, 'data');
      const { code, err } = await run(['--data', data]);
      expect(code).toBe(1);
      expect(err).toContain(String(other.pid));
      expect(err).not.toContain('window');
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect([other.exitCode, other.signalCode]).toEqual([null, null]);
    } finally {
      other.kill('SIGKILL');
    }
  },
);

test('says that there is no screen', async () => {
  const { code, err } = await run([], {});
  expect(code).toBe(1);
  expect(err).toContain('There is no screen here');
});

test.each([`http://help.example/get#e=${'x'.repeat(43)}`, 'hello'])('the link %s is refused in words', async (link) => {
  const { code, out, err } = await run(['--data', join(folder, 'agent'), '--enroll', link]);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toMatch(/^Alongside could not start: .+\. Nobody can see or use this computer\. \(request\.invalid\)\n$/u);
  expect(err).not.toContain('xxxx');
});

test.each([
  ['linux', { HOME: '/home/u' }, '/home/u/.local/share/alongside'],
  ['linux', { HOME: '/home/u', XDG_DATA_HOME: '/data' }, '/data/alongside'],
  ['linux', { HOME: '/home/u', XDG_DATA_HOME: 'relative' }, '/home/u/.local/share/alongside'],
  ['darwin', { HOME: '/Users/u' }, '/Users/u/Library/Application Support/Alongside'],
] as const)('data folder on %s with %j', (platform, environment, expected) => {
  expect(defaultDataFolder(environment, platform)).toBe(expected);
});
