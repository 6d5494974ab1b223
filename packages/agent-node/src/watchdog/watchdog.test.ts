import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning, type ProcessIdentity, readProcess, sendSignal } from '../processes/index.ts';
import { cleanUp } from './clean-up.ts';
import { ProcessWatchdog } from './process-watchdog.ts';

const at = (path: string) => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)));
const PATIENCE = { timeout: 8000, interval: 10 };

let folder: string;
let core: ChildProcess | undefined;
const started: ProcessIdentity[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(import.meta.dirname, '.watchdog-test-'));
});
afterEach(() => {
  core?.kill('SIGKILL');
  for (const { pid } of started.splice(0).filter(isRunning)) {
    // With its group, where it leads one.
    sendSignal(-pid, 'SIGKILL');
    sendSignal(pid, 'SIGKILL');
  }
  rmSync(folder, { recursive: true, force: true });
});

/** Runs `body` as a core of its own, which prints one line of JSON with the pids that it started. */
async function startCore(body: string): Promise<Record<string, ProcessIdentity>> {
  const path = join(folder, 'core.ts');
  writeFileSync(
    path,
    `import { spawn } from 'node:child_process';
     import { Emitter } from '@alongside/base';
     import { ProcessWatchdog, watchHeldInput } from ${at('./index.ts')};
     import { NodePtyShellPort } from ${at('../shell/index.ts')};
     const watchdog = new ProcessWatchdog({ releaseHeldKeys: {
       file: process.execPath,
       args: ['-e', 'require("fs").writeFileSync(process.env.RELEASED, process.argv.slice(1).join(" "))', '--'],
       environment: { RELEASED: ${JSON.stringify(join(folder, 'released'))} },
     } });
     const tell = (pids) => process.stdout.write(JSON.stringify({ ...pids, watchdog: watchdog.pid }) + '\\n');
     setInterval(() => {}, 1000);
     await watchdog.ready;
     ${body}`,
  );
  core = spawn(process.execPath, [path], { stdio: ['ignore', 'pipe', 'inherit'] });
  const line = await new Promise<string>((resolve) => core?.stdout?.once('data', (data) => resolve(String(data))));
  const found: Record<string, ProcessIdentity> = {};
  for (const [name, pid] of Object.entries(JSON.parse(line) as Record<string, number>)) {
    const identity = readProcess(pid);
    if (!identity) throw new Error(`${name} (${pid}) does not run`);
    started.push(identity);
    found[name] = identity;
  }
  return found;
}

async function allGone(processes: Record<string, ProcessIdentity>): Promise<number> {
  const from = performance.now();
  await vi.waitFor(() => {
    expect(
      Object.entries(processes)
        .filter(([, identity]) => isRunning(identity))
        .map(([name]) => name),
    ).toEqual([]);
  }, PATIENCE);
  return performance.now() - from;
}

const GROUP = `const browser = spawn('sh', ['-c', 'sleep 600 & exec sleep 600'], { detached: true, stdio: 'ignore' });
  watchdog.watch({ kind: 'process-group', id: String(browser.pid) });`;

describe('when the core is killed', () => {
  it('ends groups, shells with setsid children, and releases keys, within a second', async () => {
    const processes = await startCore(`${GROUP}
      const held = new Emitter();
      watchHeldInput(watchdog, held.event);
      held.fire({ keycodes: [38], buttons: [] });
      held.fire({ keycodes: [38, 50], buttons: [1] });
      const port = await NodePtyShellPort.create({ watchdog, environment: { PATH: process.env.PATH, HOME: ${JSON.stringify(folder)} },
        account: { username: 'x', homedir: '/', shell: '/bin/bash' } });
      const shell = await port.open({ cols: 80, rows: 24 });
      let text = '';
      shell.onData((data) => {
        text += data;
        const found = /first=(\\d+) second=(\\d+) third=(\\d+)/.exec(text);
        if (found) { tell({ browser: browser.pid, first: +found[1], second: +found[2], third: +found[3] }); text = ''; }
      });
      shell.write('set +m; setsid sleep 601 & one=$!; env -i setsid sleep 602 & two=$!; nohup sleep 603 >/dev/null 2>&1 & echo first=$one second=$two third=$!\\r');`);
    expect(Object.keys(processes)).toHaveLength(5);
    core?.kill('SIGKILL');
    expect(await allGone(processes)).toBeLessThan(1000);
    expect(readFileSync(join(folder, 'released'), 'utf8')).toBe('--keycodes=38,50 --buttons=1');
  });

  it('touches nothing that was released before', async () => {
    const { kept, ended, watchdog } = await startCore(`
      const kept = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      watchdog.watch({ kind: 'process-group', id: String(kept.pid) }).release();
      watchdog.watch({ kind: 'held-keys' }).release();
      const ended = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
      watchdog.watch({ kind: 'process', id: String(ended.pid) });
      setTimeout(() => tell({ kept: kept.pid, ended: ended.pid }), 50);`);
    core?.kill('SIGKILL');
    if (!kept || !ended || !watchdog) throw new Error('not started');
    await allGone({ ended, watchdog });
    expect(isRunning(kept)).toBe(true);
    expect(existsSync(join(folder, 'released'))).toBe(false);
  });

  it('does so also when a terminal took the whole group of the core with it', async () => {
    const processes = await startCore(`${GROUP} setTimeout(() => tell({ browser: browser.pid }), 50);`);
    const watchdog = processes.watchdog;
    if (!watchdog) throw new Error('not started');
    sendSignal(watchdog.pid, 'SIGHUP');
    sendSignal(watchdog.pid, 'SIGINT');
    core?.kill('SIGKILL');
    await allGone(processes);
  });

  it('is told of everything again when the watchdog itself was killed', async () => {
    const processes = await startCore(`${GROUP}
      process.stdin.resume();
      const first = watchdog.pid;
      process.kill(first, 'SIGKILL');
      const looking = setInterval(() => { if (watchdog.pid !== undefined && watchdog.pid !== first) { clearInterval(looking); tell({ browser: browser.pid }); } }, 10);`);
    core?.kill('SIGKILL');
    await allGone(processes);
  });
});

