import { spawn } from 'node:child_process';
import { AppError, Emitter, type Event } from '@alongside/base';
import { sendSignal } from '../processes/index.ts';
import type { BrowserSeat } from './browser-seat.ts';
import { runAs } from './browser-user.ts';
import { endLeftover } from './end-leftover.ts';
import { groupMembers } from './group-members.ts';

export interface BrowserExit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** The end of what it wrote to standard error, for the log. */
  readonly lastWords: string;
}

/** The agent's browser: a process group of its own. */
export interface BrowserProcess {
  /** The group's id, which is its first process. */
  readonly pid: number;
  /** Fires once: the last window was closed, or the browser broke. */
  readonly onExit: Event<BrowserExit>;
  /** Every process of the browser that lives now, for the rule of the own windows. */
  ownProcesses(): ReadonlySet<number>;
  /** Kills all of it at once; nothing in its profile is worth waiting for. */
  end(): void;
}

const LAST_WORDS = 2_000;

/**
 * Starts a browser in a process group of its own, so that all of it can be ended together. `switches` is the whole
 * command line; what the product gives is `browserSwitches`. Throws `environment.missing-program`.
 */
export async function startBrowser(executable: string, switches: readonly string[], seat: BrowserSeat): Promise<BrowserProcess> {
  endLeftover(seat.profileDir);
  const prefix = seat.user === undefined ? [] : runAs(seat.user);
  const [program = executable, ...words] = [...(prefix ?? []), executable, ...switches];
  const child = spawn(program, words, { cwd: '/', env: seat.environment, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = new Emitter<BrowserExit>();
  let lastWords = '';
  let ended = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-LAST_WORDS);
  });
  const pid = await new Promise<number>((resolve, reject) => {
    child.once('spawn', () => resolve(child.pid ?? 0));
    child.once('error', (cause) =>
      reject(new AppError('environment.missing-program', `the browser ${executable} could not be started`, { cause })),
    );
  });
  child.once('exit', (exitCode, signal) => {
    ended = true;
    endFamily(pid);
    child.stderr.destroy();
    exited.fire({ exitCode, signal, lastWords });
  });
  return {
    pid,
    onExit: exited.event,
    ownProcesses: () => (ended ? new Set() : groupMembers(pid)),
    end: () => {
      if (!ended) endFamily(pid);
    },
  };
}

/** Ends a group and whatever of its descendants left the group. */
function endFamily(leader: number): void {
  const members = groupMembers(leader);
  sendSignal(-leader, 'SIGKILL');
  for (const pid of members) sendSignal(pid, 'SIGKILL');
}
