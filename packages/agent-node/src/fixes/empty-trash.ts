import { join } from 'node:path';
import type { FixItem, FixLook, FixResult } from '@alongside/agent-core';
import type { Event } from '@alongside/base';
import { eachItem, type MachineFix, NOTHING_FOUND } from './fix.ts';
import { type FileMark, isSame, markOf, OpenFolder } from './open-folder.ts';

const MAX_ITEMS = 500;
const MAX_DEPTH = 64;
/** Entries whose size is counted; beyond that the sizes say less than there is. */
const MAX_COUNTED = 20_000;

interface Listed extends FixItem {
  readonly mark: FileMark;
}

/**
 * The home's trash (freedesktop.org's trash specification 1.0): each thing in it with its size. Removing one removes all
 * that is in it, and never what a link in it points to. What comes into the trash after the look stays.
 */
export class EmptyTrash implements MachineFix {
  readonly #trash: string;
  #listed = new Map<string, Listed>();

  /** Absolute: `$XDG_DATA_HOME/Trash`. */
  constructor(trash: string) {
    this.#trash = trash;
  }

  async look(): Promise<FixLook> {
    const files = await OpenFolder.open(join(this.#trash, 'files')).catch(() => undefined);
    if (files === undefined) return NOTHING_FOUND;
    const left = { entries: MAX_COUNTED };
    const found: Listed[] = [];
    try {
      const names = (await files.names()).sort();
      for (const name of names.slice(0, MAX_ITEMS)) {
        const stats = await files.look(name).catch(() => undefined);
        if (stats === undefined) continue;
        const bytes = await sizeOf(files, name, left, 0).catch(() => null);
        found.push({ key: name, name, detail: null, bytes, chosen: true, mark: markOf(stats) });
      }
      this.#listed = new Map(found.map((item) => [item.key, item]));
      return { ...NOTHING_FOUND, items: found, more: names.length > found.length };
    } finally {
      await files.close();
    }
  }

  async apply(keys: readonly string[], onCancel: Event<void>): Promise<FixResult> {
    const items = keys.flatMap((key) => this.#listed.get(key) ?? []);
    this.#listed = new Map();
    const files = await OpenFolder.open(join(this.#trash, 'files'));
    const info = await OpenFolder.open(join(this.#trash, 'info')).catch(() => undefined);
    try {
      return await eachItem(items, onCancel, async ({ name, mark, bytes }) => {
        const stats = await files.look(name);
        const now = markOf(stats);
        // A folder's size and time change with what is put into it; it is the same one all the same.
        if (stats.isDirectory() ? now.ino !== mark.ino || now.dev !== mark.dev : !isSame(now, mark)) return null;
        await removeAll(files, name, 0);
        // What it was called and where it lay; without its file it says nothing.
        await info?.remove(`${name}.trashinfo`).catch(ignoreMissing);
        return bytes ?? 0;
      });
    } finally {
      await files.close();
      await info?.close();
    }
  }
}

async function sizeOf(folder: OpenFolder, name: string, left: { entries: number }, depth: number): Promise<number> {
  left.entries -= 1;
  const stats = await folder.look(name);
  if (!stats.isDirectory() || depth > MAX_DEPTH || left.entries < 0 || stats.dev !== folder.dev) return stats.size;
  const child = await folder.child(name);
  try {
    let bytes = 0;
    for (const inner of await child.names()) bytes += await sizeOf(child, inner, left, depth + 1);
    return bytes;
  } finally {
    await child.close();
  }
}

/** Throws what the file system throws; what lies on another file system stays, and so does the folder above it. */
async function removeAll(folder: OpenFolder, name: string, depth: number): Promise<void> {
  const stats = await folder.look(name);
  if (!stats.isDirectory()) return folder.remove(name);
  if (stats.dev !== folder.dev || depth > MAX_DEPTH) return;
  const child = await folder.child(name);
  try {
    if (child.dev !== folder.dev) return;
    for (const inner of await child.names()) await removeAll(child, inner, depth + 1);
  } finally {
    await child.close();
  }
  await folder.removeEmpty(name);
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