describe('when the core ends well', () => {
  it('says goodbye and nothing is cleaned up', async () => {
    const { browser, watchdog } = await startCore(`${GROUP}
      setTimeout(() => { tell({ browser: browser.pid }); setTimeout(() => { watchdog.dispose(); process.exit(0); }, 100); }, 50);`);
    if (!browser || !watchdog) throw new Error('not started');
    await allGone({ watchdog });
    expect(isRunning(browser)).toBe(true);
  });

  it('does not keep the core from ending', async () => {
    await startCore('tell({}); setTimeout(() => process.exit(), 10)');
    const code = await new Promise((resolve) => core?.once('exit', resolve));
    expect(code).toBe(0);
  });
});

describe('a number that somebody else has by now', () => {
  it.each(['process', 'process-group'] as const)('is left alone (%s)', async (kind) => {
    const stranger = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const identity = readProcess(stranger.pid ?? 0);
    if (!identity) throw new Error('not started');
    started.push(identity);
    await cleanUp([{ kind, pid: identity.pid, startTime: `${identity.startTime}1` }], null);
    expect(isRunning(identity)).toBe(true);
    await cleanUp([{ kind, pid: identity.pid, startTime: identity.startTime }], null);
    expect(isRunning(identity)).toBe(false);
  });

  it('is never 0, 1 or negative', () => {
    const watchdog = new ProcessWatchdog({ releaseHeldKeys: null });
    for (const id of ['0', '1', '-1', 'x', '']) watchdog.watch({ kind: 'process-group', id }).release();
    watchdog.dispose();
  });
});

it('starts as soon as its program can be run again, and takes nobody with it meanwhile', async () => {
  const file = join(folder, 'node');
  writeFileSync(file, `#!/bin/sh\nexec ${process.execPath} "$@"\n`, { mode: 0o755 });
  // As while an update writes it: to start it throws ETXTBSY.
  const written = openSync(file, 'r+');
  const watchdog = new ProcessWatchdog({ releaseHeldKeys: null, node: { file, args: [], environment: {} } });
  try {
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(watchdog.pid).toBeUndefined();
    closeSync(written);
    await watchdog.ready;
    const first = watchdog.pid ?? expect.fail('it does not run');
    const again = openSync(file, 'r+');
    sendSignal(first, 'SIGKILL');
    await expect.poll(() => watchdog.pid).toBeUndefined();
    closeSync(again);
    await expect.poll(() => watchdog.pid, PATIENCE).toBeGreaterThan(0);
  } finally {
    watchdog.dispose();
  }
});

it('ends what a dead core left on Windows, one by one where its own program for that is missing', async () => {
  const left = ['process', 'process-group'].map((kind) => {
    const child = spawn('sleep', ['600'], { detached: true, stdio: 'ignore' });
    const identity = readProcess(child.pid ?? 0);
    if (!identity) throw new Error('sleep does not run');
    started.push(identity);
    return { kind: kind as 'process' | 'process-group', pid: identity.pid, startTime: '' };
  });
  await cleanUp(left, null, 'win32');
  await vi.waitFor(() => expect(started.filter(isRunning)).toEqual([]), PATIENCE);
});
