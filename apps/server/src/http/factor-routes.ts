import { AppError, type Clock } from '@alongside/base';
import { type FactorMethod, http } from '@alongside/protocol';
import type { FactorRule } from '../accounts/factor-rule.ts';
import type { SignIns } from '../accounts/sign-ins.ts';
import type { Stores } from '../storage/stores.ts';
import { type BetterAuthCalls, giveCookies } from './better-auth-calls.ts';
import type { FactorCheck } from './factor-check.ts';
import { FixedWindow } from './fixed-window.ts';
import { type Call, type RegisterRoute, signedIn } from './register-route.ts';

/** Wrong proofs of one account that is signed in: better-auth counts those of signing in alone. */
const PROOFS = { periodMs: 15 * 60_000, max: 5 };
const FEW_A_MINUTE = { callsAMinute: 30 };
const CONFIRMED = { ...FEW_A_MINUTE, confirmed: true };
const CHANGES = { ...CONFIRMED, audited: true };

interface Dependencies {
  readonly register: RegisterRoute;
  readonly stores: Stores;
  readonly organisationId: string;
  readonly calls: BetterAuthCalls;
  readonly check: FactorCheck;
  readonly checkPassword: (userId: string, password: string) => Promise<boolean>;
  readonly hashPassword: (password: string) => Promise<string>;
  readonly rule: FactorRule;
  readonly signIns: SignIns;
  readonly clock: Clock;
}

