import type { IncomingMessage } from 'node:http';
import { AppError, type Clock, type Crypto } from '@alongside/base';
import type { FactorMethod, Role } from '@alongside/protocol';
import type { Auth } from '../accounts/auth.ts';
import { type Identity, identityOf } from '../accounts/identity.ts';
import { recoveryCodeHash } from '../accounts/recovery-codes.ts';
import type { FactorStore } from '../storage/factor-store.ts';
import { type AuthAnswer, type BetterAuthCalls, cookieHeader, WITHOUT_SESSION } from './better-auth-calls.ts';
import { FixedWindow } from './fixed-window.ts';

/** A code is taken for 30 s before and after its own: once in all of them (RFC 6238 section 5.2). */
const CODE_IS_GOOD_MS = 90_000;
const CODE = /^\d{6}$/u;

interface Dependencies {
  readonly calls: BetterAuthCalls;
  readonly auth: () => Auth;
  readonly store: FactorStore;
  readonly organisationId: string;
  readonly factorRoles: () => readonly Role[];
  readonly crypto: Crypto;
  readonly clock: Clock;
}

type AskedAs = Parameters<BetterAuthCalls['post']>[3];

/** Second factors, checked by better-auth, with what it leaves open: codes that were used, recovery codes as hashes. */
export class FactorCheck {
  readonly #d: Dependencies;
  readonly #used: FixedWindow;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
    this.#used = new FixedWindow(dependencies.clock, { periodMs: CODE_IS_GOOD_MS, max: 1 });
  }

  /** Throws `auth.refused` for a wrong code, and for one that was used. */
  async byCode(request: IncomingMessage, method: 'totp' | 'recovery', typed: string, as?: AskedAs): Promise<AuthAnswer> {
    const { calls, crypto } = this.#d;
    if (method === 'recovery') {
      const code = recoveryCodeHash(crypto, typed);
      return mustBeRight(await calls.post(request, '/two-factor/verify-backup-code', { code }, as));
    }
    const code = typed.replaceAll(/\s/gu, '');
    if (!CODE.test(code)) throw wrong();
    const answer = mustBeRight(await calls.post(request, '/two-factor/verify-totp', { code }, as));
    if (!this.#used.take(`${answer.body.user?.id}:${code}`)) {
      await this.discard(answer);
      throw wrong();
    }
    return answer;
  }

  /** Throws `auth.refused`. The answer is a new sign-in of whose passkey it is. */
  async byPasskey(request: IncomingMessage, response: Readonly<Record<string, unknown>>): Promise<AuthAnswer> {
    const { calls, store, organisationId, clock } = this.#d;
    const answer = await calls.post(request, '/passkey/verify-authentication', { response }, WITHOUT_SESSION);
    if (!answer.ok) throw new AppError('auth.factor-refused', 'this passkey is not known here');
    await store.passkeyUsed(organisationId, String(response.id), clock.now());
    return answer;
  }

  /** Whose sign-in an answer has made. */
  async signedInBy(answer: AuthAnswer): Promise<Identity> {
    const { auth, organisationId, factorRoles } = this.#d;
    const identity = await identityOf(auth(), organisationId, factorRoles(), { cookie: cookieHeader(answer) });
    if (!identity) throw new AppError('auth.refused', 'this account cannot sign in here');
    return identity;
  }

  /** The sign-in that the answer has made was made with a second factor. */
  async given(answer: AuthAnswer, method: FactorMethod): Promise<Identity> {
    const { store, organisationId, clock } = this.#d;
    const identity = await this.signedInBy(answer);
    await store.confirmed(organisationId, identity.httpSessionId, clock.now(), method);
    return identity;
  }

  /** Ends the sign-in that an answer has made, before anybody was told of it. */
  async discard(answer: AuthAnswer): Promise<void> {
    if (answer.cookies.length === 0) return;
    const { httpSessionId, user } = await this.signedInBy(answer);
    await this.#d.store.endSignIn(this.#d.organisationId, user.id, httpSessionId);
  }
}

function mustBeRight(answer: AuthAnswer): AuthAnswer {
  if (!answer.ok) throw wrong();
  return answer;
}

function wrong(): AppError {
  return new AppError('auth.factor-refused', 'the code is not right, or was used');
}
