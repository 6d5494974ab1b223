import type { Crypto } from '@alongside/base';
import type { LedgerEvent, Vouching } from '@alongside/consent';
import { certificateChain } from '@alongside/protocol';
import { inForce, readAnyAdminCertificate, readChain } from './certificates.ts';

/**
 * Who vouched for the technician of a record, as the certificates in its first entry prove it: by which organisation is
 * for the reader to compare. Whether one of them had been revoked, the agent knew; a record does not show it.
 */
export async function readVouching(start: LedgerEvent | undefined, crypto: Crypto): Promise<Vouching> {
  if (start?.type !== 'session/start' || start.data.verified !== 'certified') return { state: 'none' };
  const chain = certificateChain.safeParse(start.data.certificates);
  const first = chain.success ? await readAnyAdminCertificate(chain.data.admin, crypto) : undefined;
  const read = chain.success && first ? await readChain(chain.data, first.organisation, crypto) : undefined;
  if (!first || !read) return { state: 'false' };
  const { admin, technician } = read;
  const at = Date.parse(start.at);
  const same = technician.key === start.data.technicianKey && technician.name === start.data.technicianName;
  if (!same || !inForce(admin, at) || !inForce(technician, at)) return { state: 'false' };
  return {
    state: 'proven',
    organisation: first.organisation,
    admin: { name: admin.name, key: admin.key, until: admin.until },
    until: technician.until,
  };
}
