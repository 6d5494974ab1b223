import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { root } from './paths.ts';

/** A set of pages that Vite builds, and the folders whose content decides whether it must be built again. */
interface Pages {
  readonly workspace: string;
  readonly output: string;
  readonly sources: readonly string[];
}

const SHARED = ['base', 'rpc', 'protocol', 'peer', 'ui', 'diagnostics'].map((name) => `packages/${name}`);

const PAGES: readonly Pages[] = [
  { workspace: 'packages/agent-ui', output: 'packages/agent-ui/dist', sources: [...SHARED, 'packages/agent-ui'] },
  {
    workspace: 'apps/console',
    output: 'apps/console/dist',
    sources: [
      ...SHARED,
      ...['consent', 'crypto', 'desk', 'identity', 'technician-core', 'agent-core', 'agent-ui'].map((name) => `packages/${name}`),
      'apps/console',
    ],
  },
];

/** Builds the pages whose sources changed since the last build. Throws with Vite's last words where one fails. */
export function buildPages(say: (line: string) => void): void {
  for (const pages of PAGES) {
    const mark = join(root, pages.output, '.sources');
    const hash = hashOf(pages.sources);
    if (existsSync(mark) && readFileSync(mark, 'utf8') === hash) continue;
    say(`building ${pages.workspace}`);
    // Node's own runner: the system's npm may not work on this Node (Debian 12 splits it into its own folders).
    const run = spawnSync(process.execPath, ['--run', 'build'], {
      cwd: join(root, pages.workspace),
      encoding: 'utf8',
      // A test's own NODE_ENV would build React for development: several times slower, and what is measured is not what is used.
      env: { ...process.env, NODE_ENV: 'production', PATH: [dirname(process.execPath), process.env.PATH].join(delimiter) },
    });
    if (run.status !== 0)
      throw new Error(`${pages.workspace} could not be built:\n${`${run.stdout}\n${run.stderr}`.trim().slice(-3000)}`);
    mkdirSync(dirname(mark), { recursive: true });
    writeFileSync(mark, hash);
  }
}

/** Of everything below these folders that a build is made of, and of what npm installed. */
export function hashOf(folders: readonly string[]): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of folders) addFolder(hash, join(root, folder));
  return hash.digest('hex');
}

function addFolder(hash: ReturnType<typeof createHash>, folder: string): void {
  for (const name of readdirSync(folder).sort()) {
    if (['node_modules', 'dist', '.types'].includes(name) || name.includes('.test.')) continue;
    const path = join(folder, name);
    if (statSync(path).isDirectory()) addFolder(hash, path);
    else hash.update(path.slice(root.length)).update(readFileSync(path));
  }
}
