import { z } from 'zod';
import { API_KEY_DAYS, API_KEY_SCOPES, apiKey, apiKeyName, apiKeyScope, MAX_API_KEYS } from './api-keys.ts';
import { id, instant } from './common.ts';
import { done, none, route } from './route.ts';

/** Also those that were taken back or ran out, until they are a year old. */
export const apiKeys = route('GET', '/api/api-keys', 'api-keys.manage', 'Keys of programs, without what they are called by', {
  body: none,
  result: z.array(apiKey).max(MAX_API_KEYS * 4),
});
/** `key` is told once; the server keeps its hash. */
export const apiKeyCreate = route('POST', '/api/api-keys', 'api-keys.manage', 'A key for a program', {
  body: z.strictObject({
    name: apiKeyName,
    scopes: z.array(apiKeyScope).min(1).max(API_KEY_SCOPES.length),
    days: z.literal(API_KEY_DAYS),
  }),
  result: z.strictObject({ id, key: z.string().max(100), expiresAt: instant }),
});
export const apiKeyRevoke = route('POST', '/api/api-keys/:id/revoke', 'api-keys.manage', 'Takes a key back, for good', {
  body: z.strictObject({}),
  result: done,
});
