/** Keeps small secrets by name. `get` gives undefined only where the store was asked and has none. */
export interface SecretStore {
  readonly kind: 'keychain' | 'file';
  /** Throws `secrets.unavailable` where the store cannot be asked: missing, locked or without an answer in time. */
  get(name: string): Promise<string | undefined>;
  set(name: string, secret: string): Promise<void>;
  remove(name: string): Promise<void>;
}

/** Names go into file names and keychain entries. */
export const SECRET_NAME = /^[A-Za-z0-9_-]{1,80}$/u;
