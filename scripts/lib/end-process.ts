import type { ChildProcess } from 'node:child_process';

/** Asks a process to end, and ends it where it does not within `patienceMs`. Resolves when it is gone. */
export function endProcess(child: ChildProcess, patienceMs = 2_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return Promise.resolve();
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGTERM');
    setTimeout(() => child.kill('SIGKILL'), patienceMs).unref();
  });
}
