import { http } from '@alongside/protocol';
import type { Audit } from '../accounts/audit.ts';
import type { Stores } from '../storage/stores.ts';
import type { RegisterRoute } from './register-route.ts';

const NEWEST = 500;

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly audit: Audit;
}

/** What those read who look afterwards: what admins did, and which sessions there were. */
export function registerAuditRoutes({ register, stores, organisationId, audit }: Dependencies): void {
  register(http.audit, () => audit.newest(NEWEST));
  register(http.auditExport, async () => ({ text: await audit.export() }));
  register(http.records, async () => {
    const rows = await stores.sessions.records(organisationId, NEWEST);
    return rows.map(({ headSeq, headHash, technicianName, ...row }) => ({
      ...row,
      technician: technicianName,
      head: headSeq === null || headHash === null ? null : { seq: headSeq, hash: headHash },
    }));
  });
}
