import { AppError, type Clock, type Crypto, type RandomSource, randomId } from '@alongside/base';
import type { Role } from '@alongside/protocol';
import type { LinkStore } from '../storage/link-store.ts';
import type { LinkRow } from '../storage/tables.ts';
import { newToken, tokenHash } from './tokens.ts';

const VALID_MS = 72 * 60 * 60_000;
/** Links by which somebody chooses a password. */
export const PASSWORD_LINKS = ['invitation', 'reset', 'terminal-reset'] as const;
/** A link that anybody can have sent to somebody's mailbox. */
export const FORGOTTEN_MS = 2 * 60 * 60_000;

/** Where the token of each kind stands: always in the fragment, which browsers do not send and servers do not log. */
const PLACES: Record<LinkRow['kind'], string> = {
  invitation: '/#invite=',
  reset: '/#invite=',
  'terminal-reset': '/#invite=',
  enrollment: '/get#e=',
};

interface Dependencies {
  readonly store: LinkStore;
  readonly clock: Clock;
  readonly crypto: Crypto;
  readonly random: RandomSource;
  /** Where the server is reached, and the hash of its own authority where it has one. */
  readonly place: () => { origin: string; pin: string | undefined };
}

/** One-time links: 256 bits, kept as a hash, for 72 hours, once. None of them can make an admin. */
export class Links {
  readonly #dependencies: Dependencies;

  constructor(dependencies: Dependencies) {
    this.#dependencies = dependencies;
  }

  async create(
    organisationId: string,
    kind: LinkRow['kind'],
    subject: { name: string; email: string | null; role?: Role; validMs?: number },
    /** Where the link leads, instead of the server's address for everybody. */
    elsewhere?: string,
  ): Promise<{ url: string; expiresAt: number }> {
    const { store, clock, crypto, random, place } = this.#dependencies;
    const token = newToken(random);
    const createdAt = clock.now();
    const expiresAt = createdAt + (subject.validMs ?? VALID_MS);
    const id = randomId(random);
    const { name, email, role = null } = subject;
    await store.create(organisationId, {
      id,
      kind,
      tokenHash: tokenHash(crypto, token),
      name,
      email,
      role,
      createdAt,
      expiresAt,
    });
    const { origin, pin } = place();
    const url = `${elsewhere ?? origin}${PLACES[kind]}${token}`;
    return { url: kind === 'enrollment' && pin !== undefined ? `${url}&ca=${pin}` : url, expiresAt };
  }

  /**
   * A link that can still be used. Throws `auth.refused` for an unknown one, `auth.token-used` for a spent one and
   * `auth.link-withdrawn` for one that was taken back.
   */
  async read(organisationId: string, token: string, kinds: readonly LinkRow['kind'][]): Promise<LinkRow> {
    const { store, clock, crypto } = this.#dependencies;
    const link = await store.find(organisationId, tokenHash(crypto, token));
    if (!link || !kinds.includes(link.kind)) throw new AppError('auth.refused', 'this link is not known here; ask for a new one');
    if (link.withdrawnAt !== null) throw new AppError('auth.link-withdrawn', 'this invitation was taken back');
    if (link.usedAt !== null || link.expiresAt <= clock.now()) throw spentLink();
    return link;
  }
}

export function spentLink(): AppError {
  return new AppError('auth.token-used', 'this link was used already or ran out after 72 hours; ask for a new one');
}
