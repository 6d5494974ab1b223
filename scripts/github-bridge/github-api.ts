import { z } from 'zod';
import { callJson, Refused } from './call-json.ts';
import { type GitHubIssue, githubIssue, type NewIssue, questionOf } from './github-issue.ts';

const GONE: readonly number[] = [404, 410];
const A_PAGE = 100;
/** Of the repository's issues with our label, the newest: enough for any desk, and an end for any loop. */
const MAX_PAGES = 10;

export interface GitHubSettings {
  /** `https://api.github.com`, or an enterprise server's. */
  readonly api: string;
  /** `owner/name` */
  readonly repository: string;
  /** May read and write issues of that repository, and nothing else. */
  readonly token: string;
  /** That issues from the desk carry. */
  readonly label: string;
}

/** The five calls of GitHub's REST API (version 2022-11-28) that the bridge needs. */
export class GitHubApi {
  readonly #settings: GitHubSettings;

  constructor(settings: GitHubSettings) {
    this.#settings = settings;
  }

  get repository(): string {
    return this.#settings.repository;
  }

  /** "Create an issue" */
  create({ title, body }: NewIssue): Promise<GitHubIssue> {
    const labels = [this.#settings.label];
    return this.#call('POST', 'issues', githubIssue, { title, body, labels });
  }

  /** The issue that was opened for this question, if its number was never heard: the desk asks again until it is. */
  async find(question: string): Promise<GitHubIssue | undefined> {
    for await (const issue of this.#listed('all')) if (questionOf(issue) === question) return issue;
    return undefined;
  }

  /** "Get an issue"; undefined where it was deleted. */
  async read(issue: number): Promise<GitHubIssue | undefined> {
    try {
      return await this.#call('GET', `issues/${issue}`, githubIssue);
    } catch (error) {
      if (error instanceof Refused && GONE.includes(error.status)) return undefined;
      throw error;
    }
  }

  async closed(): Promise<GitHubIssue[]> {
    const issues: GitHubIssue[] = [];
    for await (const issue of this.#listed('closed')) issues.push(issue);
    return issues;
  }

  /** "Add labels to an issue" */
  async addLabel(issue: number, label: string): Promise<void> {
    await this.#call('POST', `issues/${issue}/labels`, z.array(z.unknown()), { labels: [label] });
  }

  /** "List repository issues", the newest first */
  async *#listed(state: 'all' | 'closed'): AsyncGenerator<GitHubIssue> {
    for (let page = 1; page <= MAX_PAGES; page += 1) {
      const query = new URLSearchParams({ state, labels: this.#settings.label, per_page: `${A_PAGE}`, page: `${page}` });
      const issues = await this.#call('GET', `issues?${query}`, z.array(githubIssue).max(A_PAGE));
      yield* issues;
      if (issues.length < A_PAGE) return;
    }
  }

  #call<T>(method: 'GET' | 'POST', path: string, result: z.ZodType<T>, body?: unknown): Promise<T> {
    const { api, repository, token } = this.#settings;
    const headers = {
      accept: 'application/vnd.github+json',
      authorization: `Bearer ${token}`,
      'x-github-api-version': '2022-11-28',
      'user-agent': 'alongside-github-bridge',
    };
    return callJson(new URL(`${api}/repos/${repository}/${path}`), { method, headers, result, ...(body ? { body } : {}) });
  }
}
