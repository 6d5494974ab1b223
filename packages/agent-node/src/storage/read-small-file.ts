import { constants } from 'node:fs';
import { open } from 'node:fs/promises';

/**
 * A text file of at most `maxBytes`; undefined where there is none, it is no plain file (nothing waits for a pipe), or it is
 * larger. `followLinks`: the last part of the path may be one.
 */
export async function readSmallFile(
  path: string,
  options: { maxBytes: number; followLinks: boolean },
): Promise<string | undefined> {
  const { maxBytes, followLinks } = options;
  const flags = constants.O_RDONLY | constants.O_NONBLOCK | (followLinks ? 0 : constants.O_NOFOLLOW);
  const file = await open(path, flags).catch(() => undefined);
  if (file === undefined) return undefined;
  try {
    const stats = await file.stat();
    return stats.isFile() && stats.size <= maxBytes ? await file.readFile('utf8') : undefined;
  } finally {
    await file.close();
  }
}
