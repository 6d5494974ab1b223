import { join } from 'node:path';
import { nodeModules, root } from '../paths.ts';
import { makeArchive } from './make-archive.ts';

/** What this process tells its parent, once. */
export type ArchiveTold = { readonly made: Awaited<ReturnType<typeof makeArchive>> } | { readonly failed: string };

/** A process of its own, since compressing keeps a processor busy for ten seconds, and the server must go on answering. */
const told: ArchiveTold = await makeArchive(root, join(nodeModules, '.cache', 'alongside')).then(
  (made) => ({ made }),
  (error: unknown) => ({ failed: error instanceof Error ? error.message : String(error) }),
);
process.send?.(told);
