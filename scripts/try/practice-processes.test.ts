import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readProcess } from '../../packages/agent-node/src/processes/process-table.ts';
import { usersOf } from '../lib/process-users.ts';
import { endAllOf } from './practice-processes.ts';

/** In no passwd(5). */
const STRANGER = { uid: 64_321, gid: 64_321 };

test.skipIf(process.getuid?.() !== 0)(
  'what a practice session starts ends with it, whatever home, session and signals it chose',
  async () => {
    const outlives = "trap '' HUP TERM; (HOME=/ setsid nohup sleep 600 >/dev/null 2>&1 & echo $!); exit";
    const shell = spawn('/bin/sh', ['-c', outlives], { ...STRANGER, cwd: '/', stdio: ['ignore', 'pipe', 'ignore'] });
    const [line] = await once(shell.stdout, 'data');
    const pid = Number(String(line));
    expect(usersOf(pid)).toEqual(Array.from({ length: 4 }, () => STRANGER.uid));
    await endAllOf(STRANGER);
    // A dead one that nobody has collected yet does nothing any more.
    expect(['Z', undefined]).toContain(readProcess(pid)?.state);
  },
);

test.skipIf(process.getuid?.() !== 0)(
  'what a practice session told cron to start later is taken back, and nobody else’s',
  async () => {
    const jobs = mkdtempSync(join(tmpdir(), 'practice-jobs-'));
    try {
      for (const name of ['stranger', 'root']) writeFileSync(join(jobs, name), '* * * * * ./x\n');
      chownSync(join(jobs, 'stranger'), STRANGER.uid, STRANGER.gid);
      await endAllOf(STRANGER, ['/nowhere', jobs]);
      expect(readdirSync(jobs)).toEqual(['root']);
    } finally {
      rmSync(jobs, { recursive: true });
    }
  },
);

test('nothing of our own user, or of root, is ended', async () => {
  const own = { uid: process.getuid?.() ?? 0, gid: 0 };
  await expect(endAllOf(own)).rejects.toThrow('not ours to end');
  await expect(endAllOf({ uid: 0, gid: 0 })).rejects.toThrow('not ours to end');
});
