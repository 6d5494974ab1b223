import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import { join } from 'node:path';
import type { ProbeRun, WatchdogPort } from '@alongside/agent-core';
import { Emitter, systemRandom } from '@alongside/base';
import { CHECKS, type Check, type Lane } from '@alongside/diagnostics';
import type { Report } from '@alongside/protocol';
import { FakeClock } from '@alongside/testkit';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isRunning, readProcess } from '../processes/index.ts';
import { type NodeProbeOptions, NodeProbePort } from './node-probe-port.ts';
import { mountHangingFileSystem } from './testing/hanging-file-system.ts';

const PATIENCE = { timeout: 8000, interval: 5 };
const random = systemRandom();
const OK = { total: 10, available: 9 };

let folder: string;
let clock: FakeClock;
beforeEach(() => {
  folder = mkdtempSync(join(os.tmpdir(), 'runner-faults-'));
  clock = new FakeClock();
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Checks of a level of their own, so that no fact is read; each with the reading of `mem.avail`, in the lane that is said. */
function checksIn(...lanes: readonly Lane[]): readonly Check[] {
  const memory = CHECKS.find(({ id }) => id === 'mem.avail');
  if (!memory) throw new Error('mem.avail is gone');
  const probe = { read: () => Promise.resolve(OK) };
  const probes = { linux: probe, windows: probe, macos: probe };
  return lanes.map((lane, index) => ({
    ...memory,
    id: CHECKS[index]?.id ?? memory.id,
    lane,
    privacy: 'P3',
    profiles: ['quick'],
    probes,
    judge: () => ({ status: 'pass', evidence: [] }),
  }));
}
const idOf = (index: number) => CHECKS[index]?.id ?? '';

/** Notes what it is asked. Answers well, or does what `bodies` says for the check of that number. */
function lane(bodies: Readonly<Record<number, string>> = {}): string {
  const path = join(folder, 'lane.mjs');
  const cases = Object.entries(bodies).map(([index, body]) => `case 'check:${idOf(Number(index))}': { ${body}; break; }`);
  writeFileSync(
    path,
    `import { spawn, spawnSync, execFileSync } from 'node:child_process';
     import { appendFileSync, readFileSync, statfsSync } from 'node:fs';
     const note = (file, line) => appendFileSync(${JSON.stringify(`${folder}/`)} + file, line + '\\n');
     note('pids', process.pid);
     const hang = () => setInterval(() => undefined, 1e6);
     process.on('message', ({ task }) => {
       const reply = (rest) => process.send({ task, ...rest });
       const good = () => reply({ status: 'read', reading: ${JSON.stringify(OK)} });
       note('asked', task);
       switch (task) { ${cases.join('\n')} default: good(); }
     });
     process.on('disconnect', () => process.exit());
     process.send({ status: 'ready' });`,
  );
  return path;
}

function linesOf(file: string): readonly string[] {
  try {
    return readFileSync(join(folder, file), 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}
const asked = () => linesOf('asked').length;
/** Waits until so many were asked, and until this process knows it: a lane says that it is ready before it can be asked. */
async function areAsked(count: number, counted: () => number = asked): Promise<void> {
  await vi.waitFor(() => expect(counted()).toBe(count), PATIENCE);
  for (let turn = 0; turn < 2; turn += 1) await new Promise(setImmediate);
}
const allGone = () =>
  vi.waitFor(
    () =>
      expect(
        linesOf('pids')
          .map(Number)
          .flatMap((pid) => readProcess(pid) ?? [])
          .filter(isRunning)
          .filter(({ command }) => command !== 'vitest'),
      ).toEqual([]),
    PATIENCE,
  );

function begin(options: Partial<NodeProbeOptions> & { readonly script: string }, run: Partial<ProbeRun> = {}) {
  const watchdog: WatchdogPort = { watch: () => ({ release: () => undefined }) };
  const port = new NodeProbePort({ agentVersion: '1', watchdog, random, clock, ...options });
  const cancel = new Emitter<void>();
  const start = (): Promise<Report> =>
    port.run({ profile: 'quick', levels: ['P3'], basis: 'local', onCancel: cancel.event, onProgress: () => undefined, ...run });
  return { start, cancel, report: start() };
}

/** `CHECK REASON` or `CHECK STATUS` by number, in the order of the checks. */
function outcomes(report: Report): readonly string[] {
  const all = new Map<string, string>([
    ...report.findings.map(({ check, status }) => [check, status] as const),
    ...report.unknowns.map(({ check, reason }) => [check, reason] as const),
  ]);
  return CHECKS.map(({ id }) => all.get(id)).filter((outcome) => outcome !== undefined);
}

describe('a scan ends in time, whatever hangs', () => {
  it.each([
    ['quick', 30_000, 2],
    ['full', 120_000, 5],
  ] as const)('%s within %d ms, with what was read by then', async (profile, limitMs, tried) => {
    // The first of each lane answers, all others hang; a slow one has 25 s.
    const checks = checksIn('fast', 'slow', ...Array.from({ length: 6 }, (): Lane => 'slow'));
    const bodies = Object.fromEntries(checks.slice(2).map((_, index) => [index + 2, 'hang()']));
    let read = 0;
    const onProgress: ProbeRun['onProgress'] = ({ done }) => {
      read = done;
    };
    const { report } = begin({ script: lane(bodies), checks }, { profile, onProgress });
    for (let hanging = 1; hanging <= tried; hanging += 1) {
      await vi.waitFor(() => expect(read).toBe(1 + hanging), PATIENCE);
      await areAsked(2 + hanging);
      await clock.advance(Math.min(25_000, limitMs - clock.monotonic()));
    }
    const made = await report;
    expect([clock.monotonic(), made.meta.tookMs]).toEqual([limitMs, limitMs]);
    expect(outcomes(made)).toEqual(['pass', 'pass', ...Array.from({ length: 6 }, () => 'timeout')]);
    await allGone();
  });

  it('a file system that answers nothing: its process cannot be killed, and nobody waits for it', async (context) => {
    const hanging = join(folder, 'mount');
    mkdirSync(hanging);
    const mounted = await mountHangingFileSystem(hanging);
    if (!mounted) return context.skip('no FUSE for this user');
    try {
      const script = lane({ 0: `statfsSync(${JSON.stringify(hanging)}); good()` });
      const { report } = begin({ script, node: mounted.node, checks: checksIn('fast', 'fast', 'slow') });
      await areAsked(2);
      await mounted.taken;
      await clock.advance(5000);
      expect(outcomes(await report)).toEqual(['timeout', 'pass', 'pass']);
      const states = () => linesOf('pids').map((pid) => readProcess(Number(pid))?.state);
      await vi.waitFor(() => expect(states()).toContain('D'), PATIENCE);
    } finally {
      mounted.release();
    }
    // Killed, as soon as the kernel lets it go.
    await allGone();
  });

  it('a pipe that nobody writes to: only that check is lost', async () => {
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const script = lane({ 0: `readFileSync(${JSON.stringify(pipe)}); good()` });
    const { report } = begin({ script, checks: checksIn('fast', 'fast') });
    await areAsked(1);
    await clock.advance(5000);
    expect(outcomes(await report)).toEqual(['timeout', 'pass']);
    await allGone();
  });
});

describe('what a check started is ended with it', () => {
  it('ignores SIGTERM, has grandchildren, and one of them left session and parent', async () => {
    const pids = JSON.stringify(join(folder, 'pids'));
    const inner = `trap "" TERM HUP INT; echo $$ >> ${pids}; sleep 600 & echo $! >> ${pids}; wait`;
    writeFileSync(join(folder, 'inner.sh'), inner);
    const outer = `trap "" TERM HUP INT; echo $$ >> ${pids}; (setsid sh ${folder}/inner.sh &); sh ${folder}/inner.sh & wait`;
    const script = lane({ 0: `spawn('sh', ['-c', ${JSON.stringify(outer)}], { stdio: 'ignore' }); hang()` });
    const { report } = begin({ script, checks: checksIn('commands', 'commands') });
    // The lane, the outer shell, two inner ones and their sleeps.
    await areAsked(6, () => new Set(linesOf('pids')).size);
    await clock.advance(10_000);
    expect(outcomes(await report)).toEqual(['timeout', 'pass']);
    await allGone();
  });

  it('goes on after its lane died', async () => {
    const script = lane({
      0: `const child = spawn('setsid', ['sleep', '600'], { stdio: 'ignore', detached: true }); note('pids', child.pid); process.exit(1)`,
    });
    const { report } = begin({ script, checks: checksIn('commands', 'commands') });
    expect(outcomes(await report)).toEqual(['failed', 'pass']);
    await allGone();
  });
});

describe('a lane that misbehaves costs what it was asked, and no more', () => {
  it('floods, answers for another, dies, answers with what is no reading', async () => {
    const script = lane({
      1: 'const more = () => process.send({ any: "x".repeat(1000) }, more); more(); more()',
      2: 'const more = () => process.send({ task: "fact:cpus", status: "read", reading: 1 }, more); more()',
      3: 'process.kill(process.pid, "SIGSEGV")',
      4: 'reply({ status: "read", reading: { total: -1 } })',
    });
    const { report } = begin({ script, checks: checksIn('fast', 'fast', 'fast', 'fast', 'fast', 'fast', 'slow') });
    expect(outcomes(await report)).toEqual(['pass', 'failed', 'failed', 'failed', 'parse', 'pass', 'pass']);
    await allGone();
  });

  it('dies after its answer: the next gets a new one', async () => {
    const script = lane({ 0: 'good(); process.exit(3)' });
    const result = await begin({ script, checks: checksIn('fast', 'fast') }).report;
    // Whether the end is seen before the next is asked is a race that either may win.
    expect(['pass pass', 'pass failed']).toContain(outcomes(result).join(' '));
  });

  it('never starts: all is failed at once, and the start is no check’s time', async () => {
    const script = join(folder, 'lane.mjs');
    writeFileSync(script, 'process.exit(1)');
    expect(outcomes(await begin({ script, checks: checksIn('fast', 'slow') }).report)).toEqual(['failed', 'failed']);
  });

  it('judges that throw, or say what no report may hold, cost themselves alone', async () => {
    const [first, second, third] = checksIn('fast', 'fast', 'fast') as [Check, Check, Check];
    const broken: Check = {
      ...first,
      judge: () => {
        throw new TypeError('a case that nobody thought of');
      },
    };
    const endless: Check = { ...second, judge: () => ({ status: 'warn', text: '?', evidence: [] }) };
    expect(outcomes(await begin({ script: lane(), checks: [broken, endless, third] }).report)).toEqual([
      'failed',
      'parse',
      'pass',
    ]);
  });
});

it('at most two lanes live at a time, and none is left', async () => {
  const live = new Set<string>();
  let most = 0;
  const watchdog: WatchdogPort = {
    watch(resource) {
      if (resource.kind !== 'process-group') return { release: () => undefined };
      live.add(resource.id);
      most = Math.max(most, live.size);
      return { release: () => void live.delete(resource.id) };
    },
  };
  const checks = checksIn('fast', 'commands', 'network', 'slow', 'fast', 'commands');
  expect(outcomes(await begin({ script: lane(), checks, watchdog }).report)).toEqual(Array.from(checks, () => 'pass'));
  expect([most, live.size, new Set(linesOf('pids')).size]).toEqual([2, 0, 4]);
});

it('a check that hung in two scans is left alone in the third; the others are asked', async () => {
  const { start, report } = begin({ script: lane({ 0: 'hang()' }), checks: checksIn('fast', 'fast') });
  let running = report;
  for (let scan = 1; scan <= 2; scan += 1) {
    const hangs = () => linesOf('asked').filter((task) => task === `check:${idOf(0)}`).length;
    await areAsked(scan, hangs);
    await clock.advance(5000);
    expect(outcomes(await running)).toEqual(['timeout', 'pass']);
    running = start();
  }
  const before = linesOf('asked').filter((task) => task === `check:${idOf(0)}`).length;
  const third = await running;
  expect(outcomes(third)).toEqual(['timeout', 'pass']);
  expect(third.unknowns[0]?.tookMs).toBe(0);
  expect(linesOf('asked').filter((task) => task === `check:${idOf(0)}`)).toHaveLength(before);
});

describe('a cancel', () => {
  it('is answered at once, with what was read; nothing is left running', async () => {
    const { cancel, report } = begin({
      script: lane({ 1: 'hang()', 2: 'hang()' }),
      checks: checksIn('fast', 'fast', 'slow', 'slow'),
    });
    await areAsked(3);
    cancel.fire();
    expect(outcomes(await report)).toEqual(['pass', 'cancelled', 'cancelled', 'cancelled']);
    expect(clock.monotonic()).toBe(0);
    await allGone();
  });

  it('before anything was asked leaves all unread', async () => {
    const { cancel, report } = begin({ script: lane(), checks: checksIn('fast', 'slow'), keepIn: join(folder, 'data') });
    cancel.fire();
    expect(outcomes(await report)).toEqual(['cancelled', 'cancelled']);
    expect(asked()).toBe(0);
  });
});

it('whoever listens may throw: the scan ends, and nothing goes on by itself', async () => {
  const onProgress = () => {
    throw new Error('the page is gone');
  };
  const { report } = begin(
    { script: lane({ 0: 'hang()', 1: 'hang()' }), checks: checksIn('fast', 'slow', 'network') },
    { onProgress },
  );
  await expect(report).rejects.toThrow('the page is gone');
  await allGone();
});
