import { type Clock, type Crypto, type Disposable, toAppError } from '@alongside/base';
import type { CertificateChain, SignedByAdmin } from '@alongside/protocol';
import { TrustBook } from './desk/trust-book.ts';
import { openDatabase } from './storage/open-database.ts';
import { openStores } from './storage/stores.ts';

/** Somebody who holds an organisation's key and an admin's, in practice a program. */
export interface OrganisationKeeper {
  readonly hash: string;
  readonly adminCertificate: string;
  certify(technician: { readonly name: string; readonly publicKey: string }): Promise<CertificateChain>;
  revocations(): Promise<SignedByAdmin>;
}

interface CertifyBrowsersOptions {
  /** The server's own, running or not. */
  readonly dataDir: string;
  readonly keeper: OrganisationKeeper;
  readonly crypto: Crypto;
  readonly clock: Clock;
  readonly onTrouble: (message: string) => void;
}

const LOOK_MS = 250;

/**
 * For practice and tests: certifies every browser that somebody vouched for, as it comes, by a key that the caller made.
 * It works on the database alone, beside whatever server runs, and takes all of it back when it ends. Only devices whose
 * link names the hash of that key believe it.
 */
export async function certifyBrowsers(
  options: CertifyBrowsersOptions,
): Promise<{ look(): Promise<number>; close(): Promise<void> }> {
  const { dataDir, keeper, crypto, clock, onTrouble } = options;
  const database = await openDatabase(dataDir);
  const stores = openStores(database.db);
  const organisationId = await stores.organisations.only();
  const trust = new TrustBook({ stores, organisationId, crypto, clock });
  const publish = async () => {
    await trust.addAdmin(keeper.adminCertificate);
    await trust.addRevocations(await keeper.revocations());
  };
  await stores.trust.forget(organisationId, keeper.hash);

  /** Resolves with how many browsers are certified now. */
  const lookOnce = async () => {
    const certified = await stores.trust.certificates(organisationId);
    // Another of the same key ended and took everything with it.
    if (!certified.some(({ hash }) => hash === keeper.hash)) await publish();
    const names = new Map((await stores.accounts.list(organisationId)).map(({ id, name }) => [id, name]));
    let count = 0;
    for (const { userId, publicKey, approvedAt, removedAt } of await stores.keys.list(organisationId)) {
      const name = names.get(userId);
      if (approvedAt === null || removedAt !== null || name === undefined) continue;
      const isThere = certified.some((row) => row.hash === keeper.hash && row.key === publicKey && row.name === name);
      if (!isThere) await trust.addTechnician(await keeper.certify({ name, publicKey }));
      count += 1;
    }
    return count;
  };
  let last: Promise<unknown> = Promise.resolve();
  const look = () => {
    const counted = last.then(lookOnce);
    last = counted;
    return counted;
  };
  await look();
  let looking = false;
  const timer: Disposable = clock.every(LOOK_MS, () => {
    if (looking) return;
    looking = true;
    look()
      .catch((error: unknown) => {
        last = Promise.resolve();
        onTrouble(toAppError(error).message);
      })
      .finally(() => {
        looking = false;
      });
  });
  return {
    look,
    async close() {
      timer.dispose();
      await last;
      await stores.trust.forget(organisationId, keeper.hash);
      await database.close();
    },
  };
}
