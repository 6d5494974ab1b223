import { constants } from 'node:fs';
import { lstat, mkdir, open, readdir, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { FixItem, FixLook, FixResult } from '@alongside/agent-core';
import { AppError, type Event, safeLine } from '@alongside/base';
import { readSmallFile } from '../storage/read-small-file.ts';
import { entryValue, isOff, isOffByUs, switchedOff, switchedOn } from './desktop-entry.ts';
import { eachItem, type MachineFix } from './fix.ts';

/** As files of the autostart specification are called; a name of ours for what is being written is none of them. */
const NAME = /^[^/\0.][^/\0]{0,200}\.desktop$/u;
/** An entry that is a link, or larger, is none. */
const ENTRY = { maxBytes: 64 * 1024, followLinks: false };
const MAX_ITEMS = 100;

interface Entry {
  readonly name: string;
  readonly text: string;
  readonly own: boolean;
}

/**
 * What starts with the desktop session (freedesktop.org's autostart specification 0.5). One is switched off by a file of
 * the user's own that says `Hidden=true`, and on again by taking exactly that back. Links are left alone.
 */
export class StartupItems implements MachineFix {
  readonly #own: string;
  readonly #system: string;

  /** Absolute: `$XDG_CONFIG_HOME/autostart` and `/etc/xdg/autostart`. */
  constructor(folders: { readonly own: string; readonly system: string }) {
    this.#own = folders.own;
    this.#system = folders.system;
  }

  async look(): Promise<FixLook> {
    const entries = await this.#entries();
    const on = entries.filter(({ text }) => !isOff(text));
    return {
      items: on.slice(0, MAX_ITEMS).map(itemOf),
      more: on.length > MAX_ITEMS,
      undoable: entries
        .filter(({ own, text }) => own && isOffByUs(text))
        .slice(0, MAX_ITEMS)
        .map(itemOf),
      commands: [],
    };
  }

  async apply(keys: readonly string[], onCancel: Event<void>): Promise<FixResult> {
    const entries = (await this.#entries()).filter(({ name }) => keys.includes(name));
    return eachItem(entries, onCancel, async ({ name, text }) => {
      const off = isOff(text) ? undefined : switchedOff(text);
      if (off === undefined) return null;
      await this.#write(name, off);
      return 0;
    });
  }

  /** Throws `fix.unavailable` where it was not switched off here, or was changed since. */
  async undo(key: string): Promise<void> {
    const text = NAME.test(key) ? await readSmallFile(join(this.#own, key), ENTRY) : undefined;
    if (text === undefined || !isOffByUs(text)) throw new AppError('fix.unavailable', 'it was not switched off here');
    const on = switchedOn(text);
    const theirs = await readSmallFile(join(this.#system, key), ENTRY);
    // A copy of the system's own file was only there to say no.
    if (theirs === on) await unlink(join(this.#own, key));
    else await this.#write(key, on);
  }

  /** The user's file stands for the system's of the same name. */
  async #entries(): Promise<readonly Entry[]> {
    const found = new Map<string, Entry>();
    for (const [folder, own] of [
      [this.#system, false],
      [this.#own, true],
    ] as const) {
      const names = await readdir(folder).catch(() => []);
      for (const name of names.filter((each) => NAME.test(each))) {
        const text = await readSmallFile(join(folder, name), ENTRY);
        // A link or something unreadable of the user's own still hides the system's.
        if (own) found.delete(name);
        if (text !== undefined && entryValue(text, 'Exec') !== undefined) found.set(name, { name, text, own });
      }
    }
    return [...found.values()].sort((a, b) => a.name.localeCompare(b.name));
  }

  /** Whole or not at all, and never through a link: what is written anew takes the place of the name. */
  async #write(name: string, text: string): Promise<void> {
    await mkdir(this.#own, { recursive: true, mode: 0o700 });
    const path = join(this.#own, name);
    const there = await lstat(path).catch(() => undefined);
    if (there !== undefined && !there.isFile()) throw new AppError('fix.unavailable', 'it is no plain file');
    const fresh = join(this.#own, `.${name}.alongside-${process.pid}`);
    const file = await open(fresh, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW, 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    try {
      await rename(fresh, path);
    } catch (error) {
      await unlink(fresh);
      throw error;
    }
  }
}

function itemOf({ name, text }: Entry): FixItem {
  return {
    key: name,
    // A question about a name that nobody can see would be about nothing.
    name: safeLine(entryValue(text, 'Name') ?? '', 120) || safeLine(name, 120),
    detail: safeLine(entryValue(text, 'Exec') ?? '', 200),
    bytes: null,
    chosen: false,
  };
}
