import { standingsFrom } from '../accounts/group-standing.ts';
import type { DeskParts } from './desk-parts.ts';

/** What people may see on pages that are open, when the groups of support are others than when the page came. */
export class StandingDesk {
  readonly #parts: Pick<DeskParts, 'stores' | 'organisationId' | 'peers'>;

  constructor(parts: Pick<DeskParts, 'stores' | 'organisationId' | 'peers'>) {
    this.#parts = parts;
  }

  /** Of everybody: the highest tier that there is may be another one, too. */
  async changed(): Promise<void> {
    const { stores, organisationId, peers } = this.#parts;
    const standingOf = standingsFrom(stores.supportGroups, organisationId);
    const here = new Map(peers.consoles.map(({ user }) => [user.id, user.role]));
    for (const [id, role] of here) peers.setStanding(id, await standingOf(id, role));
  }
}
