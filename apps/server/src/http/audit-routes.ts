import { Readable } from 'node:stream';
import { type AuditEntry, canonical } from '@alongside/consent';
import { http } from '@alongside/protocol';
import type { Audit } from '../accounts/audit.ts';
import { shownAddress } from '../desk/webhook-address.ts';
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
  register(http.audit, async () => (await audit.newest(NEWEST)).map(withShortAddress));
  register(http.auditExport, async ({ reply }) => {
    const headers = { 'content-type': 'application/json', 'content-disposition': 'attachment; filename="alongside-audit.json"' };
    reply.headers(headers).send(Readable.from(audit.export()));
    return undefined;
  });
  register(http.records, async () => {
    const rows = await stores.sessions.records(organisationId, NEWEST);
    return rows.map(({ headSeq, headHash, technicianName, ...row }) => ({
      ...row,
      technician: technicianName,
      head: headSeq === null || headHash === null ? null : { seq: headSeq, hash: headHash },
    }));
  });
}

const OF_WEBHOOKS = / \/api\/fleet\/webhooks(\/:id)?$/u;

/** Earlier releases entered whole addresses of webhooks; the chain, and what is exported of it, stays as it is. */
function withShortAddress(entry: AuditEntry): AuditEntry {
  if (!OF_WEBHOOKS.test(entry.action) || !entry.detail.startsWith('{')) return entry;
  const detail = JSON.parse(entry.detail) as Record<string, unknown>;
  if (typeof detail.url !== 'string' || detail.url.endsWith('…')) return entry;
  return { ...entry, detail: canonical({ ...detail, url: shownAddress(detail.url) }) };
}
