import { AppError, type Logger } from '@alongside/base';
import { type CountedCase, nextProblem, type Problem, problemOf, problemRefusal, Suggester } from '@alongside/desk';
import type { ProblemEntry, ProblemEntryBody } from '@alongside/protocol';
import type { DamagedProblem, ProblemLink, ProblemStore, StoredProblem } from '../storage/problem-store.ts';

export interface KnownProblem {
  readonly id: string;
  readonly number: number;
  readonly problem: Problem;
  readonly entries: readonly ProblemEntry[];
}

/** An organisation's known problems in memory, read once; what is stored stays the truth. Its caller keeps the order. */
export class ProblemBook {
  readonly #store: ProblemStore;
  readonly #organisationId: string;
  readonly #logger: Pick<Logger, 'error'>;
  readonly #damaged = new Map<string, DamagedProblem>();
  #known: Promise<Map<string, KnownProblem>> | undefined;
  #words: Suggester<{ id: string; title: string; words: string[]; body: string }> | undefined;

  constructor(store: ProblemStore, organisationId: string, logger: Pick<Logger, 'error'>) {
    this.#store = store;
    this.#logger = logger;
    this.#organisationId = organisationId;
  }

  /** By number, the newest first. */
  async all(): Promise<KnownProblem[]> {
    return [...(await this.#read()).values()].sort((one, other) => other.number - one.number);
  }

  /** Throws `problem.not-found` and `problem.damaged`. */
  async find(id: string): Promise<KnownProblem> {
    const found = (await this.#read()).get(id);
    const damaged = this.#damaged.get(id);
    if (damaged) {
      throw new AppError('problem.damaged', `entry ${damaged.seq} of this problem cannot be read`, {
        context: { entry: damaged.seq },
      });
    }
    if (!found) throw new AppError('problem.not-found', 'there is no such problem');
    return found;
  }

  /** It, its duplicates, and theirs: what mends it mends all of these. */
  async withDuplicates(id: string): Promise<string[]> {
    const all = await this.all();
    const found = new Map([[id, await this.find(id)]]);
    // A map goes on to what is added while it is walked.
    for (const { number } of found.values()) {
      for (const each of all) {
        if (each.problem.state === 'duplicate' && each.problem.duplicateOf === number) found.set(each.id, each);
      }
    }
    return [...found.keys()];
  }

  async create(id: string, entry: ProblemEntry): Promise<KnownProblem> {
    const refused = problemRefusal(undefined, entry.body);
    if (refused) throw refused;
    return this.#keep(await this.#store.create(this.#organisationId, id, entry));
  }

  /** Throws `problem.wrong-state`, and `problem.changed` where `seen` is not its version any more. */
  async append(
    { id }: Pick<KnownProblem, 'id'>,
    said: { at: number; by: ProblemEntry['by']; body: ProblemEntryBody; seen?: number },
  ): Promise<KnownProblem> {
    const before = await this.find(id);
    const { at, by, body, seen } = said;
    if (seen !== undefined && seen !== before.problem.version) {
      const last = before.entries.findLast((entry) => entry.body.type === 'written' || entry.body.type === 'moved');
      throw new AppError('problem.changed', 'somebody else changed this problem meanwhile', {
        context: { by: last?.by?.name ?? '', version: before.problem.version },
      });
    }
    const refused = problemRefusal(before.problem, body);
    if (refused) throw refused;
    const entry = { seq: before.entries.length, at, by, body };
    await this.#store.append(this.#organisationId, id, entry);
    const problem = nextProblem(before.problem, entry) ?? before.problem;
    const after = { ...before, problem, entries: [...before.entries, entry] };
    (await this.#read()).set(id, after);
    this.#words = undefined;
    return after;
  }

  /** Those that sound like what somebody wrote, by title and symptoms. */
  async soundsLike(text: string, max: number): Promise<string[]> {
    this.#words ??= new Suggester(
      (await this.all()).map(({ id, problem: { text: of } }) => ({ id, title: of.title, words: [], body: of.symptoms })),
    );
    return this.#words.suggest(text, max).map(({ id }) => id);
  }

  #read(): Promise<Map<string, KnownProblem>> {
    this.#known ??= this.#store.all(this.#organisationId).then(({ problems, damaged }) => {
      for (const each of damaged) {
        this.#damaged.set(each.id, each);
        const { id: problemId, number, seq: entry } = each;
        this.#logger.error('a known problem is damaged and stays as it is', { number, problemId, entry });
      }
      const known = problems.flatMap((each) => {
        const problem = problemOf(each.entries);
        return problem ? [[each.id, { ...each, problem }] as const] : [];
      });
      return new Map(known);
    });
    return this.#known;
  }

  async #keep(stored: StoredProblem): Promise<KnownProblem> {
    const problem = problemOf(stored.entries);
    if (!problem) throw new AppError('storage.broken', `problem ${stored.id} has no beginning`);
    const known = { ...stored, problem };
    (await this.#read()).set(stored.id, known);
    this.#words = undefined;
    return known;
  }
}

/** What counts as a case of those that people spoke of. */
export function confirmedOf(links: readonly ProblemLink[]): CountedCase[] {
  return links
    .filter(({ verdict }) => verdict === 'confirmed')
    .map(({ createdAt, deviceId, ticketId }) => ({ at: createdAt, deviceId, ticketId }));
}
