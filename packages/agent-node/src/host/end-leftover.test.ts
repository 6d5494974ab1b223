import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync } from 'node:fs';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { readProcesses } from '../processes/index.ts';
import { endLeftover } from './end-leftover.ts';

let profile: string;
let others: ChildProcess[];
beforeEach(async () => {
  others = [];
  // As below "Application Support".
  profile = await mkdtemp(join(tmpdir(), 'alongside profile '));
});
afterEach(async () => {
  for (const child of others) child.kill('SIGKILL');
  await rm(profile, { recursive: true, force: true });
});

/** A process as a browser is started: in a group of its own, and with a child. */
async function startAs(profileDir: string): Promise<ChildProcess> {
  const script = 'require("node:child_process").spawn("sleep", ["60"]); process.stdout.write("up"); setTimeout(() => {}, 60_000)';
  const child = spawn(process.execPath, ['-e', script, '--', `--user-data-dir=${profileDir}`, '--last'], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  others.push(child);
  if (child.stdout) await once(child.stdout, 'data');
  await symlink(`some-host-${child.pid}`, join(profile, 'SingletonLock'));
  return child;
}

const isThere = (path: string) => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

// What macOS has is asked of the same program here.
describe.skipIf(process.platform !== 'linux' || !existsSync('/bin/ps'))('a browser that outlived its core', () => {
  test.each(['linux', 'darwin'] as const)('is ended with all of its group, and its lock goes (as on %s)', async (platform) => {
    const child = await startAs(profile);
    endLeftover(profile, platform);
    await once(child, 'exit');
    await expect.poll(() => isGroupAlive(child.pid ?? 0)).toBe(false);
    expect(isThere(join(profile, 'SingletonLock'))).toBe(false);
  });

  test.each(['linux', 'darwin'] as const)(
    'is another program that has its number by now: that is left alone (%s)',
    async (platform) => {
      for (const other of [`${profile}-2`, '/somewhere/else']) {
        const child = await startAs(other);
        endLeftover(profile, platform);
        expect([child.exitCode, child.signalCode]).toEqual([null, null]);
        expect(isThere(join(profile, 'SingletonLock'))).toBe(false);
      }
    },
  );

  test.each(['linux', 'darwin'] as const)('is gone, or was never there (%s)', async (platform) => {
    endLeftover(profile, platform);
    for (const target of ['host-4194304', 'host-1', 'host-0', 'nonsense']) {
      await symlink(target, join(profile, 'SingletonLock'));
      endLeftover(profile, platform);
      expect(isThere(join(profile, 'SingletonLock'))).toBe(false);
    }
  });
});

/** One that has ended may not have been collected. */
function isGroupAlive(leader: number): boolean {
  return readProcesses().some(({ group, state }) => group === leader && state !== 'Z');
}
