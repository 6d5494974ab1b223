import { inUse, playbooksIn, QUESTIONNAIRE } from '@alongside/desk';
import type { Language, Playbook, Questionnaire } from '@alongside/protocol';
import type { EditionStore, StoredEdition } from '../storage/edition-store.ts';

/** Under which the questions stand in the store: they are one. */
export const QUESTIONS = 'questions';

interface DeskBookParts {
  readonly store: EditionStore;
  readonly organisationId: string;
  /** That come with the program, in each language. */
  readonly shipped: readonly Playbook[];
}

/** What technicians follow and ask: what the desk wrote and published, else what came with the program. */
export class DeskBook {
  readonly #parts: DeskBookParts;

  constructor(parts: DeskBookParts) {
    this.#parts = parts;
  }

  get shipped(): readonly Playbook[] {
    return this.#parts.shipped;
  }

  /** Every text that is in use, in each language that it has. An own one stands in the place of what came under its name. */
  async texts(): Promise<Playbook[]> {
    const { store, organisationId, shipped } = this.#parts;
    const heads = await store.heads(organisationId, 'playbook');
    const own = [...Map.groupBy(heads, ({ itemId }) => itemId).values()].flatMap((editions) => {
      const used = inUse(editions);
      return used === undefined ? [] : [ownPlaybook(used)];
    });
    return [...own, ...shipped.filter(({ id }) => !own.some((each) => each.id === id))];
  }

  /** That version of it; undefined where the program has another one now. */
  async version(id: string, version: number, own: boolean, language: Language): Promise<Playbook | undefined> {
    const { store, organisationId, shipped } = this.#parts;
    if (!own) return playbooksIn(language, shipped).find((each) => each.id === id && each.version === version);
    const kept = await store.find(organisationId, 'playbook', id, version);
    return kept && ownPlaybook(kept);
  }

  /** As they are asked now. */
  async questions(): Promise<Questionnaire> {
    const { store, organisationId } = this.#parts;
    const used = inUse(await store.heads(organisationId, 'questions'));
    return used === undefined ? QUESTIONNAIRE : { version: used.version, own: true, ...used.text };
  }
}

function ownPlaybook({ itemId, version, text }: StoredEdition<'playbook'>): Playbook {
  return { format: 'playbook/1', id: itemId, version, own: true, ...text };
}
