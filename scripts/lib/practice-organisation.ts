import { readFileSync, writeFileSync } from 'node:fs';
import { type Clock, type RandomSource, randomId } from '@alongside/base';
import { generateSigningKey, importSigningKey, webCrypto } from '@alongside/crypto';
import {
  DAY_MS,
  hashOfOrganisation,
  issueAdminCertificate,
  issueTechnicianCertificate,
  signRevocations,
} from '@alongside/identity';
import type { OrganisationKeeper } from '@alongside/server';
import { z } from 'zod';

/** Long enough for any practice, and no longer. */
const DAYS = 2;

const seeds = z.strictObject({ organisation: z.string(), admin: z.string() });
type Seeds = z.infer<typeof seeds>;

/** For practice, tests and the demo: an organisation whose keys guard nothing. Its lists are numbered by the second. */
export async function practiceOrganisation(
  { clock, random }: { clock: Clock; random: RandomSource },
  keys?: Seeds,
): Promise<OrganisationKeeper> {
  const { organisation: orgSeed, admin: adminSeed } = keys ?? (await newPracticeSeeds());
  const organisation = await importSigningKey(orgSeed);
  const admin = await importSigningKey(adminSeed);
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
    revocations() {
      const at = clock.now();
      const fields = { org: hash, number: Math.floor(at / 1000), at, keys: [] };
      return signRevocations({ key: admin, certificate: adminCertificate }, fields);
    },
  };
}

/** The same for all practice computers of one data folder, however many there are and however they ended. */
export async function practiceSeeds(file: string): Promise<Seeds> {
  try {
    return seeds.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    // Not there, or not to be read: another practice organisation is as good.
    const fresh = await newPracticeSeeds();
    writeFileSync(file, JSON.stringify(fresh), { mode: 0o600 });
    return fresh;
  }
}

export async function newPracticeSeeds(): Promise<Seeds> {
  const [organisation, admin] = await Promise.all([generateSigningKey(), generateSigningKey()]);
  return { organisation: organisation.exportPrivate(), admin: admin.exportPrivate() };
}
