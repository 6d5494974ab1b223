import type { DeveloperIssueView, DevelopersAnswer, DevelopersQuestion } from '@alongside/protocol';
import { z } from 'zod';

/** What is read of an issue, in answers of the REST API and in webhooks alike; the rest of it is not looked at. */
export const githubIssue = z.object({
  number: z.int().min(1),
  html_url: z.url({ protocol: /^https$/u }).max(500),
  state: z.enum(['open', 'closed']),
  state_reason: z.string().max(40).nullish(),
  body: z.string().nullish(),
  milestone: z.object({ title: z.string() }).nullish(),
  labels: z
    .array(z.object({ name: z.string() }))
    .max(100)
    .default([]),
  /** The list of issues has pull requests in it, too. */
  pull_request: z.unknown().optional(),
});
export type GitHubIssue = z.infer<typeof githubIssue>;

const MARKER = /<!-- alongside:([A-Za-z0-9_-]{8,64}) -->/gu;
const FIXED_IN = /^fixed[ -]in:? *(\S.{0,59})$/iu;
const FIXED_LABEL = 'fixed-in: ';
/** Of a label's name at GitHub. */
const MAX_LABEL = 50;

export interface NewIssue {
  readonly title: string;
  readonly body: string;
}

/** What the developers read. Words of the desk stand as they are in a block: nothing of it mentions, links or commands. */
export function issueText(id: string, question: DevelopersQuestion): NewIssue {
  const { title, symptoms, note, signs, versions, devices, cases, problem, why } = question;
  const counted = `${devices} computers, ${cases} tickets${problem === null ? '' : `, known problem P-${problem}`} (asked for: ${why})`;
  const bounds = versions.map(({ name, from, before }) =>
    [name, from && `from ${from}`, before && `before ${before}`].filter((part) => part !== '').join(' '),
  );
  const parts = [
    ['What users notice', symptoms],
    ['What the desk found out', note],
    [
      'Signs',
      signs
        .map(({ anyOf, must }) => `${must ? 'always ' : ''}${anyOf.map((fact) => JSON.stringify(fact)).join(' or ')}`)
        .join('\n'),
    ],
    ['Affected versions', bounds.join('\n')],
    ['How many', counted],
  ] as const;
  const written = parts.filter(([, text]) => text !== '').map(([head, text]) => `### ${head}\n\n${block(text)}`);
  return { title: title.replaceAll('@', '＠'), body: `${written.join('\n\n')}\n\n<!-- alongside:${id} -->\n` };
}

/** Which question an issue was opened for; undefined for everybody else's. The last mark is ours: words of the desk stand before it. */
export function questionOf({ body }: Pick<GitHubIssue, 'body'>): string | undefined {
  return [...(body ?? '').matchAll(MARKER)].at(-1)?.[1];
}

/** By the label `fixed-in: 7.13`, or else by its milestone. */
export function versionOf({ labels, milestone }: Pick<GitHubIssue, 'labels' | 'milestone'>): string | undefined {
  const named = labels.flatMap(({ name }) => FIXED_IN.exec(name)?.[1]?.trim() ?? []);
  const version = named[0] ?? milestone?.title.trim();
  return version === undefined || version === '' ? undefined : version.slice(0, 60);
}

/** Closed as done, in no version that anybody named: the next release has it. */
export function waitsForRelease(issue: GitHubIssue): boolean {
  return issue.pull_request === undefined && isDone(issue) && versionOf(issue) === undefined;
}

export function fixedLabel(version: string): string {
  return `${FIXED_LABEL}${version}`.slice(0, MAX_LABEL);
}

/** What an issue says to the desk; undefined where that is nothing new, or not known yet. */
export function answerFor(
  issue: GitHubIssue,
  repository: string,
  known: DeveloperIssueView['state'],
): DevelopersAnswer | undefined {
  const at = { reference: `${repository}#${issue.number}`, url: issue.html_url };
  if (issue.state === 'open') return known === 'accepted' ? undefined : { state: 'accepted', ...at };
  if (!isDone(issue))
    return { state: 'declined', ...at, reason: `Closed as ${(issue.state_reason ?? '').replaceAll('_', ' ')}.` };
  const fixedIn = versionOf(issue);
  return fixedIn === undefined ? undefined : { state: 'fixed', ...at, fixedIn };
}

function isDone({ state, state_reason: reason }: GitHubIssue): boolean {
  return state === 'closed' && (reason === 'completed' || reason === null || reason === undefined);
}

/** A fence longer than any in it. */
function block(text: string): string {
  const longest = Math.max(2, ...[...text.matchAll(/`+/gu)].map(([run]) => run.length));
  const fence = '`'.repeat(longest + 1);
  return `${fence}text\n${text}\n${fence}`;
}
