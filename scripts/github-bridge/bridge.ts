import { type DeveloperIssueView, type DevelopersAnswer, developersQuestion, id } from '@alongside/protocol';
import { z } from 'zod';
import type { DeskApi } from './desk-api.ts';
import type { GitHubApi } from './github-api.ts';
import { answerFor, fixedLabel, type GitHubIssue, githubIssue, issueText, questionOf, waitsForRelease } from './github-issue.ts';

const asked = z.object({ event: z.literal('developers.asked'), issue: developersQuestion.extend({ id, number: z.int() }) });
const told = z.object({ event: z.string().max(60) });
const repository = z.object({ full_name: z.string().max(200) });
const issueEvent = z.object({ action: z.string().max(40), issue: githubIssue, repository });
const releaseEvent = z.object({
  action: z.string().max(40),
  release: z.object({ tag_name: z.string().min(1).max(60), draft: z.boolean(), prerelease: z.boolean() }),
  repository,
});

/** Answers that crossed: so often it is looked again. */
const TRIES = 3;

/**
 * Between the desk and one repository. It keeps nothing: which issue belongs to which question stands in the issue's text,
 * and is believed only of the issue whose address the desk has.
 */
export class Bridge {
  readonly #desk: DeskApi;
  readonly #github: GitHubApi;
  readonly #opening = new Map<string, Promise<void>>();

  constructor(desk: DeskApi, github: GitHubApi) {
    this.#desk = desk;
    this.#github = github;
  }

  /** The desk's news; of other news than questions nothing is done. */
  async fromDesk(body: unknown): Promise<void> {
    if (told.parse(body).event !== 'developers.asked') return;
    const { issue } = asked.parse(body);
    const { id: question, number: _, ...words } = issue;
    // The same delivery may come twice at once.
    const opening = this.#opening.get(question) ?? this.#open(question, words);
    this.#opening.set(question, opening);
    await opening.finally(() => this.#opening.delete(question));
  }

  /** GitHub's news, by the header `X-GitHub-Event`. */
  async fromGitHub(event: string, body: unknown): Promise<void> {
    if (event === 'issues') {
      const { issue, repository: of } = issueEvent.parse(body);
      if (!this.#isOurs(of.full_name) || questionOf(issue) === undefined) return;
      // Deliveries overtake each other, and anybody there can send an old one again: what counts is how it stands.
      const now = await this.#github.read(issue.number);
      if (now) await this.#passOn(now);
    }
    if (event === 'release') {
      const { action, release, repository: of } = releaseEvent.parse(body);
      if (!this.#isOurs(of.full_name) || action !== 'published' || release.draft || release.prerelease) return;
      await this.#released(release.tag_name);
    }
  }

  async #open(question: string, words: z.infer<typeof developersQuestion>): Promise<void> {
    const known = await this.#desk.read(question);
    if (known?.state !== 'asked') return;
    const issue = (await this.#github.find(question)) ?? (await this.#github.create(issueText(question, words)));
    const reference = `${this.#github.repository}#${issue.number}`;
    await this.#answer(question, () => ({ state: 'accepted', reference, url: issue.html_url }));
  }

  async #passOn(issue: GitHubIssue): Promise<void> {
    const question = questionOf(issue);
    if (question === undefined) return;
    await this.#answer(question, (known) =>
      // Anybody who can write an issue can write such a mark into it.
      known.url === issue.html_url ? answerFor(issue, this.#github.repository, known.state) : undefined,
    );
  }

  /** What was done and in no version yet is in this one; the label says so to the developers, and tells us once more. */
  async #released(version: string): Promise<void> {
    for (const issue of (await this.#github.closed()).filter(waitsForRelease)) {
      const label = fixedLabel(version);
      await this.#github.addLabel(issue.number, label);
      await this.#passOn({ ...issue, labels: [...issue.labels, { name: label }] });
    }
  }

  async #answer(question: string, answerTo: (known: DeveloperIssueView) => DevelopersAnswer | undefined): Promise<void> {
    for (let tries = 0; tries < TRIES; tries += 1) {
      const known = await this.#desk.read(question);
      const answer = known && answerTo(known);
      if (!answer || (await this.#desk.answer(question, known.version, answer))) return;
    }
    throw new Error(`question ${question} was answered by somebody else again and again`);
  }

  #isOurs(name: string): boolean {
    return name.toLowerCase() === this.#github.repository.toLowerCase();
  }
}
