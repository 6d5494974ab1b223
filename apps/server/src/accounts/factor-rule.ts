import type { Role } from '@alongside/protocol';
import type { FactorStore } from '../storage/factor-store.ts';

/** Which roles may only work with a second factor: asked for each request, so it is kept in memory beside the database. */
export class FactorRule {
  readonly #store: FactorStore;
  readonly #organisationId: string;
  #roles: readonly Role[];

  private constructor(store: FactorStore, organisationId: string, roles: readonly Role[]) {
    this.#store = store;
    this.#organisationId = organisationId;
    this.#roles = roles;
  }

  static async open(store: FactorStore, organisationId: string): Promise<FactorRule> {
    return new FactorRule(store, organisationId, await store.roles(organisationId));
  }

  get roles(): readonly Role[] {
    return this.#roles;
  }

  async change(roles: readonly Role[]): Promise<void> {
    await this.#store.setRoles(this.#organisationId, roles);
    this.#roles = roles;
  }
}
