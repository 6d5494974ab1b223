import { type FileMark, markOf, type OpenFolder } from './open-folder.ts';

/** One file below a folder: the way to it, and how it is known again. */
export interface OldFile {
  /** Names from the folder downwards; the last is the file's. */
  readonly way: readonly string[];
  readonly mark: FileMark;
}

export interface WalkBounds {
  /** Only files of this user, in folders of this user, are looked at. */
  readonly uid: number;
  /** Files that were made, changed or read after this stay. */
  readonly before: number;
  readonly maxDepth: number;
  /** What is left of it is counted down over several walks. */
  readonly budget: { files: number; until: () => boolean };
  /** Names that are never entered. */
  readonly skip: (name: string) => boolean;
}

/**
 * The old files below a folder: the user's own regular files with one name only, in the user's own folders on the same
 * file system. Links are not followed and not listed. What cannot be looked at is left out.
 */
export async function oldFilesIn(folder: OpenFolder, bounds: WalkBounds, way: readonly string[] = []): Promise<OldFile[]> {
  const found: OldFile[] = [];
  for (const name of (await folder.names()).sort()) {
    if (bounds.budget.files <= 0 || !bounds.budget.until()) break;
    if (bounds.skip(name)) continue;
    try {
      found.push(...(await oldFilesAt(folder, name, bounds, way)));
    } catch (error) {
      if (!isGone(error)) throw error;
    }
  }
  return found;
}

/** The file of that name, or what is in the folder of that name. Throws what the file system throws. */
export async function oldFilesAt(
  folder: OpenFolder,
  name: string,
  bounds: WalkBounds,
  way: readonly string[] = [],
): Promise<OldFile[]> {
  const stats = await folder.look(name);
  if (stats.uid !== bounds.uid || stats.dev !== folder.dev) return [];
  if (stats.isFile()) {
    const newest = Math.max(stats.mtimeMs, stats.ctimeMs, stats.atimeMs);
    if (stats.nlink !== 1 || newest >= bounds.before) return [];
    bounds.budget.files -= 1;
    return [{ way: [...way, name], mark: markOf(stats) }];
  }
  if (!stats.isDirectory() || way.length >= bounds.maxDepth) return [];
  const child = await folder.child(name);
  try {
    // Between the look and the opening another folder may have come: what counts is the one that is open.
    if (child.uid !== bounds.uid || child.dev !== folder.dev) return [];
    return await oldFilesIn(child, bounds, [...way, name]);
  } finally {
    await child.close();
  }
}

/** Removes one listed file; false where it is another by now. No link on the way is followed. Throws what the file system throws. */
export async function removeOldFile(root: OpenFolder, { way, mark }: OldFile, uid: number): Promise<boolean> {
  const [name, ...folders] = way.toReversed();
  if (name === undefined) return false;
  const opened: OpenFolder[] = [];
  try {
    let at = root;
    for (const folder of folders.toReversed()) {
      at = await at.child(folder);
      opened.push(at);
      if (at.uid !== uid) return false;
    }
    return await at.removeIf(name, mark);
  } finally {
    for (const each of opened) await each.close();
  }
}

/** A name that went, is a link, or may not be looked at: nothing to list, and no failure of the rest. */
function isGone(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code !== undefined && ['ENOENT', 'ELOOP', 'ENOTDIR', 'EACCES', 'EPERM'].includes(code);
}
