import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DOCUMENT_NAME, type DocumentStore } from '@alongside/agent-core';
import { AppError } from '@alongside/base';
import { isTemporary, preparePrivateFolder, replaceFile } from './durable-file.ts';
import { toStorageError } from './storage-error.ts';

/** Documents are small; one that is larger was not written by us. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/** One JSON file a document in a folder of its own. The caller holds the data folder's lock. */
export class FileDocumentStore implements DocumentStore {
  readonly #folder: string;
  /** Writes of one document follow each other, so that the last one asked for is the one that stays. */
  readonly #writing = new Map<string, Promise<void>>();

  static async open(folder: string): Promise<FileDocumentStore> {
    await preparePrivateFolder(folder);
    for (const name of await readdir(folder)) {
      if (isTemporary(name)) await rm(join(folder, name), { force: true });
    }
    return new FileDocumentStore(folder);
  }

  /** To read beside the program that holds the lock: what it is writing at the moment stays. */
  static beside(folder: string): FileDocumentStore {
    return new FileDocumentStore(folder);
  }

  private constructor(folder: string) {
    this.#folder = folder;
  }

  async read(name: string): Promise<unknown> {
    const path = this.#path(name);
    await this.#writing.get(name)?.catch(() => {
      // Told to whoever wrote; the reader gets what stands there.
    });
    let text: string;
    try {
      text = await readFile(path, 'utf8');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw toStorageError(error, path);
    }
    try {
      return JSON.parse(text) as unknown;
    } catch (error) {
      throw await this.#setAside(path, error);
    }
  }

  write(name: string, value: unknown): Promise<void> {
    const path = this.#path(name);
    // Taken now: the caller may go on to change the value.
    const text = JSON.stringify(value);
    if (text === undefined || text.length > MAX_DOCUMENT_BYTES) {
      throw new AppError('storage.broken', `${path} would not be a document: ${text === undefined ? 'no JSON' : 'too large'}.`);
    }
    const before = this.#writing.get(name) ?? Promise.resolve();
    const written = before.then(
      () => replaceFile(path, text),
      () => replaceFile(path, text),
    );
    this.#writing.set(name, written);
    return written.finally(() => {
      if (this.#writing.get(name) === written) this.#writing.delete(name);
    });
  }

  /** Nothing where it is not there. */
  async remove(name: string): Promise<void> {
    await this.#writing.get(name)?.catch(() => {
      // Told to whoever wrote; it goes either way.
    });
    await rm(this.#path(name), { force: true });
  }

  async #setAside(path: string, cause: unknown): Promise<AppError> {
    const kept = `${path}.broken-${new Date().toISOString().replaceAll(':', '-')}`;
    try {
      await rename(path, kept);
    } catch (error) {
      return toStorageError(error, path);
    }
    return new AppError('storage.broken', `${path} could not be read. It is kept as ${kept}, and a new one begins empty.`, {
      cause,
      context: { path, kept },
    });
  }

  #path(name: string): string {
    if (!DOCUMENT_NAME.test(name)) throw new AppError('storage.broken', `“${name.slice(0, 80)}” is no name of a document.`);
    return join(this.#folder, `${name}.json`);
  }
}
