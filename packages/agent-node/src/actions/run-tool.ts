import { spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import type { WatchdogPort } from '@alongside/agent-core';
import { AppError, type Event, type RandomSource, randomId } from '@alongside/base';
import { formatMark, killTree } from '../processes/index.ts';

/** Programs inherit it, so that they are found after they left the group and lost their parent. */
const TOOL_MARK = 'ALONGSIDE_ACTION';
/** Of the system; nothing that a user can write is among them. */
const PATH = process.platform === 'win32' ? undefined : '/usr/sbin:/usr/bin:/sbin:/bin';
const MAX_LINE = 8 * 1024;

export interface ToolParts {
  readonly watchdog: WatchdogPort;
  readonly random: RandomSource;
}

export interface ToolRun {
  /** Absolute. */
  readonly file: string;
  readonly args: readonly string[];
  readonly onCancel: Event<void>;
  /** Where it is left out, nothing is read: what outlives a cancel must not stop at a pipe that nobody empties. */
  readonly onLine?: (line: string) => void;
}

/**
 * A program of the machine, without a shell, in the one language that is parsed, behind what the user does. Resolves with
 * its exit code. A cancel ends it with all that it started and throws `request.cancelled`; so does the end of the agent. What runs
 * with more rights by then can only be let go.
 */
export async function runTool(parts: ToolParts, tool: ToolRun): Promise<number> {
  // A cancel that came while something was looked at is heard of now: then nothing begins.
  let isCancelled = false;
  const early = tool.onCancel(() => {
    isCancelled = true;
  });
  await Promise.resolve();
  early.dispose();
  if (isCancelled) throw new AppError('request.cancelled', `${tool.file} was not begun`);
  return start(parts, tool);
}

function start({ watchdog, random }: ToolParts, { file, args, onCancel, onLine }: ToolRun): Promise<number> {
  const mark = { kind: 'variable', name: TOOL_MARK, value: randomId(random) } as const;
  const child = spawn(file, [...args], {
    env: { ...(PATH === undefined ? process.env : { PATH }), LC_ALL: 'C', LANG: 'C', [mark.name]: mark.value },
    cwd: process.platform === 'win32' ? 'C:\\' : '/',
    stdio: ['ignore', onLine ? 'pipe' : 'ignore', 'ignore'],
    windowsHide: true,
    shell: false,
    // Leads a group of its own, which ends as one.
    detached: process.platform !== 'win32',
  });
  const { pid } = child;
  const watched = pid === undefined ? [] : [watchdog.watch({ kind: 'process-group', id: String(pid) })];
  if (pid !== undefined) watched.push(watchdog.watch({ kind: 'process-mark', id: formatMark(mark) }));
  if (pid !== undefined) slowDown(pid);
  return new Promise((resolve, reject) => {
    const lines = child.stdout === null ? undefined : createInterface({ input: child.stdout });
    lines?.on('line', (line) => onLine?.(line.slice(0, MAX_LINE)));
    const finish = (settle: () => void) => {
      cancelling.dispose();
      for (const each of watched) each.release();
      settle();
    };
    const cancelling = onCancel(() => {
      const isOurs = child.exitCode === null && child.signalCode === null;
      killTree({ pid: isOurs ? pid : undefined, marks: [mark], leadsGroup: true });
      lines?.close();
      finish(() => reject(new AppError('request.cancelled', `${file} was ended`)));
    });
    child.once('error', (error) =>
      finish(() => reject(new AppError('action.failed', `${file} does not start`, { cause: error }))),
    );
    child.once('close', (code) =>
      finish(() => (code === null ? reject(new AppError('action.failed', `${file} was ended`)) : resolve(code))),
    );
  });
}

function slowDown(pid: number): void {
  try {
    setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It ended already, or may not be slowed: then it runs as everything else.
  }
}
