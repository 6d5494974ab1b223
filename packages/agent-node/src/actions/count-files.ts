import type { Dirent } from 'node:fs';
import { lstat, opendir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@alongside/base';

const MAX_FILES = 20_000;
const MAX_MS = 3_000;

/** How much there is below a folder, as far as it can be counted in a moment. Links are not followed and not counted. */
export async function countFiles(folder: string, clock: Clock): Promise<{ files: number; bytes: number; more: boolean }> {
  const until = clock.monotonic() + MAX_MS;
  const waiting = [folder];
  let files = 0;
  let bytes = 0;
  for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
    for await (const entry of entriesOf(at)) {
      if (files >= MAX_FILES || clock.monotonic() > until) return { files, bytes, more: true };
      const path = join(at, entry.name);
      if (entry.isDirectory()) waiting.push(path);
      if (!entry.isFile()) continue;
      files += 1;
      bytes += (await lstat(path).catch(() => undefined))?.size ?? 0;
    }
  }
  return { files, bytes, more: false };
}

/** What may not be looked into is left out. */
async function* entriesOf(folder: string): AsyncGenerator<Dirent> {
  const opened = await opendir(folder).catch(() => undefined);
  if (opened) yield* opened;
}
