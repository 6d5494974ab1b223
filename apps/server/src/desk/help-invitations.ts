import { AppError, type Clock, type Crypto, type RandomSource, randomId } from '@alongside/base';
import { newToken, tokenHash } from '../accounts/tokens.ts';
import type { HelpInvitationStore } from '../storage/help-invitation-store.ts';
import type { HelpInvitationRow } from '../storage/tables.ts';

const VALID_MS = 72 * 60 * 60_000;

interface Dependencies {
  readonly store: HelpInvitationStore;
  readonly organisationId: string;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly random: RandomSource;
  /** Where the server is reached. */
  readonly origin: () => string;
}

/**
 * Links by which a user asks one technician for help: 256 bits, kept as a hash, once, for 72 hours. They say who the help
 * is to come from and nothing else: the user still writes, sends, and lets in.
 */
export class HelpInvitations {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async create(technician: { readonly id: string; readonly name: string }): Promise<{ url: string; expiresAt: number }> {
    const { store, organisationId, clock, crypto, random, origin } = this.#dependencies;
    const token = newToken(random);
    const createdAt = clock.now();
    const expiresAt = createdAt + VALID_MS;
    await store.create(organisationId, {
      id: randomId(random),
      technicianId: technician.id,
      technicianName: technician.name,
      tokenHash: tokenHash(crypto, token),
      createdAt,
      expiresAt,
    });
    return { url: `${origin()}/get#i=${token}`, expiresAt };
  }

  /** One that can still be used. Throws `auth.refused` for an unknown one, `auth.token-used` for a spent one. */
  async read(token: string): Promise<HelpInvitationRow> {
    const { store, organisationId, clock, crypto } = this.#dependencies;
    const found = await store.find(organisationId, tokenHash(crypto, token));
    if (!found) throw new AppError('auth.refused', 'this invitation is not known here');
    if (found.usedAt !== null || found.expiresAt <= clock.now()) {
      throw new AppError('auth.token-used', 'this invitation was used already or ran out after 72 hours');
    }
    return found;
  }
}