/** One's own second factors and sign-ins; what changes them asks first who is here. */
export function registerFactorRoutes(dependencies: Dependencies): void {
  const { register, stores, organisationId, calls, check, rule, signIns, clock } = dependencies;
  const proofs = new FixedWindow(clock, PROOFS);
  const factorsOf = (userId: string) => stores.factors.of(organisationId, userId);

  register(http.account, async (call) => {
    const { user, httpSessionId } = signedIn(call);
    const rows = await stores.factors.signInsOf(organisationId, user.id, clock.now());
    return {
      ...(await factorsOf(user.id)),
      passkeys: [...(await factorsOf(user.id)).passkeys],
      factorNeeded: rule.roles.includes(user.role),
      signIns: rows.map((row) => ({
        id: row.id,
        current: row.id === httpSessionId,
        createdAt: Date.parse(row.createdAt),
        expiresAt: Date.parse(row.expiresAt),
        address: row.ipAddress ?? '',
        browser: (row.userAgent ?? '').slice(0, 300),
        factor: row.factorMethod,
      })),
    };
  });

  register(
    http.confirm,
    async (call) => {
      const { user, httpSessionId } = signedIn(call);
      const { body } = call;
      if (!proofs.take(user.id)) throw new AppError('request.rate-limited', 'too many attempts; wait a quarter of an hour');
      const factors = await factorsOf(user.id);
      switch (body.by) {
        case 'password':
          // Where there is a second factor, the password alone proves too little.
          if (factors.totp || factors.passkeys.length > 0) throw new AppError('auth.refused', 'confirm with the second factor');
          if (!(await dependencies.checkPassword(user.id, body.password)))
            throw new AppError('auth.refused', 'the password is wrong');
          break;
        case 'totp':
          if (!factors.totp) throw new AppError('auth.refused', 'there is no authenticator app');
          await check.byCode(call.reply.request.raw, 'totp', body.code);
          break;
        case 'passkey': {
          const answer = await check.byPasskey(call.reply.request.raw, body.response);
          const other = await check.signedInBy(answer);
          // It was a question, not a sign-in.
          await check.discard(answer);
          if (other.user.id !== user.id) throw new AppError('auth.refused', 'this passkey is of another account');
          break;
        }
      }
      proofs.forget(user.id);
      const method = body.by === 'password' ? undefined : body.by;
      await stores.factors.confirmed(organisationId, httpSessionId, clock.now(), method);
      return { ok: true };
    },
    FEW_A_MINUTE,
  );

  register(http.confirmOptions, (call) => options(call, '/passkey/generate-authenticate-options'), FEW_A_MINUTE);

  register(
    http.passwordChange,
    async (call) => {
      const { user, httpSessionId } = signedIn(call);
      const hash = await dependencies.hashPassword(call.body.password);
      await stores.accounts.changePassword(organisationId, user, hash, clock.now());
      // Whoever else knew the old one is out.
      await stores.factors.endOtherSignIns(organisationId, user.id, httpSessionId);
      await signIns.look();
      return { ok: true };
    },
    CHANGES,
  );

  register(
    http.totpStart,
    async ({ reply, body }) => {
      const { ok, body: answer } = await calls.post(reply.request.raw, '/two-factor/enable', { password: body.password });
      if (!ok || answer.totpURI === undefined)
        throw new AppError('auth.refused', 'the password is wrong, or an app is on already');
      return { uri: answer.totpURI, recoveryCodes: answer.backupCodes ?? [] };
    },
    CONFIRMED,
  );

  register(
    http.totpConfirm,
    async (call) => {
      const { httpSessionId, user } = signedIn(call);
      if (!proofs.take(user.id)) throw new AppError('request.rate-limited', 'too many attempts; wait a quarter of an hour');
      // Another sign-in takes the place of this one; the page's socket goes on under it.
      await signIns.replacing(httpSessionId, async () => {
        const answer = await check.byCode(call.reply.request.raw, 'totp', call.body.code);
        giveCookies(call.reply, answer);
        return answer.cookies.length > 0 ? (await check.given(answer, 'totp')).httpSessionId : httpSessionId;
      });
      proofs.forget(user.id);
      return { ok: true };
    },
    { ...FEW_A_MINUTE, audited: true },
  );

  register(
    http.totpRemove,
    async (call) => {
      const { user } = signedIn(call);
      await mustNotBeLast(user, 'totp');
      await stores.factors.removeTotp(organisationId, user.id);
      return { ok: true };
    },
    CHANGES,
  );

  register(
    http.recoveryCodes,
    async ({ reply, body }) => {
      const answer = await calls.post(reply.request.raw, '/two-factor/generate-backup-codes', { password: body.password });
      if (!answer.ok) throw new AppError('auth.refused', 'the password is wrong, or there is no authenticator app');
      return { recoveryCodes: answer.body.backupCodes ?? [] };
    },
    CHANGES,
  );

  register(http.passkeyAddOptions, (call) => options(call, '/passkey/generate-register-options'), CONFIRMED);

  register(
    http.passkeyAdd,
    async (call) => {
      const { httpSessionId } = signedIn(call);
      const { name, response } = call.body;
      const answer = await calls.post(call.reply.request.raw, '/passkey/verify-registration', { name, response });
      if (!answer.ok) throw new AppError('auth.refused', 'this passkey cannot be used here');
      // Its user was verified just now.
      await stores.factors.confirmed(organisationId, httpSessionId, clock.now(), 'passkey');
      return { ok: true };
    },
    CHANGES,
  );

  register(
    http.passkeyRemove,
    async (call) => {
      const { user } = signedIn(call);
      await mustNotBeLast(user, 'passkey');
      const removed = await stores.factors.removePasskey(organisationId, user.id, call.params.id ?? '');
      if (!removed) throw new AppError('request.invalid', 'there is no such passkey');
      return { ok: true };
    },
    CHANGES,
  );

  register(http.signInRevoke, async (call) => {
    const { user } = signedIn(call);
    const ended = await stores.factors.endSignIn(organisationId, user.id, call.params.id ?? '');
    if (!ended) throw new AppError('request.invalid', 'there is no such sign-in');
    await signIns.look();
    return { ok: true };
  });

  register(http.signInsRevoke, async (call) => {
    const { user, httpSessionId } = signedIn(call);
    await stores.factors.endOtherSignIns(organisationId, user.id, httpSessionId);
    await signIns.look();
    return { ok: true };
  });

  async function options({ reply }: Call<unknown>, path: string) {
    const answer = await calls.get(reply.request.raw, path);
    if (!answer.ok) throw new AppError('auth.refused', 'no challenge could be made');
    giveCookies(reply, answer);
    return { options: answer.raw };
  }

  /** Who has to have a second factor cannot take the last one away. */
  async function mustNotBeLast(user: { id: string; role: Parameters<typeof rule.roles.includes>[0] }, removed: FactorMethod) {
    if (!rule.roles.includes(user.role)) return;
    const { totp, passkeys } = await factorsOf(user.id);
    const left = passkeys.length + (totp ? 1 : 0) - 1;
    if (left < 1) throw new AppError('request.invalid', `this role needs a second factor, and this ${removed} is the only one`);
  }
}
