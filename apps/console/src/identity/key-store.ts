import { AppError } from '@alongside/base';
import { isKeyPair } from '../shared/is-key-pair.ts';

const DATABASE = 'alongside-console';
const STORE = 'signing-keys';

/**
 * This browser's Ed25519 keys, one for each account that signed in here. The private half cannot be exported: it lives
 * in IndexedDB as a CryptoKey and signs there.
 */
export interface KeyStore {
  /** The account's key pair; made and kept at the first call. */
  keyPair(userId: string): Promise<CryptoKeyPair>;
  /** The next call makes another: the key that was here counts no more. */
  forget(userId: string): Promise<void>;
}

export function indexedDbKeyStore(indexedDB: IDBFactory, subtle: SubtleCrypto): KeyStore {
  const use = async <T>(act: (database: IDBDatabase) => Promise<T>): Promise<T> => {
    try {
      const database = await open(indexedDB);
      try {
        return await act(database);
      } finally {
        database.close();
      }
    } catch (cause) {
      throw new AppError('secrets.unavailable', 'this browser does not keep keys (private window, or storage blocked)', {
        cause,
      });
    }
  };
  return {
    keyPair: (userId) => use(async (database) => (await read(database, userId)) ?? (await make(database, subtle, userId))),
    forget: (userId) =>
      use(async (database) => {
        await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).delete(userId));
      }),
  };
}

async function make(database: IDBDatabase, subtle: SubtleCrypto, userId: string): Promise<CryptoKeyPair> {
  const made = await subtle.generateKey({ name: 'Ed25519' }, false, ['sign', 'verify']);
  const pair: CryptoKeyPair = { privateKey: made.privateKey, publicKey: made.publicKey };
  const store = database.transaction(STORE, 'readwrite').objectStore(STORE);
  try {
    // `add` refuses where another tab was faster: then that tab's key is the one.
    await settled(store.add(pair, userId));
    return pair;
  } catch (error) {
    const other = await read(database, userId);
    if (other !== undefined) return other;
    if (!isTaken(error)) throw error;
    // What is there is no key of any use: without this the account could never have one here.
    await settled(database.transaction(STORE, 'readwrite').objectStore(STORE).put(pair, userId));
    return pair;
  }
}

async function read(database: IDBDatabase, userId: string): Promise<CryptoKeyPair | undefined> {
  const found: unknown = await settled(database.transaction(STORE, 'readonly').objectStore(STORE).get(userId));
  return isKeyPair(found) ? found : undefined;
}

function isTaken(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'ConstraintError';
}

function open(indexedDB: IDBFactory): Promise<IDBDatabase> {
  const request = indexedDB.open(DATABASE, 1);
  request.onupgradeneeded = () => request.result.createObjectStore(STORE);
  return settled(request);
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}
