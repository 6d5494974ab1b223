import type { Role } from '@alongside/protocol';
import type { FactorRoles, FactorStore } from '../storage/factor-store.ts';

/** Which roles may only work with a second factor: asked for each request, so it is kept in memory beside the database. */
export class FactorRule {
  readonly #store: FactorStore;
  readonly #organisationId: string;
  #rule: FactorRoles;

  private constructor(store: FactorStore, organisationId: string, rule: FactorRoles) {
    this.#store = store;
    this.#organisationId = organisationId;
    this.#rule = rule;
  }

  static async open(store: FactorStore, organisationId: string): Promise<FactorRule> {
    return new FactorRule(store, organisationId, await store.rule(organisationId));
  }

  get rule(): FactorRoles {
    return this.#rule;
  }

  get roles(): readonly Role[] {
    return this.#rule.roles;
  }

  /** Over the version that it has. Throws `settings.changed` where somebody else has changed it since. */
  async change(rule: FactorRoles, by: string): Promise<void> {
    await this.#store.setRule(this.#organisationId, rule, by);
    this.#rule = { ...rule, version: rule.version + 1 };
  }
}
