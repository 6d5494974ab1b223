import type { DocumentStore } from '@alongside/agent-core';
import { AppError, type RandomSource, randomId, type SigningKey, systemRandom } from '@alongside/base';
import { generateSigningKey, importSigningKey } from '@alongside/crypto';
import { z } from 'zod';
import type { SecretStore } from './secret-store.ts';

const DOCUMENT = 'identity';

/**
 * Says where the device's key is, and which it is. Written before the key with `publicKey` null, and completed after
 * it, so that a power cut in between loses nothing and makes no second key.
 */
const placeSchema = z.strictObject({
  version: z.literal(1),
  store: z.enum(['keychain', 'file']),
  name: z.string().regex(/^device-[A-Za-z0-9_-]{10,40}$/u),
  publicKey: z.string().nullable(),
});
type Place = z.infer<typeof placeSchema>;

export interface DeviceIdentity {
  readonly key: SigningKey;
  readonly store: SecretStore['kind'];
  /** True when this start made it: the device is not enrolled anywhere yet. */
  readonly fresh: boolean;
  /** `keys-in-file`: shown to the person, since any program of the same user can read them. */
  readonly warning: 'keys-in-file' | null;
}

/**
 * The device's Ed25519 identity. The first start makes it, in the keychain where there is one, else in a file. From then
 * on only that store is asked: where it fails or has lost the key, `secrets.moved` says where the key is and how to mend
 * it, and no other one is made.
 */
export async function loadDeviceIdentity(options: {
  readonly documents: DocumentStore;
  readonly keychain: SecretStore;
  readonly file: SecretStore;
  readonly random?: RandomSource;
}): Promise<DeviceIdentity> {
  const stored = await readNote(options.documents);
  if (stored === undefined) return makeIdentity(options);
  const place = placeSchema.safeParse(stored);
  if (!place.success) {
    throw new AppError(
      'secrets.moved',
      'The note that says where this device keeps its key cannot be understood. Restore it from a backup, or enroll the device anew with an empty data folder.',
    );
  }
  const store = place.data.store === 'keychain' ? options.keychain : options.file;
  return openIdentity(options.documents, store, place.data);
}

/** A broken note is kept aside, and its place stays taken: a missing one would let the next start make another key. */
async function readNote(documents: DocumentStore): Promise<unknown> {
  try {
    return await documents.read(DOCUMENT);
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'storage.broken') throw error;
    const broken = { version: 0, broken: error.message };
    await documents.write(DOCUMENT, broken);
    return broken;
  }
}

async function openIdentity(documents: DocumentStore, store: SecretStore, place: Place): Promise<DeviceIdentity> {
  let seed: string | undefined;
  try {
    seed = await store.get(place.name);
  } catch (error) {
    throw moved(place, error);
  }
  if (seed === undefined) {
    // The first start ended between the note and the key: nobody knows that key, so making it now makes no second one.
    if (place.publicKey === null) return fillPlace(documents, store, place);
    throw moved(place);
  }
  const key = await importSigningKey(seed).catch((error: unknown) => {
    throw moved(place, error);
  });
  if (place.publicKey === null) await documents.write(DOCUMENT, { ...place, publicKey: key.publicKey });
  else if (place.publicKey !== key.publicKey) throw moved(place);
  return identity(key, store, false);
}

async function makeIdentity(options: {
  readonly documents: DocumentStore;
  readonly keychain: SecretStore;
  readonly file: SecretStore;
  readonly random?: RandomSource;
}): Promise<DeviceIdentity> {
  const name = `device-${randomId(options.random ?? systemRandom(), 96)}`;
  const store = (await works(options.keychain, name)) ? options.keychain : options.file;
  const place: Place = { version: 1, store: store.kind, name, publicKey: null };
  await options.documents.write(DOCUMENT, place);
  return fillPlace(options.documents, store, place);
}

async function fillPlace(documents: DocumentStore, store: SecretStore, place: Place): Promise<DeviceIdentity> {
  const { key, exportPrivate } = await generateSigningKey();
  try {
    await store.set(place.name, exportPrivate());
  } catch (error) {
    throw moved(place, error);
  }
  // Some keyrings take a secret and keep it for the session only, or not at all.
  if ((await store.get(place.name)) !== exportPrivate()) throw moved(place);
  await documents.write(DOCUMENT, { ...place, publicKey: key.publicKey });
  return identity(key, store, true);
}

/** Whether a keychain really takes and gives back, before anything is promised to be in it. */
async function works(store: SecretStore, name: string): Promise<boolean> {
  const trial = `${name}-trial`;
  try {
    await store.set(trial, 'trial');
    const back = await store.get(trial);
    await store.remove(trial);
    return back === 'trial';
  } catch {
    // No keychain here: the file takes its place from the beginning, with its warning.
    return false;
  }
}

function identity(key: SigningKey, store: SecretStore, fresh: boolean): DeviceIdentity {
  return { key, store: store.kind, fresh, warning: store.kind === 'file' ? 'keys-in-file' : null };
}

function moved(place: Place, cause?: unknown): AppError {
  const where =
    place.store === 'keychain'
      ? `the keychain of this computer (service Alongside, entry ${place.name})`
      : `the file ${place.name}.secret in the data folder`;
  const mend =
    place.store === 'keychain'
      ? 'Unlock the keychain or sign in to the desktop, then start again.'
      : 'Put the file back, then start again.';
  return new AppError(
    'secrets.moved',
    `This device keeps its key in ${where}, and it is not there now. ${mend} To begin anew, enroll the device with an empty data folder.`,
    {
      ...(cause === undefined ? {} : { cause }),
      context: { store: place.store, name: place.name },
    },
  );
}
