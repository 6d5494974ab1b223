import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type Access,
  FileDocumentStore,
  FileSecretStore,
  KeytarSecretStore,
  loadDeviceIdentity,
  readEnrollment,
  type ServerPlace,
} from '@alongside/agent-node';

/** Where the agent of a folder belongs, and by what it may ask there. */
export interface EnrolledPlace {
  readonly place: ServerPlace;
  readonly access: Extract<Access, { kind: 'device' }>;
}

/**
 * Reads it beside a running agent; undefined where the folder belongs to nobody yet, and nothing is made then. Throws
 * `storage.broken`, `secrets.*`.
 */
export async function enrolledPlace(dataDir: string): Promise<EnrolledPlace | undefined> {
  if (!existsSync(join(dataDir, 'enrollment.json'))) return undefined;
  const documents = FileDocumentStore.beside(dataDir);
  const enrollment = await readEnrollment(documents);
  if (!enrollment) return undefined;
  const { server, ca, deviceId } = enrollment;
  const identity = await loadDeviceIdentity({ documents, keychain: new KeytarSecretStore(), file: new FileSecretStore(dataDir) });
  return { place: { server, ca }, access: { kind: 'device', deviceId, key: identity.key } };
}
