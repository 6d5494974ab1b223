import { lstat, realpath } from 'node:fs/promises';
import { isAbsolute, join, sep } from 'node:path';
import { AppError } from '@alongside/base';
import type { ScanFolder } from '@alongside/protocol';
import { readSmallFile } from '../storage/read-small-file.ts';

type Named = Exclude<ScanFolder, 'home'>;

const USUAL: Record<Named, string> = { downloads: 'Downloads', desktop: 'Desktop', documents: 'Documents' };
/** As xdg-user-dirs calls them. */
const XDG: Record<Named, string> = { downloads: 'DOWNLOAD', desktop: 'DESKTOP', documents: 'DOCUMENTS' };
const SETTINGS = { maxBytes: 16 * 1024, followLinks: true };

export interface UserFoldersOptions {
  /** Absolute. */
  readonly home: string;
  /** `$XDG_CONFIG_HOME`, absolute. */
  readonly config: string;
  /** Undefined where the system has none (Windows). */
  readonly uid: number | undefined;
}

/** The few folders that have a name of their own, wherever the user has them below the home. */
export class UserFolders {
  readonly #options: UserFoldersOptions;

  constructor(options: UserFoldersOptions) {
    this.#options = options;
  }

  /**
   * Its real path. Throws `action.unavailable` where there is none, or where it leads out of the home, to somebody else's
   * folder, or to the home itself under another name: what is said in the question must be what is meant.
   */
  async find(folder: ScanFolder): Promise<string> {
    const home = await real(this.#options.home);
    if (folder === 'home') return this.#own(home);
    const path = await real((await this.#configured(folder)) ?? join(this.#options.home, USUAL[folder]));
    if (!path.startsWith(home.endsWith(sep) ? home : home + sep)) {
      throw new AppError('action.unavailable', 'the folder is not in the home');
    }
    return this.#own(path);
  }

  async #own(path: string): Promise<string> {
    const stats = await lstat(path);
    const { uid } = this.#options;
    if (!stats.isDirectory() || (uid !== undefined && stats.uid !== uid)) {
      throw new AppError('action.unavailable', 'it is no folder of the user’s own');
    }
    return path;
  }

  /** `XDG_DOWNLOAD_DIR="$HOME/Downloads"` in user-dirs.dirs; `"$HOME/"` means that there is none. */
  async #configured(folder: Named): Promise<string | undefined> {
    const text = await readSmallFile(join(this.#options.config, 'user-dirs.dirs'), SETTINGS);
    const value = new RegExp(`^XDG_${XDG[folder]}_DIR="([^"\\n]{1,400})"$`, 'mu').exec(text ?? '')?.[1];
    if (value === undefined) return undefined;
    const path = value.replace(/^\$HOME(?=\/|$)/u, () => this.#options.home);
    return isAbsolute(path) ? path : undefined;
  }
}

async function real(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    throw new AppError('action.unavailable', 'there is no such folder', { cause: error });
  }
}
