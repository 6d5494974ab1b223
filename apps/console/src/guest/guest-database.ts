import { AppError } from '@alongside/base';

const DATABASE = 'alongside-guest';
const STORES = ['keys', 'documents', 'ledgers'] as const;
type StoreName = (typeof STORES)[number];

/** What such a page keeps in its browser: small values by name, in three stores. */
export class GuestDatabase {
  readonly #database: IDBDatabase;

  private constructor(database: IDBDatabase) {
    this.#database = database;
  }

  /** Throws `storage.broken` where the browser keeps nothing (a private window, storage that is blocked). */
  static async open(factory: IDBFactory): Promise<GuestDatabase> {
    return asStorageError(async () => {
      const request = factory.open(DATABASE, 1);
      request.onupgradeneeded = () => {
        for (const name of STORES) request.result.createObjectStore(name);
      };
      return new GuestDatabase(await settled(request));
    });
  }

  read(store: StoreName, key: IDBValidKey): Promise<unknown> {
    return asStorageError(() => settled(this.#database.transaction(store, 'readonly').objectStore(store).get(key)));
  }

  /** Durable when it resolves, as far as the browser keeps that promise. */
  write(store: StoreName, key: IDBValidKey, value: unknown): Promise<void> {
    return asStorageError(async () => {
      const transaction = this.#database.transaction(store, 'readwrite', { durability: 'strict' });
      transaction.objectStore(store).put(value, key);
      await completed(transaction);
    });
  }

  /** Values of a span of keys, in their order. */
  readAll(store: StoreName, span: IDBKeyRange): Promise<readonly unknown[]> {
    return asStorageError(() => settled(this.#database.transaction(store, 'readonly').objectStore(store).getAll(span)));
  }

  /** Puts these in the place of a whole span, all or nothing. */
  replaceAll(store: StoreName, span: IDBKeyRange, values: readonly (readonly [IDBValidKey, unknown])[]): Promise<void> {
    return asStorageError(async () => {
      const transaction = this.#database.transaction(store, 'readwrite', { durability: 'strict' });
      const objects = transaction.objectStore(store);
      objects.delete(span);
      for (const [key, value] of values) objects.put(value, key);
      await completed(transaction);
    });
  }

  remove(store: StoreName, key: IDBValidKey): Promise<void> {
    return asStorageError(async () => {
      const transaction = this.#database.transaction(store, 'readwrite', { durability: 'strict' });
      transaction.objectStore(store).delete(key);
      await completed(transaction);
    });
  }

  /** Keys of a store, in order. */
  keys(store: StoreName): Promise<readonly IDBValidKey[]> {
    return asStorageError(() => settled(this.#database.transaction(store, 'readonly').objectStore(store).getAllKeys()));
  }

  /** Everything that this page ever kept here. */
  async clear(): Promise<void> {
    await asStorageError(async () => {
      const transaction = this.#database.transaction(STORES, 'readwrite', { durability: 'strict' });
      for (const name of STORES) transaction.objectStore(name).clear();
      await completed(transaction);
    });
  }

  close(): void {
    this.#database.close();
  }
}

async function asStorageError<T>(act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (cause) {
    const full = cause instanceof DOMException && cause.name === 'QuotaExceededError';
    throw new AppError(full ? 'storage.full' : 'storage.broken', 'this browser does not keep what a session needs', { cause });
  }
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = () => reject(transaction.error);
  });
}
