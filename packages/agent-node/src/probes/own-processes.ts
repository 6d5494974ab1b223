import { readdirSync } from 'node:fs';
import os from 'node:os';
import { setTimeout as delay } from 'node:timers/promises';
import { ProbeFailure } from '@alongside/diagnostics';
import type { Facts } from '@alongside/protocol';
import { parseProcessStat, readProcFile } from '../processes/index.ts';

type Processes = Extract<Facts['processes'], { status: 'known' }>['value'];

const SAMPLE_MS = 500;
const MAX_BUSIEST = 10;
/** The kernel's own clock in /proc is 100 a second on every Linux (USER_HZ), whatever it uses inside. */
const TICKS_PER_SECOND = 100;

interface Sample {
  readonly startTime: string;
  readonly command: string;
  readonly ticks: number;
  readonly residentBytes: number;
}

/**
 * How many processes there are, and which of the user's own are the busiest, over half a second. Of others' processes
 * nothing is read but that they exist; arguments are not read at all. Read from /proc, because systeminformation asks
 * `ps` for everybody's command lines.
 */
export async function readOwnProcesses(): Promise<Processes> {
  const uid = process.getuid?.();
  if (process.platform !== 'linux' || uid === undefined) throw new ProbeFailure('unsupported');
  const before = sampleOwn(uid);
  const from = performance.now();
  await delay(SAMPLE_MS);
  const after = sampleOwn(uid);
  const seconds = (performance.now() - from) / 1000;
  const totalBytes = os.totalmem();
  const busiest = [...after]
    .map(([pid, now]) => {
      const then = before.get(pid);
      const ticks = then?.startTime === now.startTime ? now.ticks - then.ticks : 0;
      return {
        cmd: now.command,
        cpuusage: Math.round((Math.max(0, ticks) / TICKS_PER_SECOND / seconds) * 1000) / 10,
        mem: Math.min(1, now.residentBytes / totalBytes),
      };
    })
    .sort((a, b) => b.cpuusage - a.cpuusage || b.mem - a.mem)
    .slice(0, MAX_BUSIEST);
  return { count: pids().length, busiest };
}

function pids(): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/u.test(name))
    .map(Number);
}

function sampleOwn(uid: number): ReadonlyMap<number, Sample> {
  const samples = new Map<number, Sample>();
  for (const pid of pids()) {
    if (pid === process.pid) continue;
    const status = readProcFile(`/proc/${pid}/status`);
    // Real, effective, saved and file-system uid: a program that became somebody else is not the user's own.
    const owners = /^Uid:\s+(\d+)\s+(\d+)/mu.exec(status ?? '');
    if (!status || Number(owners?.[1]) !== uid || Number(owners?.[2]) !== uid) continue;
    const line = readProcFile(`/proc/${pid}/stat`);
    const entry = line === undefined ? undefined : parseProcessStat(line);
    if (!line || !entry || entry.state === 'Z') continue;
    const [user = 0, kernel = 0] = line
      .slice(line.lastIndexOf(')') + 2)
      .split(' ')
      .slice(11, 13)
      .map(Number);
    const resident = Number(/^VmRSS:\s+(\d+) kB/mu.exec(status)?.[1] ?? 0) * 1024;
    samples.set(pid, { startTime: entry.startTime, command: entry.command, ticks: user + kernel, residentBytes: resident });
  }
  return samples;
}
