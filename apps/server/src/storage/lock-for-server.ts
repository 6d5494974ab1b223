import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError, type Disposable, toAppError, toDisposable } from '@alongside/base';
import { makePrivateFolder, withStorageErrors } from './private-folder.ts';

/** SQLITE_BUSY: https://www.sqlite.org/rescode.html */
const BUSY = 5;

/**
 * One server a data folder: of two, each would send what waits and end what the other has begun. A lock of SQLite's on a
 * file of its own, which the system takes away with the process, however that ends. Throws `environment.running-already`.
 */
export function lockForServer(dataDir: string): Disposable {
  const file = join(dataDir, 'server.lock');
  makePrivateFolder(dataDir);
  return withStorageErrors(dataDir, () => {
    const lock = new DatabaseSync(file);
    try {
      lock.exec('BEGIN EXCLUSIVE');
      chmodSync(file, 0o600);
    } catch (error) {
      lock.close();
      throw (error as { errcode?: number }).errcode === BUSY ? runsAlready(dataDir, error) : error;
    }
    return toDisposable(() => lock.close());
  });
}

/** Whether one runs with the data folder now. */
export function serverRuns(dataDir: string): boolean {
  try {
    lockForServer(dataDir).dispose();
    return false;
  } catch (error) {
    if (toAppError(error).code === 'environment.running-already') return true;
    throw error;
  }
}

function runsAlready(folder: string, cause: unknown): AppError {
  return new AppError(
    'environment.running-already',
    `A server runs already with the data folder ${folder}. Use that one, end it, or choose another folder with --data DIR.`,
    { cause, context: { folder } },
  );
}
