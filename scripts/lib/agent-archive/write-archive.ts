import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { pipeline } from 'node:stream/promises';
import { create } from 'tar';
import { LAUNCHER } from './archive-contents.ts';

/** The one folder that the archive unpacks to. */
export const TOP_FOLDER = 'alongside-agent';
/** Smaller by a hundredth at 9, in three times the time. */
const GZIP_LEVEL = 6;

/**
 * Writes `contents` (paths relative to `root`) as a tar.gz in which nothing tells of this machine: the same contents give
 * the same bytes, whatever the times, owners and umask here.
 */
export async function writeArchive(root: string, contents: readonly string[], path: string): Promise<void> {
  const archive = create(
    {
      cwd: root,
      // No owners and no times of access; the gzip header without the system's mark.
      portable: true,
      mtime: new Date(0),
      gzip: { level: GZIP_LEVEL },
      noDirRecurse: true,
      onWriteEntry: (entry) => {
        entry.path = `${TOP_FOLDER}/${entry.path === LAUNCHER ? 'alongside' : entry.path}`;
        // By whether it can be run, not by this checkout's umask.
        if (entry.stat?.isFile()) entry.stat.mode = (entry.stat.mode & ~0o777) | (entry.stat.mode & 0o100 ? 0o755 : 0o644);
      },
    },
    [...contents],
  );
  await pipeline(archive, createWriteStream(path, { mode: 0o644, flush: true }));
}

/** SHA-256 in hex. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
}
