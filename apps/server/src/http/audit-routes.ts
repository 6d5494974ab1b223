import { http } from '@alongside/protocol';
import type { Audit } from '../accounts/audit.ts';
import type { RegisterRoute } from './register-route.ts';

const NEWEST = 500;

export function registerAuditRoutes({ register, audit }: { readonly register: RegisterRoute; readonly audit: Audit }): void {
  register(http.audit, () => audit.newest(NEWEST));
  register(http.auditExport, async () => ({ text: await audit.export() }));
}
