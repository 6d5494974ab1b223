import { AppError, type Clock } from '@alongside/base';
import { http } from '@alongside/protocol';
import type { ApiKeys } from '../accounts/api-keys.ts';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly keys: ApiKeys;
}

const SHOWN_MS = 366 * 24 * 60 * 60_000;
const CONFIRMED = { confirmed: true, callsAMinute: 30 } as const;

/** Keys of programs: what is made and taken back under their permission is entered in the audit, without the key. */
export function registerApiKeyRoutes({ register, stores, organisationId, clock, keys }: Dependencies): void {
  register(http.apiKeys, () => stores.apiKeys.list(organisationId, clock.now() - SHOWN_MS));
  register(
    http.apiKeyCreate,
    async (call) => {
      const { id, name } = signedIn(call).user;
      return keys.create({ id, name }, call.body);
    },
    CONFIRMED,
  );
  register(http.apiKeyRevoke, async ({ params }) => {
    if (!(await stores.apiKeys.revoke(organisationId, params.id ?? '', clock.now()))) {
      throw new AppError('request.invalid', 'there is no such key, or it was taken back before');
    }
    return { ok: true } as const;
  });
}
