import { AppError, type Clock, type SigningKey } from '@alongside/base';
import { STEP_UP_LASTS_MS, stepUpPayload } from '@alongside/consent';
import { http } from '@alongside/protocol';
import type { FactorRule } from '../accounts/factor-rule.ts';
import type { SignIns } from '../accounts/sign-ins.ts';
import type { Stores } from '../storage/stores.ts';
import { type RegisterRoute, signedIn } from './register-route.ts';

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly rule: FactorRule;
  readonly signIns: SignIns;
  readonly signingKey: SigningKey;
  readonly clock: Clock;
}

/** Who must have a second factor, whose are taken away, and the proof to a device that one was given just now. */
export function registerFactorRuleRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, rule, signIns, signingKey, clock } = dependencies;

  register(http.factorRuleRead, async () => ({ ...rule.rule, roles: [...rule.roles] }));

  register(
    http.factorRuleWrite,
    async (call) => {
      const roles = [...new Set(call.body.roles)];
      const { factor, user } = signedIn(call);
      // Or the admin would lose the page in the moment of pressing.
      if (factor === null && roles.includes(user.role)) {
        throw new AppError('auth.factor-missing', 'set up your own second factor first');
      }
      await rule.change({ roles, version: call.body.version }, user.name);
      await signIns.look();
      return { roles, version: rule.rule.version };
    },
    { confirmed: true },
  );

  register(
    http.userFactorsRemove,
    async (call) => {
      const userId = call.params.id ?? '';
      if (userId === signedIn(call).user.id) throw new AppError('request.invalid', 'your own factors are in your own settings');
      if (!(await stores.accounts.find(organisationId, userId)))
        throw new AppError('request.invalid', 'there is no such account');
      await stores.factors.removeAll(organisationId, userId);
      await signIns.look();
      return { ok: true };
    },
    { confirmed: true },
  );

  register(http.stepUp, async (call) => {
    const { user, factor } = signedIn(call);
    const session = await stores.sessions.find(organisationId, call.params.id ?? '');
    if (session?.technicianId !== user.id) throw new AppError('session.not-found', 'there is no such session of yours');
    if (session.state !== 'joined') throw new AppError('session.not-joined', 'this session is not joined');
    if (factor === null || factor.method === 'recovery' || clock.now() - factor.at > STEP_UP_LASTS_MS) {
      throw new AppError('auth.confirm', 'give a second factor first');
    }
    const { id: sessionId, technicianPublicKey: technicianKey } = session;
    const attestation = await signingKey.signJws(stepUpPayload({ sessionId, technicianKey, ...factor }));
    return { attestation };
  });
}
