import { createHash, type Hash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** The articles, which pages carry. */
const CONTENT = 'content/kb';
const SCOPE = '@alongside/';

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** The folders that a workspace such as `apps/console` is built of: its own, those of the workspaces that it needs, the articles. */
export function sourcesOf(root: string, workspace: string): readonly string[] {
  const found = new Set([workspace]);
  // A set that grows while it is walked: each folder's needs come after it.
  for (const folder of found) {
    const manifest = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')) as Manifest;
    for (const name of Object.keys({ ...manifest.dependencies, ...manifest.devDependencies })) {
      if (name.startsWith(SCOPE)) found.add(`packages/${name.slice(SCOPE.length)}`);
    }
  }
  return [...found, CONTENT];
}

/** Another one once a workspace must be built again: of all that it is built of, and of what npm installed. */
export function hashOfSources(root: string, workspace: string): string {
  const hash = createHash('sha256').update(readFileSync(join(root, 'package-lock.json')));
  for (const folder of sourcesOf(root, workspace)) addFolder(hash, root, folder);
  return hash.digest('hex');
}

function addFolder(hash: Hash, root: string, folder: string): void {
  for (const entry of readdirSync(join(root, folder)).sort()) {
    if (['node_modules', 'dist', 'dist-electron', '.types'].includes(entry) || entry.includes('.test.')) continue;
    const path = join(folder, entry);
    if (statSync(join(root, path)).isDirectory()) addFolder(hash, root, path);
    else hash.update(path).update(readFileSync(join(root, path)));
  }
}
