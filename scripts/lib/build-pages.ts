import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { hashOfSources } from './build-sources.ts';
import { root } from './paths.ts';

/** Workspaces whose pages Vite builds into `dist`. */
const PAGES = ['packages/agent-ui', 'apps/console'];

/** Builds the pages whose sources changed since the last build. Throws with Vite's last words where one fails. */
export function buildPages(say: (line: string) => void): void {
  for (const workspace of PAGES) {
    const mark = join(root, workspace, 'dist', '.sources');
    const hash = hashOfSources(root, workspace);
    if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) continue;
    say(`building ${workspace}`);
    // Node's own runner: the system's npm may not work on this Node (Debian 12 splits it into its own folders).
    const run = spawnSync(process.execPath, ['--run', 'build'], {
      cwd: join(root, workspace),
      encoding: 'utf8',
      // A test's own NODE_ENV would build React for development: several times slower, and what is measured is not what is used.
      env: { ...process.env, NODE_ENV: 'production', PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    });
    if (run.status !== 0)
      throw new Error(`${workspace} could not be built:\n${`${run.stdout}\n${run.stderr}`.trim().slice(-3000)}`);
    mkdirSync(dirname(mark), { recursive: true });
    writeFileSync(mark, hash);
  }
}
