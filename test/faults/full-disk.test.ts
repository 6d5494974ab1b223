import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { isRunning } from '../fixtures/processes.ts';
import { startChildren } from '../fixtures/shell-children.ts';
import { temporaryFolder } from '../fixtures/temporary-folder.ts';
import { until } from '../fixtures/until.ts';
import { Walk } from '../fixtures/walk.ts';
import { startSeparateWorld } from '../fixtures/world.ts';

/** Only root may mount a file system of its own that is small enough to be filled. */
const skipped = process.platform !== 'linux' || process.getuid?.() !== 0 || !canMount();
if (skipped) console.warn('skipped: a full disk needs root and a tmpfs of its own');

let folder: ReturnType<typeof temporaryFolder>;
let world: Awaited<ReturnType<typeof startSeparateWorld>>;
let mounted = false;

beforeEach(async () => {
  if (skipped) return;
  folder = temporaryFolder();
  world = await startSeparateWorld({ environment: { PATH: process.env.PATH, HOME: folder.path, LANG: 'C.UTF-8' } });
});

afterEach(async () => {
  if (skipped) return;
  if (mounted) execFileSync('umount', ['-l', world.dataDir]);
  mounted = false;
  await world.close();
  folder.remove();
});

test.skipIf(skipped)(
  'a full disk: nothing new is allowed, in words, and Stop cuts all the same',
  { timeout: 90_000 },
  async () => {
    const walk = new Walk(world);
    const { user, technician } = walk;
    moveToSmallDisk();
    await walk.join();
    await walk.grant('screen.view', 'shell.run');
    await walk.openShell();
    const pids = await startChildren(walk);
    fill();
    await walk.ask('input.control');
    await walk.dialog.getByRole('button', { name: /^Let .+ click and type/u }).click();
    await user.getByText(/^Mouse and keyboard could not be shared\. Nothing was allowed\./u).waitFor();
    await user.getByText('storage.full', { exact: true }).waitFor();
    await technician.getByText('It could not begin (storage.full). Nothing is open.').waitFor();
    expect(await walk.returnButton('input.control').count()).toBe(0);
    await walk.bar.getByRole('button', { name: 'Stop' }).click();
    await user.getByRole('heading', { name: 'Stopped.' }).waitFor();
    await until(() => (pids.some(isRunning) ? undefined : true), 10_000);
    await technician.getByText(/^Robin stopped the session at /u).waitFor();
  },
);

/** The agent's data on a disk of 4 MB, with the agent running: files that are open stay where they were, new ones go there. */
function moveToSmallDisk(): void {
  const copy = join(folder.path, 'copy');
  cpSync(world.dataDir, copy, { recursive: true, preserveTimestamps: true });
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=0700', 'tmpfs', world.dataDir]);
  mounted = true;
  cpSync(copy, world.dataDir, { recursive: true, preserveTimestamps: true });
}

/** To the last byte: what is left after a large piece is taken by smaller and smaller ones. */
function fill(): void {
  for (let bytes = 1024 * 1024, file = 0; bytes >= 1; file += 1) {
    const path = join(world.dataDir, `filler-${file}`);
    try {
      writeFileSync(path, Buffer.alloc(bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      bytes = Math.floor(bytes / 2);
    }
  }
}

function canMount(): boolean {
  const place = temporaryFolder();
  const at = join(place.path, 'try');
  try {
    mkdirSync(at);
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', at], { stdio: 'ignore' });
    execFileSync('umount', [at], { stdio: 'ignore' });
    return true;
  } catch {
    return false; // Containers often forbid it.
  } finally {
    rmSync(place.path, { recursive: true, force: true });
  }
}
