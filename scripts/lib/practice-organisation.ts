import { type Clock, type RandomSource, randomId } from '@alongside/base';
import { generateSigningKey, webCrypto } from '@alongside/crypto';
import {
  DAY_MS,
  hashOfOrganisation,
  issueAdminCertificate,
  issueTechnicianCertificate,
  signRevocations,
} from '@alongside/identity';
import type { OrganisationKeeper } from '@alongside/server';

/** Long enough for any practice, and no longer. */
const DAYS = 2;

/** An organisation whose keys live in this process alone and are gone with it: for practice, tests and the demo. */
export async function practiceOrganisation({
  clock,
  random,
}: {
  clock: Clock;
  random: RandomSource;
}): Promise<OrganisationKeeper> {
  const { key: organisation } = await generateSigningKey();
  const { key: admin } = await generateSigningKey();
  const hash = hashOfOrganisation(organisation.publicKey, webCrypto());
  const period = () => ({ serial: randomId(random), from: clock.now(), until: clock.now() + DAYS * DAY_MS });
  const adminCertificate = await issueAdminCertificate(organisation, { key: admin.publicKey, name: 'Practice', ...period() });
  return {
    hash,
    adminCertificate,
    async certify({ name, publicKey }) {
      const technician = await issueTechnicianCertificate(admin, { org: hash, key: publicKey, name, ...period() });
      return { admin: adminCertificate, technician };
    },
    revocations: () =>
      signRevocations({ key: admin, certificate: adminCertificate }, { org: hash, number: 1, at: clock.now(), keys: [] }),
  };
}
