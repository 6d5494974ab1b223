import { http } from '@alongside/protocol';
import type { TrustBook } from '../desk/trust-book.ts';
import type { RegisterRoute } from './register-route.ts';

/** Certificates, revocations and policies: signed elsewhere, kept and carried here. */
export function registerCertificateRoutes({ register, trust }: { register: RegisterRoute; trust: TrustBook }): void {
  register(http.trust, async () => ({ organisations: await trust.published() }));
  register(http.trustAdminAdd, async ({ body }) => done(trust.addAdmin(body.certificate)));
  register(http.trustTechnicianAdd, async ({ body }) => done(trust.addTechnician(body)));
  register(http.trustRevocationsAdd, async ({ body }) => done(trust.addRevocations(body)));
  register(http.trustPolicyAdd, async ({ body }) => done(trust.addPolicy(body)));
}

async function done(act: Promise<void>): Promise<{ ok: true }> {
  await act;
  return { ok: true };
}
