import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { LaneParts } from '../probe-lane.ts';

interface HangingFileSystem {
  /** Runs a lane where the file system is; the rest of the machine does not see it. */
  readonly node: LaneParts['node'];
  /** Resolves when somebody asked, and can be ended by nothing any more. */
  readonly taken: Promise<void>;
  /** Ends every request that waits. */
  release(): void;
}

/** As a network share whose server is gone, on `folder`. Undefined where this user may not mount, or there is no FUSE. */
export async function mountHangingFileSystem(folder: string): Promise<HangingFileSystem | undefined> {
  const script = fileURLToPath(new URL('./hanging-file-system-process.ts', import.meta.url));
  const child = spawn('unshare', ['--mount', '--propagation', 'private', process.execPath, script, folder], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const mounted = Promise.withResolvers<boolean>();
  const taken = Promise.withResolvers<void>();
  createInterface(child.stdout).on('line', (line) => (line === 'mounted' ? mounted.resolve(true) : taken.resolve()));
  for (const event of ['error', 'exit'])
    void once(child, event).then(
      () => mounted.resolve(false),
      () => mounted.resolve(false),
    );
  if (!(await mounted.promise)) return undefined;
  return {
    node: { file: 'nsenter', args: ['--mount', '--target', String(child.pid), process.execPath], environment: {} },
    taken: taken.promise,
    release: () => void child.kill('SIGKILL'),
  };
}
