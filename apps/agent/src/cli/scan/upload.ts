import { ReportSender, ReportShelf } from '@alongside/agent-core';
import {
  FileDocumentStore,
  FileSecretStore,
  KeytarSecretStore,
  loadDeviceIdentity,
  lockDataFolder,
  OwnIdentities,
  readEnrollment,
  readScanConsent,
  refuseForeign,
  type ScanConsent,
  scanConsentFile,
  WebSocketServerLink,
} from '@alongside/agent-node';
import { AppError, DisposableStore, silentLogger, systemClock, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import type { Report } from '@alongside/protocol';
import manifest from '../../../package.json' with { type: 'json' };
import { firstAnswer } from '../first-answer.ts';

export interface UploadPlace {
  readonly dataDir: string;
  readonly environment: NodeJS.ProcessEnv;
  /** Default: the system's own. */
  readonly consentFile?: string | undefined;
}

export interface Sent {
  readonly server: string;
  readonly levels: ScanConsent['levels'];
}

/**
 * Whether a scan of this computer may be sent at all, before it is made. Throws `device.not-enrolled`, `consent.*`,
 * `storage.read-only` for another user's folder, and `environment.running-already` while an agent runs, which has the
 * device's one connection.
 */
export async function checkUpload(place: UploadPlace): Promise<void> {
  const store = new DisposableStore();
  try {
    await allowed(place, store);
  } finally {
    store.dispose();
  }
}

/**
 * Sends what the consent allows of a report, as its user would see it: redacted, noted in this computer's history first.
 * Throws as `checkUpload`, `device.offline`, and what the server answers.
 */
export async function upload(report: Report, place: UploadPlace): Promise<Sent> {
  const store = new DisposableStore();
  try {
    const { documents, enrollment, consent } = await allowed(place, store);
    const [clock, random, crypto] = [systemClock(), systemRandom(), webCrypto()];
    const keychain = new KeytarSecretStore();
    const { key } = await loadDeviceIdentity({ documents, keychain, file: new FileSecretStore(place.dataDir) });
    const shelf = new ReportShelf({ documents, crypto, logger: silentLogger });
    await shelf.load();
    await shelf.keep(report);
    const server = store.add(
      new WebSocketServerLink({
        server: enrollment.server,
        ca: enrollment.ca,
        deviceId: enrollment.deviceId,
        identity: key,
        agentVersion: manifest.version,
        environment: place.environment,
        clock,
        random,
        logger: silentLogger,
      }),
    );
    const sender = new ReportSender({
      shelf,
      identities: new OwnIdentities(),
      server,
      crypto,
      clock,
      liveRequestId: () => undefined,
    });
    if ((await firstAnswer(server, clock, 'nothing was sent')) === 'refused') {
      throw new AppError('device.not-enrolled', 'the server does not know this computer any more; nothing was sent');
    }
    const levels = consent.levels.filter((level) => report.consent.levels.includes(level));
    const removed = { facts: [], checks: [] };
    const { sha256 } = await sender.prepare({ reportId: report.meta.reportId, levels, removed, basis: 'standing' });
    await sender.send(sha256);
    return { server: enrollment.server, levels };
  } finally {
    store.dispose();
  }
}

async function allowed({ dataDir, consentFile = scanConsentFile() }: UploadPlace, store: DisposableStore) {
  await refuseForeign(dataDir);
  store.add(await lockDataFolder(dataDir));
  const documents = await FileDocumentStore.open(dataDir);
  const enrollment = await readEnrollment(documents);
  if (!enrollment) throw new AppError('device.not-enrolled', 'this computer is not enrolled anywhere');
  const { server, organisation } = enrollment;
  const consent = await readScanConsent(consentFile, { server, organisation: organisation.name, now: Date.now() });
  return { documents, enrollment, consent };
}
