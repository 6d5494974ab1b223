import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { cgroupRoot } from './cgroup.ts';
import { ProcessFamily } from './process-family.ts';
import { carriesMark, chooseQueueLimit, formatMark, parseMark, readQueueLimit } from './process-mark.ts';
import { isRunning, type ProcessEntry, parseProcessStat, readProcess, signalProcess } from './process-table.ts';
import { ProcessTracker } from './process-tracker.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});
function start(file: string, args: string[], options: { uid?: number } = {}): ProcessEntry {
  const child = spawn(file, args, { stdio: 'ignore', ...options });
  started.push(child);
  const entry = readProcess(child.pid ?? 0);
  if (!entry) throw new Error('not started');
  return entry;
}

const entry = (pid: number, parent: number, session: number, startTime = '1'): ProcessEntry => ({
  pid,
  parent,
  session,
  group: session,
  startTime,
  state: 'S',
  command: 'x',
});

describe('the process table', () => {
  it('reads names with blanks and brackets', () => {
    const fields = Array.from({ length: 40 }, (_, index) => String(index)).join(' ');
    expect(parseProcessStat(`42 (a) b (c) S 1 40 39 ${fields}`)).toMatchObject({
      pid: 42,
      command: 'a) b (c',
      state: 'S',
      parent: 1,
      group: 40,
      session: 39,
      startTime: '15',
    });
    for (const broken of ['', '42', '42 (x', '42 (x) S 1', 'x (y) S 1 1 1']) expect(parseProcessStat(broken)).toBeUndefined();
  });

  it('signals a process and never another with its number', () => {
    const sleep = start('sleep', ['600']);
    expect(signalProcess({ pid: sleep.pid, startTime: `${sleep.startTime}0` }, 'SIGKILL')).toBe('gone');
    expect(isRunning(sleep)).toBe(true);
    expect(signalProcess(sleep, 'SIGKILL')).toBe('sent');
  });
});

describe('the tracker', () => {
  it('finds children, sessions and their children, and keeps what lost its parent', () => {
    let table = [entry(10, 1, 10), entry(11, 10, 10), entry(12, 11, 12), entry(20, 1, 20)];
    const tracker = new ProcessTracker({ roots: [entry(10, 1, 10)], readProcesses: () => table });
    const pids = () => tracker.scan().map(({ pid }) => pid);
    expect(pids()).toEqual([10, 11, 12]);
    // The leader of the new session ended, its child was born in between and belongs to init.
    table = [entry(10, 1, 10), entry(13, 1, 12), entry(14, 13, 14), entry(20, 1, 20)];
    expect(pids()).toEqual([10, 13, 14]);
    table = [entry(14, 1, 14), entry(20, 1, 20), entry(21, 20, 20)];
    expect(pids()).toEqual([14]);
  });

  it('takes nobody for its own who got a number again', () => {
    let table = [entry(10, 1, 10), entry(11, 10, 11)];
    const tracker = new ProcessTracker({ roots: [entry(10, 1, 10)], readProcesses: () => table });
    tracker.scan();
    table = [entry(10, 1, 10), entry(11, 1, 11, '2'), entry(12, 11, 11, '2')];
    expect(tracker.scan().map(({ pid }) => pid)).toEqual([10]);
  });
});

describe('marks', () => {
  it('stay through setsid and an empty environment', () => {
    const hard = readQueueLimit('self')?.hard ?? 0;
    const bytes = chooseQueueLimit(hard, 123_456) ?? 0;
    const child = spawn('prlimit', [`--msgqueue=${bytes}:`, 'sh', '-c', 'env -i setsid sleep 600 & echo $!; wait'], {
      detached: true,
    });
    started.push(child);
    return new Promise<void>((resolve) => {
      child.stdout.once('data', (data) => {
        const pid = Number(String(data));
        expect(carriesMark(pid, [{ kind: 'limit', bytes }])).toBe(true);
        expect(carriesMark(pid, [{ kind: 'limit', bytes: bytes + 1 }])).toBe(false);
        expect(carriesMark(process.pid, [{ kind: 'limit', bytes }])).toBe(false);
        process.kill(pid, 'SIGKILL');
        resolve();
      });
    });
  });

  it('leave room below the hard limit, or are not used', () => {
    for (const random of [0, 1, 2 ** 32 - 1]) expect(chooseQueueLimit(819_200, random)).toBeLessThan(819_200);
    expect(chooseQueueLimit(Number.POSITIVE_INFINITY, 2 ** 32 - 1)).toBeGreaterThan(65_536);
    expect(chooseQueueLimit(65_536, 5)).toBeUndefined();
    expect(chooseQueueLimit(0, 5)).toBeUndefined();
  });

  it('are written and read alike', () => {
    for (const mark of [
      { kind: 'limit', bytes: 700_000 } as const,
      { kind: 'variable', name: 'A_B', value: 'x'.repeat(24) } as const,
    ]) {
      expect(parseMark(formatMark(mark))).toEqual(mark);
    }
    for (const text of ['', 'limit:1', 'limit:-100000', 'variable:a=b', 'variable:A=']) expect(parseMark(text)).toBeUndefined();
  });
});

describe('the family', () => {
  it.runIf(process.getuid?.() === 0)('names who cannot be ended', async () => {
    const sleep = start('sleep', ['600']);
    const script = `const { ProcessFamily } = await import(${JSON.stringify(fileURLToPath(new URL('./process-family.ts', import.meta.url)))});
      const family = new ProcessFamily({ root: { pid: ${sleep.pid}, startTime: '${sleep.startTime}' }, marks: [], cgroup: undefined });
      process.stdout.write(JSON.stringify(await family.end('kill')));`;
    const other = spawn(process.execPath, ['--input-type=module', '-e', script], {
      uid: 65534,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    started.push(other);
    let output = '';
    other.stdout.on('data', (data) => {
      output += String(data);
    });
    await new Promise((resolve) => other.once('close', resolve));
    expect(JSON.parse(output)).toEqual([`sleep 600 (pid ${sleep.pid})`]);
    expect(isRunning(sleep)).toBe(true);
  });

  it('is ended at once while it is frozen, and hang-ups are overtaken by kills', async () => {
    const stubborn = start('sh', ['-c', 'trap "" HUP; sleep 600 & wait; wait']);
    const family = new ProcessFamily({ root: stubborn, marks: [], cgroup: undefined });
    const hangup = family.end('hangup');
    const from = performance.now();
    expect(await family.end('kill')).toEqual([]);
    expect(performance.now() - from).toBeLessThan(600);
    expect(await hangup).toEqual([]);
  });
});

describe('cgroup v2', () => {
  it('is found alone or beside v1', () => {
    expect(cgroupRoot('cgroup2 /sys/fs/cgroup cgroup2 rw 0 0\n')).toBe('/sys/fs/cgroup');
    expect(cgroupRoot('x /sys/fs/cgroup/cpu cgroup rw 0 0\ncgroup2 /sys/fs/cgroup/unified cgroup2 rw 0 0\n')).toBe(
      '/sys/fs/cgroup/unified',
    );
    expect(cgroupRoot('tmpfs /tmp tmpfs rw 0 0\n')).toBeUndefined();
  });
});
