/** Keys by which programs call the HTTP routes in place of a signed-in browser. */
import { z } from 'zod';
import { id, instant, line, personName } from './common.ts';
import type { Permission } from './permissions.ts';

/**
 * What a key may be given: reading, and the work on tickets and articles. Never what decides about consent, sessions,
 * browsers' keys, accounts, trust, webhooks or keys like it; nothing that is entered in the audit.
 */
export const API_KEY_SCOPES = [
  'tickets.read',
  'tickets.write',
  'devices.read',
  'diagnoses.read',
  'fleet.read',
  'kb.read',
  'kb.write',
  'developers.answer',
  'today.read',
  'records.read',
  'organisation.read',
  'interface.read',
  'metrics.read',
] as const satisfies readonly Permission[];
export const apiKeyScope = z.enum(API_KEY_SCOPES);
export type ApiKeyScope = z.infer<typeof apiKeyScope>;

export function isApiKeyScope(permission: string): permission is ApiKeyScope {
  return apiKeyScope.safeParse(permission).success;
}

/** How long a key may be good for, in days. */
export const API_KEY_DAYS = [30, 90, 365] as const;
export const MAX_API_KEYS = 50;
export const apiKeyName = line(40);

export const apiKey = z.strictObject({
  id,
  name: apiKeyName,
  scopes: z.array(apiKeyScope).max(API_KEY_SCOPES.length),
  /** For whom it acts: whoever made it. */
  by: z.strictObject({ id, name: personName }),
  createdAt: instant,
  expiresAt: instant,
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
});
export type ApiKey = z.infer<typeof apiKey>;
