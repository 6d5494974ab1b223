import { chmod, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@alongside/base';
import { preparePrivateFolder, replaceFile, toStorageError } from '../storage/index.ts';
import { SECRET_NAME, type SecretStore } from './secret-store.ts';

/** One 0600 file a secret in a 0700 folder: for machines without a keychain, with a visible warning. */
export class FileSecretStore implements SecretStore {
  readonly kind = 'file';
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async get(name: string): Promise<string | undefined> {
    const path = this.#path(name);
    try {
      const { mode } = await stat(path);
      // A copy or a restore may have opened it to others.
      if ((mode & 0o077) !== 0) await chmod(path, 0o600);
      return (await readFile(path, 'utf8')).trim();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw new AppError('secrets.unavailable', `The keys in ${path} cannot be read. Check who owns the file.`, {
        cause: error,
        context: { path },
      });
    }
  }

  async set(name: string, secret: string): Promise<void> {
    await preparePrivateFolder(this.#folder);
    await replaceFile(this.#path(name), secret);
  }

  async remove(name: string): Promise<void> {
    const path = this.#path(name);
    try {
      await rm(path, { force: true });
    } catch (error) {
      throw toStorageError(error, path);
    }
  }

  #path(name: string): string {
    if (!SECRET_NAME.test(name)) throw new AppError('secrets.unavailable', 'That is no name of a secret.');
    return join(this.#folder, `${name}.secret`);
  }
}
