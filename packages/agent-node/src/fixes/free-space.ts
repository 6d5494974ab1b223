import { realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import type { FixItem, FixLook, FixResult } from '@alongside/agent-core';
import type { Clock, Event } from '@alongside/base';
import { eachItem, type MachineFix } from './fix.ts';
import { type OldFile, oldFilesAt, removeOldFile, type WalkBounds } from './old-files.ts';
import { OpenFolder } from './open-folder.ts';

const DAY_MS = 86_400_000;
const MAX_FILES = 20_000;
const MAX_ITEMS = 100;
const MAX_DEPTH = 12;
const LOOK_MS = 5_000;
/** Of pictures that the desktop makes anew when it needs them (freedesktop.org's thumbnail specification). */
const THUMBNAILS = 'thumbnails';

/** An X server that runs holds one (Xserver(1)); it is written once, at its start. */
const SERVER_LOCK = /^\.X\d+-lock$/u;

/**
 * Files below temporary folders without which the user's session lets no further program in: what displays and sign-ins are
 * proved by. They are read seldom, and where times of access are not kept (`noatime`) they look forgotten.
 */
export function sessionFiles({ XAUTHORITY, ICEAUTHORITY, KRB5CCNAME }: NodeJS.ProcessEnv): readonly string[] {
  const named = [XAUTHORITY, ICEAUTHORITY, KRB5CCNAME?.replace(/^(?:FILE|DIR):/u, '')];
  return named.filter((path) => path !== undefined && isAbsolute(path)) as string[];
}

export interface FreeSpaceOptions {
  /** Absolute. `kind` says what is ticked: temporary files are, caches but for small pictures are the user's choice. */
  readonly roots: readonly { readonly path: string; readonly kind: 'temporary' | 'cache' }[];
  readonly uid: number;
  readonly clock: Clock;
  /** Files and folders in use, absolute: neither they nor what is in them is ever listed. */
  readonly keep: readonly string[];
}

interface Listed extends FixItem {
  readonly root: string;
  readonly files: readonly OldFile[];
}

/**
 * The user's own temporary files and caches, by the file or folder that stands right below the root, with sizes. Only
 * files that nobody touched for a day are listed, and only what was listed is removed; folders stay.
 */
export class FreeSpace implements MachineFix {
  readonly #options: FreeSpaceOptions;
  #listed = new Map<string, Listed>();

  constructor(options: FreeSpaceOptions) {
    this.#options = options;
  }

  async look(): Promise<FixLook> {
    const { clock, uid, roots } = this.#options;
    const until = clock.monotonic() + LOOK_MS;
    const budget = { files: MAX_FILES, until: () => clock.monotonic() < until };
    const found: Listed[] = [];
    for (const { path, kind } of roots) {
      // The way there may have links of the system's own (`/tmp` on some); what is below may not.
      const root = await realpath(path).catch(() => undefined);
      if (root === undefined) continue;
      const folder = await OpenFolder.open(root).catch(() => undefined);
      if (folder === undefined) continue;
      const bounds: WalkBounds = { uid, before: clock.now() - DAY_MS, maxDepth: MAX_DEPTH, budget, skip: () => false };
      try {
        for (const name of (await folder.names()).sort()) {
          if (budget.files <= 0 || !budget.until()) break;
          if (SERVER_LOCK.test(name) || this.#isOurs(join(root, name))) continue;
          const files = await oldFilesAt(folder, name, bounds).catch(() => []);
          const bytes = files.reduce((sum, { mark }) => sum + mark.size, 0);
          if (bytes === 0) continue;
          const chosen = kind === 'temporary' || name === THUMBNAILS;
          found.push({ key: `${root}\0${name}`, name, detail: join(root, name), bytes, chosen, root, files });
        }
      } finally {
        await folder.close();
      }
    }
    found.sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0));
    const items = found.slice(0, MAX_ITEMS);
    this.#listed = new Map(items.map((item) => [item.key, item]));
    return { items, more: found.length > items.length || budget.files <= 0 || !budget.until(), undoable: [], commands: [] };
  }

  apply(keys: readonly string[], onCancel: Event<void>, onDone?: (count: number) => void): Promise<FixResult> {
    const items = keys.flatMap((key) => this.#listed.get(key) ?? []);
    this.#listed = new Map();
    return eachItem(items, onCancel, (item, cancelled) => this.#remove(item, cancelled), onDone);
  }

  /** The bytes that went; null where nothing of it is what was listed. */
  async #remove({ root, files }: Listed, cancelled: () => boolean): Promise<number | null> {
    const folder = await OpenFolder.open(root);
    let bytes = 0;
    let failure: unknown;
    try {
      for (const file of files) {
        if (cancelled()) break;
        try {
          if (await removeOldFile(folder, file, this.#options.uid)) bytes += file.mark.size;
        } catch (error) {
          failure ??= error;
        }
      }
    } finally {
      await folder.close();
    }
    if (bytes === 0 && failure !== undefined) throw failure;
    return bytes === 0 ? null : bytes;
  }

  #isOurs(path: string): boolean {
    return this.#options.keep.some((kept) => kept === path || kept.startsWith(path + sep) || path.startsWith(kept + sep));
  }
}
