import { AppError, randomId, type SigningKey, systemRandom } from '@alongside/base';
import { webCrypto } from '@alongside/crypto';
import {
  ADMIN_DAYS,
  type AdminRequest,
  CLOCK_SLACK_MS,
  DAY_MS,
  hashOfOrganisation,
  issueAdminCertificate,
  readAnyAdminCertificate,
  readRevocations,
  signRevocations,
  type VerifiedRevocations,
} from '@alongside/identity';
import { publicKey, type SignedByAdmin, signedByAdmin } from '@alongside/protocol';
import { readBounded } from '../read-bounded.ts';

const MAX_LIST = 32 * 1024;
/** Numbers that count lists one by one stay below; a higher one was chosen to shut others out. */
const PLAUSIBLE = 1_000_000;

export async function issueForAdmin(
  organisation: SigningKey,
  { key, name }: Pick<AdminRequest, 'key' | 'name'>,
  { days, now }: { days: number; now: number },
): Promise<{ certificate: string; until: number }> {
  const until = now + days * DAY_MS;
  const serial = randomId(systemRandom());
  return { certificate: await issueAdminCertificate(organisation, { key, name, serial, from: now, until }), until };
}

interface RevocationPlan {
  readonly number: number;
  readonly keys: readonly string[];
  sign(organisation: SigningKey): Promise<SignedByAdmin>;
}

/**
 * The next list, with that admin's key on it. The organisation signs it with its own key, certified by itself: devices take
 * it even where the admin signed the list that they have with the highest number of all.
 */
export async function revokeAdmin(
  { key: admin, list, number }: { key: string; list: string | undefined; number: number | undefined },
  organisation: string,
  now: number,
): Promise<RevocationPlan> {
  const org = hashOfOrganisation(organisation, webCrypto());
  const key = await keyOf(admin);
  const before = list === undefined ? undefined : await readList(list, org);
  if (list === undefined && number === undefined) {
    throw new AppError('request.invalid', 'name the list that is in force with --list, or the number of this one with --number');
  }
  if (before && now + CLOCK_SLACK_MS < before.content.at) {
    throw new AppError(
      'request.invalid',
      'the clock of this computer is behind the list: nobody would count as certified by the next one',
    );
  }
  const keys = [...new Set([...(before?.content.keys ?? []), key])];
  const next = number ?? nextNumber(before, key);
  return {
    number: next,
    keys,
    async sign(signer) {
      const own = { key: organisation, name: 'Organisation' };
      const { certificate } = await issueForAdmin(signer, own, { days: ADMIN_DAYS, now });
      return signRevocations({ key: signer, certificate }, { org, number: next, at: now, keys });
    },
  };
}

function nextNumber(before: VerifiedRevocations | undefined, revoked: string): number {
  const last = before?.content.number ?? 0;
  if (before?.admin.key !== revoked || last < PLAUSIBLE) return last + 1;
  throw new AppError(
    'request.invalid',
    `this list has the number ${last}, which its signer must have chosen to shut others out: give the next number after the last good one with --number`,
  );
}

/** A public key, or a certificate that names one. */
async function keyOf(text: string): Promise<string> {
  if (publicKey.safeParse(text).success) return text;
  const read = await readAnyAdminCertificate(text, webCrypto());
  if (!read) throw new AppError('request.invalid', 'this is neither a key nor the certificate of an admin');
  return read.certificate.key;
}

async function readList(path: string, organisation: string): Promise<VerifiedRevocations> {
  const bytes = await readBounded(path, MAX_LIST);
  try {
    const parsed = signedByAdmin.safeParse(JSON.parse(Buffer.from(bytes ?? []).toString('utf8')));
    const read = parsed.success ? await readRevocations(parsed.data, organisation, webCrypto()) : undefined;
    if (read) return read;
  } catch {
    // No JSON: said below.
  }
  throw new AppError('trust.invalid', `${path} is not a list of revoked keys of this organisation`);
}
