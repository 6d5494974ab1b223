import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  FileDocumentStore,
  FileSecretStore,
  KeytarSecretStore,
  loadDeviceIdentity,
  lockDataFolder,
  readEnrollment,
  WebSocketServerLink,
} from '@alongside/agent-node';
import { AppError, DisposableStore, silentLogger, systemClock, systemRandom } from '@alongside/base';
import { deviceSocket } from '@alongside/protocol';
import { firstAnswer } from './first-answer.ts';

export interface RetireOptions {
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  readonly version: string;
}

/**
 * Takes this computer off its server: its open requests are cancelled and its key is known there no more. Throws
 * `device.not-enrolled` (nothing is made then), `device.offline` where the server does not answer, `environment.running-already`.
 */
export async function retireDevice({ dataDir, environment, version }: RetireOptions): Promise<void> {
  const nobody = () => new AppError('device.not-enrolled', 'this computer is not enrolled anywhere');
  if (!existsSync(join(dataDir, 'enrollment.json'))) throw nobody();
  const store = new DisposableStore();
  try {
    store.add(await lockDataFolder(dataDir));
    const documents = await FileDocumentStore.open(dataDir);
    const enrollment = await readEnrollment(documents);
    if (!enrollment) throw nobody();
    const clock = systemClock();
    const random = systemRandom();
    const keychain = new KeytarSecretStore();
    const { key } = await loadDeviceIdentity({ documents, keychain, file: new FileSecretStore(dataDir), random });
    const link = store.add(
      new WebSocketServerLink({
        server: enrollment.server,
        ca: enrollment.ca,
        deviceId: enrollment.deviceId,
        identity: key,
        agentVersion: version,
        environment,
        clock,
        random,
        logger: silentLogger,
      }),
    );
    // A server that refuses this computer has forgotten it already.
    if ((await firstAnswer(link, clock, 'nothing was changed')) === 'online')
      await link.connection?.call(deviceSocket.deviceRetire, {});
    await documents.remove('enrollment');
  } finally {
    store.dispose();
  }
}
