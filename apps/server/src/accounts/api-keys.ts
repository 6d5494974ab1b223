import { AppError, type Clock, type Crypto, type RandomSource, randomId } from '@alongside/base';
import { type ApiKeyScope, MAX_API_KEYS, type NamedPerson } from '@alongside/protocol';
import { FixedWindow } from '../http/fixed-window.ts';
import type { AccountStore } from '../storage/account-store.ts';
import type { ApiKeyStore } from '../storage/api-key-store.ts';
import type { StandingOf } from './group-standing.ts';
import type { Identity } from './identity.ts';
import { newToken, tokenHash } from './tokens.ts';

/** So that one is known for what it is where it was left lying, also by programs that look for such. */
const PREFIX = 'alongside_key_';
const DAY_MS = 24 * 60 * 60_000;
/** When a key was used is kept as exactly as this. */
const USED_EACH_MS = 60_000;
const CALLS = { periodMs: 60_000, max: 300 };
const WRONG = { periodMs: 60_000, max: 20 };

interface Dependencies {
  readonly store: ApiKeyStore;
  readonly accounts: Pick<AccountStore, 'find'>;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly random: RandomSource;
  readonly standingOf: StandingOf;
}

/**
 * Keys by which programs call routes. A key acts as whoever made it, named beside that person in what it does, within its
 * scopes and as far as that person's role reaches now; within a ticket it is never more than a technician.
 */
export class ApiKeys {
  readonly #d: Dependencies;
  readonly #calls: FixedWindow;
  readonly #wrong: FixedWindow;

  constructor(dependencies: Dependencies) {
    this.#d = dependencies;
    this.#calls = new FixedWindow(dependencies.clock, CALLS);
    this.#wrong = new FixedWindow(dependencies.clock, WRONG);
  }

  /** The key, told once. Throws `request.invalid` for an empty name, and where there are too many. */
  async create(by: NamedPerson, wanted: { name: string; scopes: readonly ApiKeyScope[]; days: number }) {
    const { store, organisationId, clock, crypto, random } = this.#d;
    const name = wanted.name.trim();
    if (name === '') throw new AppError('request.invalid', 'name: it is empty');
    const createdAt = clock.now();
    if ((await store.countGood(organisationId, createdAt)) >= MAX_API_KEYS) {
      throw new AppError('request.invalid', 'there are too many keys; take some back first');
    }
    const key = `${PREFIX}${newToken(random)}`;
    const expiresAt = createdAt + wanted.days * DAY_MS;
    const scopes = [...new Set(wanted.scopes)];
    const id = randomId(random);
    await store.add(organisationId, { id, name, scopes, by, createdAt, expiresAt, tokenHash: tokenHash(crypto, key) });
    return { id, key, expiresAt };
  }

  /**
   * For whom a call with this key acts. Throws `auth.required` where it is none, in the same words whether it never was
   * one, was taken back, ran out, or its maker is gone; `request.rate-limited` for too many calls, right or wrong.
   */
  async identify(key: string, network: string): Promise<Identity> {
    const { store, accounts, organisationId, clock, crypto, standingOf } = this.#d;
    const now = clock.now();
    const found = key.startsWith(PREFIX) ? await store.findGood(organisationId, tokenHash(crypto, key), now) : undefined;
    const maker = found && (await accounts.find(organisationId, found.by.id));
    if (!found || maker?.active !== 1) {
      if (!this.#wrong.take(network)) throw tooMany();
      throw new AppError('auth.required', 'this key is not good (any more)');
    }
    if (!this.#calls.take(found.id)) throw tooMany();
    if (now - (found.lastUsedAt ?? 0) >= USED_EACH_MS) await store.used(organisationId, found.id, now);
    const { role } = maker;
    return {
      httpSessionId: found.id,
      organisationId,
      user: {
        id: maker.id,
        name: `${found.name} (${maker.name})`.slice(0, 80),
        email: maker.email,
        role: role === 'admin' || role === 'supervisor' ? 'technician' : role,
        ...(await standingOf(maker.id, role)),
      },
      confirmedAt: 0,
      factor: null,
      factorMissing: false,
      key: { scopes: found.scopes, role },
    };
  }
}

/** The key of `Authorization: Bearer KEY`; undefined for any other header, which a proxy before the server may want. */
export function bearerOf(header: string | undefined): string | undefined {
  return /^bearer (.{1,200})/iu.exec(header ?? '')?.[1]?.trim();
}

function tooMany(): AppError {
  return new AppError('request.rate-limited', 'too many calls in a short time; wait a minute');
}
