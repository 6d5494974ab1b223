import { randomId, systemRandom } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import { openDatabase } from '../../apps/server/src/storage/open-database.ts';
import { openStores } from '../../apps/server/src/storage/stores.ts';
import type { EnrolledDevice } from '../../test/fixtures/server.ts';

/** Devices in the database, beside the server: it lets no address enroll so many in a minute. */
export async function enrolledBeside(dataDir: string, count: number): Promise<readonly EnrolledDevice[]> {
  const database = await openDatabase(dataDir);
  try {
    const { organisations, links, devices } = openStores(database.db);
    const organisationId = await organisations.only();
    const random = systemRandom();
    const known: EnrolledDevice[] = [];
    for (let index = 0; index < count; index += 1) {
      const { key } = await generateSigningKey();
      const name = `PC-${String(index).padStart(4, '0')}`;
      const [id, linkId, createdAt] = [randomId(random), randomId(random), Date.now()];
      const life = { createdAt, expiresAt: createdAt + 60_000 };
      const tokenHash = webCrypto().sha256(linkId);
      await links.create(organisationId, { id: linkId, kind: 'enrollment', tokenHash, name, email: null, role: null, ...life });
      await devices.enroll(organisationId, linkId, { id, publicKey: key.publicKey, name, system: 'Debian 12' }, createdAt);
      known.push({ deviceId: id, stepUpKey: '', key });
    }
    return known;
  } finally {
    await database.close();
  }
}
