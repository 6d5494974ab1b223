import { spawn } from 'node:child_process';
import {
  Cgroup,
  isRunning,
  killTree,
  type ProcessIdentity,
  type ProcessMark,
  ProcessTracker,
  parseMark,
  readProcess,
  readProcesses,
  sendSignal,
  signalProcess,
} from '../processes/index.ts';
import type { ReleaseCommand, WatchedResource } from './watchdog-messages.ts';

/**
 * On a machine that idles keys are let go of within the second that DESIGN promises. On one that is busy another program takes
 * seconds to begin, and a key that stays down is worse than one that is let go of late.
 */
const RELEASE_LIMIT_MS = 15_000;
const ROUNDS = 20;
const ROUND_EVERY_MS = 25;

/** Ends and releases everything that the dead core had open. */
export async function cleanUp(
  resources: readonly WatchedResource[],
  releaseHeldKeys: ReleaseCommand | null,
  platform: NodeJS.Platform = process.platform,
): Promise<void> {
  if (platform === 'win32') return cleanUpWindows(resources, platform);
  const held = resources.filter((resource) => resource.kind === 'held-keys');
  const released = held.length > 0 && releaseHeldKeys ? runToEnd(withHeld(releaseHeldKeys, held)) : Promise.resolve();
  for (const resource of resources) if (resource.kind === 'cgroup') new Cgroup(resource.path).kill();
  const family = new ProcessTracker({ roots: rootsOf(resources), marks: marksOf(resources) });
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const resource of resources) if (resource.kind === 'process-group') killGroup(resource);
    const left = family.scan().filter((entry) => entry.state !== 'Z' && entry.state !== 'X');
    for (const entry of left) signalProcess(entry, 'SIGKILL');
    // Twice at the least: what was being forked in the first round is there in the second.
    if (left.length === 0 && round > 0) break;
    await new Promise((resolve) => setTimeout(resolve, ROUND_EVERY_MS));
  }
  for (const resource of resources) if (resource.kind === 'cgroup') new Cgroup(resource.path).remove();
  await released;
}

/** Windows knows no groups and tells no list here; a program of its own ends each process with all that came from it. */
async function cleanUpWindows(resources: readonly WatchedResource[], platform: 'win32'): Promise<void> {
  for (const resource of resources) {
    if (resource.kind !== 'process' && resource.kind !== 'process-group') continue;
    killTree({ pid: resource.pid, marks: [], leadsGroup: false, platform });
  }
  // Where that program is missing it is known a moment later, and each is ended alone.
  await new Promise((resolve) => setTimeout(resolve, ROUND_EVERY_MS));
}

function withHeld(command: ReleaseCommand, held: readonly Extract<WatchedResource, { kind: 'held-keys' }>[]): ReleaseCommand {
  const list = (numbers: readonly number[]) => [...new Set(numbers)].join(',');
  const keycodes = list(held.flatMap((resource) => resource.keycodes));
  const buttons = list(held.flatMap((resource) => resource.buttons));
  return { ...command, args: [...command.args, `--keycodes=${keycodes}`, `--buttons=${buttons}`] };
}

function rootsOf(resources: readonly WatchedResource[]): readonly ProcessIdentity[] {
  const groups = new Set<number>();
  const roots: ProcessIdentity[] = [];
  for (const resource of resources) {
    if (resource.kind === 'process') roots.push(resource);
    if (resource.kind === 'process-group' && isSameGroup(resource)) groups.add(resource.pid);
  }
  // With their descendants: a browser's helpers, say, that made groups of their own.
  return groups.size === 0 ? roots : [...roots, ...readProcesses().filter((entry) => groups.has(entry.group))];
}

function marksOf(resources: readonly WatchedResource[]): readonly ProcessMark[] {
  return resources.flatMap((resource) => (resource.kind === 'process-mark' ? (parseMark(resource.mark) ?? []) : []));
}

function killGroup(group: ProcessIdentity): void {
  if (isSameGroup(group)) sendSignal(-group.pid, 'SIGKILL');
}

/** A group's number stays taken while anyone is in it, so only a stranger who leads one of that number is to be feared. */
function isSameGroup(group: ProcessIdentity): boolean {
  const leader = readProcess(group.pid);
  return leader === undefined || (leader.startTime === group.startTime && (isRunning(leader) || leader.state === 'Z'));
}

function runToEnd(command: ReleaseCommand): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(command.file, command.args, { env: command.environment, stdio: 'ignore' });
    const limit = setTimeout(() => child.kill('SIGKILL'), RELEASE_LIMIT_MS);
    const end = () => {
      clearTimeout(limit);
      resolve();
    };
    child.once('error', end);
    child.once('exit', end);
  });
}
