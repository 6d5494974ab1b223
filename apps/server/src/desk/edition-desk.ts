import { AppError, type Clock } from '@alongside/base';
import {
  editionRefusal,
  inUse,
  newest,
  playbookFlaws,
  playbooksIn,
  QUESTIONNAIRE,
  QUESTIONNAIRES,
  questionFlaws,
} from '@alongside/desk';
import {
  type http,
  type Language,
  MAX_OWN_PLAYBOOKS,
  type PlaybookChange,
  type PlaybookText,
  type QuestionsChange,
  type QuestionsText,
} from '@alongside/protocol';
import type { z } from 'zod';
import type { EditionStore, EditionTexts, StoredEdition } from '../storage/edition-store.ts';
import type { EditionKind } from '../storage/edition-tables.ts';
import { type DeskBook, QUESTIONS } from './desk-book.ts';

type Listed = z.infer<typeof http.playbookList.result>;
type Author = { readonly id: string; readonly name: string };

interface EditionDeskParts {
  readonly store: EditionStore;
  readonly organisationId: string;
  readonly book: DeskBook;
  readonly clock: Clock;
  readonly isArticle: (id: string) => boolean;
}

/** Writing what technicians follow and ask. Each change is another version; a ticket goes on with the one it began. */
export class EditionDesk {
  readonly #parts: EditionDeskParts;

  constructor(parts: EditionDeskParts) {
    this.#parts = parts;
  }

  async list(language: Language): Promise<Listed> {
    const { store, organisationId, book } = this.#parts;
    const heads = Map.groupBy(await store.heads(organisationId, 'playbook'), ({ itemId }) => itemId);
    const shipped = new Map(playbooksIn(language, book.shipped).map((each) => [each.id, each]));
    const ids = [...new Set([...shipped.keys(), ...heads.keys()])];
    return ids
      .flatMap((id) => {
        const editions = heads.get(id) ?? [];
        const last = newest(editions);
        const came = shipped.get(id);
        const shown = last?.text ?? came;
        if (shown === undefined) return [];
        const { title, category } = shown;
        const used = inUse(editions) !== undefined ? 'own' : came === undefined ? 'none' : 'shipped';
        const about = last && { state: last.state, at: last.at, by: last.byName };
        return [{ id, title, category, shipped: came !== undefined, inUse: used, newest: about ?? null } as const];
      })
      .sort((one, other) => one.title.localeCompare(other.title, language));
  }

  async read(id: string, language: Language): Promise<z.infer<typeof http.playbookRead.result>> {
    const { store, organisationId, book } = this.#parts;
    const shipped = playbooksIn(language, book.shipped).find((each) => each.id === id);
    const versions = await store.versions(organisationId, 'playbook', id);
    return { shipped: shipped ?? null, versions: versions.map(told) };
  }

  async savePlaybook(id: string, change: PlaybookChange, by: Author): Promise<number> {
    if (change.act === 'write') await this.#checkPlaybook(id, change.text);
    return this.#save('playbook', id, change, by);
  }

  async readQuestions(): Promise<z.infer<typeof http.questionsRead.result>> {
    const { store, organisationId } = this.#parts;
    const versions = await store.versions(organisationId, 'questions', QUESTIONS);
    return { shipped: QUESTIONNAIRE, versions: versions.map(told) };
  }

  async saveQuestions(change: QuestionsChange, by: Author): Promise<number> {
    if (change.act === 'write') await this.#checkQuestions(change.text);
    return this.#save('questions', QUESTIONS, change, by);
  }

  async #checkPlaybook(id: string, text: PlaybookText): Promise<void> {
    const { store, organisationId, isArticle } = this.#parts;
    const [flaw] = playbookFlaws(text, isArticle);
    if (flaw?.flaw === 'article') throw invalid(`steps.${flaw.at}.article: there is no such article`);
    if (flaw) throw invalid('steps: no step says that it is solved, or that it does not fit');
    const heads = await store.heads(organisationId, 'playbook');
    const own = new Set(heads.map(({ itemId }) => itemId));
    if (!own.has(id) && own.size >= MAX_OWN_PLAYBOOKS) throw invalid('there are too many playbooks; write in one that is there');
  }

  async #checkQuestions(text: QuestionsText): Promise<void> {
    const { store, organisationId } = this.#parts;
    const before = await store.versions(organisationId, 'questions', QUESTIONS);
    const asked = [...QUESTIONNAIRES, ...before.map((each) => each.text)].flatMap(({ questions }) => questions);
    const [flaw] = questionFlaws(text, asked);
    if (flaw) throw invalid(`${flaw.flaw === 'level' ? 'levels' : 'questions'}.${flaw.at}: ${flaw.flaw}`);
  }

  /** Throws `edition.changed`. */
  async #save<K extends EditionKind>(
    kind: K,
    itemId: string,
    change: Change<K>,
    { id: byId, name: byName }: Author,
  ): Promise<number> {
    const { store, organisationId, clock } = this.#parts;
    const before = await store.versions(organisationId, kind, itemId);
    const refused = editionRefusal(before, change);
    const last = newest(before);
    if (refused === 'changed') throw changed(last);
    // What is withdrawn stays to be read, and to be taken up again.
    const text = change.act === 'write' ? change.text : last?.text;
    if (refused === 'nothing' || text === undefined) throw invalid('there is nothing to withdraw');
    const version = (last?.version ?? 0) + 1;
    const state = change.act === 'write' ? change.state : 'withdrawn';
    const edition: StoredEdition<K> = { itemId, version, state, at: clock.now(), byId, byName, note: change.note, text };
    if (!(await store.add(organisationId, kind, edition))) throw changed(last);
    return version;
  }
}

type Change<K extends EditionKind> =
  | { act: 'write'; base: number | null; note: string; state: 'draft' | 'published'; text: EditionTexts[K] }
  | { act: 'withdraw'; base: number | null; note: string };

function told<K extends EditionKind>({ version, state, at, byName, note, text }: StoredEdition<K>) {
  return { version, state, at, by: byName, note, text };
}

function invalid(message: string): AppError {
  return new AppError('request.invalid', message);
}

function changed(last: { readonly byName: string; readonly version: number } | undefined): AppError {
  return new AppError('edition.changed', 'somebody else wrote this meanwhile; nothing of it was overwritten', {
    context: { by: last?.byName ?? '', version: last?.version ?? 0 },
  });
}
